package io.securechannel.examples.ca;

import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.examples.keys.IdentityFiles;
import io.securechannel.examples.keys.StoreCommand;
import io.securechannel.examples.keys.StoreOptions;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes over an authority that another program has made. */
@Command(
        name = "import",
        description = {
            "Takes an authority that was made elsewhere into the key store, which is made if it is not there.",
            "Its ledger begins empty: what it has issued before is not known here, and not on its revocation lists."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  ca import root.crt root.key", "  ca import root.p12 --name old-root"})
final class ImportCommand extends StoreCommand {

    @Parameters(
            arity = "1..2",
            paramLabel = "FILE",
            description = "Certificate and key, PEM, in two files or one; or PKCS#12 (.p12, .pfx).")
    private List<Path> files = List.of();

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "ca",
            description = "What it is called in the key store (default: ${DEFAULT-VALUE}).")
    private String name = "ca";

    @Mixin
    private KeyPasswordOptions keyPassword = new KeyPasswordOptions();

    ImportCommand() {}

    @Override
    protected KeyStoreManager open(StoreOptions options) throws Exception {
        return options.openOrCreate();
    }

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var identity = IdentityFiles.read(files, keyPassword.source());
        var authority = CertificateAuthority.of(identity).keepIn(keys, name);
        var view = new CertificateView(authority.certificate());
        out().println(name + ": authority " + view.subject() + ", " + view.key() + ", until " + view.notAfter());
        return DONE;
    }
}
