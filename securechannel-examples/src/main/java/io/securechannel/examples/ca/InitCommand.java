package io.securechannel.examples.ca;

import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.examples.keys.StoreCommand;
import io.securechannel.examples.keys.StoreOptions;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateAuthorityBuilder;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a root. */
@Command(
        name = "init",
        description = {
            "Makes a new root authority and keeps it in the key store, which is made if it is not there.",
            "Whoever has its key can be anybody towards all who trust its certificate."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ca init \"Example Root CA\"",
            "  ca init \"Example Root CA\" --key-type ml-dsa-65",
            "  ca init \"Example Root CA\" --key-type ec-p384 --days 7300 --path-length 1 --permit-dns example"
        })
final class InitCommand extends StoreCommand {

    @Parameters(paramLabel = "COMMON-NAME", description = "What people call it.")
    private String commonName = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "ca",
            description = "What it is called in the key store (default: ${DEFAULT-VALUE}).")
    private String name = "ca";

    @Mixin
    private KeyOptions key = new KeyOptions();

    @Mixin
    private LimitOptions limits = new LimitOptions();

    private @Nullable CertificateAuthorityBuilder builder;

    InitCommand() {}

    /** Reads the options before a file is made. */
    @Override
    protected void check() {
        try {
            var made = CertificateAuthority.builder(commonName).pathLength(limits.pathLength());
            key.keyType().ifPresent(made::keyType);
            key.validity().ifPresent(made::validity);
            var constraints = limits.constraints();
            if (constraints != null) {
                made.nameConstraints(constraints);
            }
            builder = made;
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    @Override
    protected KeyStoreManager open(StoreOptions options) throws Exception {
        return options.openOrCreate();
    }

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var root = Objects.requireNonNull(builder).build().keepIn(keys, name);
        var view = new CertificateView(root.certificate());
        out().println(name + ": root authority " + view.subject() + ", " + view.key() + ", until " + view.notAfter());
        out().println("who is to trust it needs its certificate: ca export --out root.crt"
                + (name.equals("ca") ? "" : " --name " + name));
        return DONE;
    }
}
