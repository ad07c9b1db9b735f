package io.securechannel.examples.rsamigration;

import io.securechannel.examples.tap.HostAndPort;
import io.securechannel.pki.DevCertificates;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The man in the middle. */
@Command(
        name = "mitm",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Stands between clients and a server of the old protocol: sends a key of his own in place of the server's, prints what"
                    + " the client says, and passes it on. It listens on 127.0.0.1, until Ctrl-C.",
            "The other attacks are on steps 1, 2 and 3."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rsa-migration mitm",
            "  rsa-migration mitm --forge \"meet me at midnight\"",
            "  rsa-migration mitm --replay",
            "  rsa-migration mitm --tls"
        })
public final class MitmCommand implements Callable<Integer> {

    @Option(
            names = "--listen",
            paramLabel = "PORT",
            defaultValue = "5001",
            description = "The port to listen at; 0 for any free one (default: ${DEFAULT-VALUE}).")
    private int listen;

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:5000",
            converter = HostAndPort.class,
            description = "The server (default: ${DEFAULT-VALUE}).")
    private InetSocketAddress to = InetSocketAddress.createUnresolved("127.0.0.1", 5000);

    @ArgGroup
    private Orders orders = new Orders();

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            defaultValue = "30",
            description = "How long a conversation may take (default: ${DEFAULT-VALUE}).")
    private int seconds;

    @Spec
    private @Nullable CommandSpec spec;

    /** One of them. */
    static final class Orders {

        @Option(
                names = "--forge",
                paramLabel = "TEXT",
                description = "Leave the key, and send TEXT in place of the client's message.")
        private @Nullable String forge;

        @Option(names = "--replay", description = "Leave the key, and send the client's message twice.")
        private boolean replay;

        @Option(names = "--tls", description = "Show a certificate of his own to clients of step 3.")
        private boolean tls;

        Orders() {}
    }

    /** For picocli. */
    public MitmCommand() {}

    @Override
    public Integer call() throws Exception {
        try {
            StepOptions.checkSeconds(seconds);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()), e);
        }
        var journal =
                new PrintedJournal(Objects.requireNonNull(spec).commandLine().getOut(), "mitm");
        var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), listen);
        if (orders.tls) {
            showCertificate(at, journal);
        } else {
            stand(at, journal);
        }
        return 0;
    }

    private void stand(InetSocketAddress at, PrintedJournal journal) throws IOException, InterruptedException {
        var mitm = new Mitm(to, attack(), journal, Duration.ofSeconds(seconds));
        try (var server = SocketServer.open(at, Duration.ofSeconds(seconds), journal, mitm)) {
            mitm.fingerprint().ifPresent(text -> journal.say("my key is " + text));
            journal.say("listening at 127.0.0.1:" + server.port() + ", between it and " + to.getHostString() + ":"
                    + to.getPort() + "; Ctrl-C ends it");
            server.awaitClose();
        }
    }

    /** He need not know the server: what he learns he learns from a client that takes his certificate. */
    private void showCertificate(InetSocketAddress at, PrintedJournal journal)
            throws IOException, InterruptedException {
        try (var server = ChannelServer.open(at, DevCertificates.localhost(), Duration.ofSeconds(seconds), journal)) {
            journal.say("listening at 127.0.0.1:" + server.port() + ", with a certificate of my own; Ctrl-C ends it");
            server.awaitClose();
        }
    }

    private Mitm.Attack attack() {
        if (orders.forge != null) {
            return new Mitm.Forge(orders.forge);
        }
        return orders.replay ? new Mitm.Replay() : Mitm.reading();
    }
}
