package io.securechannel.examples.keys;

import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.keys.KeyStoreManager;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Puts keys and certificates from files into a key store. */
@Command(
        name = "import",
        description = {
            "Puts a key or a certificate from files into the key store: PEM, PKCS#12 (.p12, .pfx), JWK. The files stay.",
            "A certificate chain with its key (in one file or two) becomes a TLS identity, a certificate alone a trusted"
                    + " certificate. A key alone does not say what it is for: --kind does. Secrets are Base64, a known peer"
                    + " is a line HOST:PORT KEY."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  keys import server fullchain.pem privkey.pem",
            "  keys import server server.p12",
            "  keys import root root.crt",
            "  keys import news news.key --kind signing"
        })
final class ImportCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "What it is called from now on.")
    private String name = "";

    @Parameters(index = "1..*", arity = "1..2", paramLabel = "FILE", description = "The file, or chain and key.")
    private List<Path> files = List.of();

    @Option(names = "--kind", paramLabel = "KIND", description = "What it is: ${COMPLETION-CANDIDATES}.")
    private @Nullable ImportKind kind;

    @Option(names = "--note", paramLabel = "TEXT", description = "For people; nothing secret.")
    private String note = "";

    @Mixin
    private KeyPasswordOptions keyPassword = new KeyPasswordOptions();

    ImportCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var material = new ImportedFiles(files, keyPassword.source()).read(kind);
        try {
            out().println(EntryText.line(keys.put(name, material, note)));
        } finally {
            NewCommand.wipe(material);
        }
        return DONE;
    }
}
