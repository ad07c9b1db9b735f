package io.securechannel.examples.keys;

import io.securechannel.examples.console.ExportPasswordOptions;
import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.keys.KeyStoreManager;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Takes a key or a certificate out of a key store. */
@Command(
        name = "export",
        description = {
            "Writes the public key or the certificates of an entry to standard output or a file.",
            "The private key goes with --private alone, and into a file that its owner alone may read, encrypted by a password"
                    + " of its own unless --plain; the certificates of a TLS identity go beside it, into NAME.crt."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keys export news --form openssh",
            "  keys export chat --form text                     (scn1…, of a Noise key)",
            "  keys export server --out server.crt",
            "  keys export server --private --out server.key",
            "  keys export server --private --form pkcs12 --out server.p12",
            "  keys export news --private --plain --form jwk --out news.jwk"
        })
final class ExportCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME", description = "The entry.")
    private String name = "";

    @Option(names = "--out", paramLabel = "FILE", description = "Where it goes.")
    private @Nullable Path file;

    @Option(
            names = "--form",
            paramLabel = "FORM",
            defaultValue = "pem",
            description = "One of ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ExportForm form = ExportForm.PEM;

    @Option(names = "--private", description = "The private key too.")
    private boolean withPrivate;

    @Option(names = "--plain", description = "Do not encrypt the private key.")
    private boolean plain;

    @Option(names = "--force", description = "Replace files that are there.")
    private boolean force;

    @Mixin
    private ExportPasswordOptions password = new ExportPasswordOptions();

    ExportCommand() {}

    @Override
    protected void check() {
        if (withPrivate && file == null) {
            throw usage("a private key goes into a file, never to a terminal: --out FILE");
        }
        if (plain && !withPrivate) {
            throw usage("--plain is for --private: what is public is never encrypted");
        }
    }

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var material = Entry.read(keys, Entry.find(keys, name));
        try {
            if (withPrivate && file != null) {
                out().println("wrote "
                        + new PrivateExport(file, plain, force, password.source()).write(material, form));
                return DONE;
            }
            var text = PublicExport.of(material, form);
            if (file == null) {
                out().print(text);
                out().flush();
            } else {
                OwnerOnlyFile.refuseToReplace(file, force);
                Files.writeString(file, text);
                out().println("wrote " + file);
            }
            return DONE;
        } finally {
            NewCommand.wipe(material);
        }
    }
}
