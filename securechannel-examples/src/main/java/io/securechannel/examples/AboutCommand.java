package io.securechannel.examples;

import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What a report of a fault should say. */
@Command(
        name = "about",
        mixinStandardHelpOptions = true,
        description = "Shows the versions, and the TLS that a client has in force by default.",
        footerHeading = "%nExample:%n",
        footer = "  about")
final class AboutCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    AboutCommand() {}

    @Override
    public void run() {
        var out = Objects.requireNonNull(spec).commandLine().getOut();
        out.println("securechannel " + Main.Version.current());
        out.println("Java " + Runtime.version() + ", " + System.getProperty("java.vendor"));
        out.println();
        out.println(TlsContextFactory.forClient(Trust.system()).describe().stripTrailing());
    }
}
