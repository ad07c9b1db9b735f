package io.securechannel.examples.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.KeyPasswordOptions;
import io.securechannel.keys.KeyMaterial;
import io.securechannel.keys.KeyStoreManager;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Gives an entry a new version. */
@Command(
        name = "rotate",
        description = {
            "Gives an entry a new version, which counts from now on, in running programs too; the old ones stay until"
                    + " \"keys prune\".",
            "A running server over Noise announces its new key, and uses it alone after \"keys prune\". Rotated again before"
                    + " that, it goes on with its oldest key and announces the newest; those between are not served.",
            "Noise, envelope and signing keys and secrets are made anew, of the same type. For the others name the files with"
                    + " the new ones; \"ca issue --renew NAME\" renews what the authority of this key store has issued."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  keys rotate letters", "  keys rotate server fullchain.pem privkey.pem"})
final class RotateCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The entry.")
    private String name = "";

    @Parameters(index = "1..*", arity = "0..2", paramLabel = "FILE", description = "The file, or chain and key.")
    private List<Path> files = List.of();

    @Option(names = "--kind", paramLabel = "KIND", description = "What the file is: ${COMPLETION-CANDIDATES}.")
    private @Nullable ImportKind kind;

    @Mixin
    private KeyPasswordOptions keyPassword = new KeyPasswordOptions();

    RotateCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var fresh = fresh(keys);
        try {
            out().println(EntryText.line(keys.rotate(name, fresh)));
        } finally {
            NewCommand.wipe(fresh);
        }
        return DONE;
    }

    private KeyMaterial fresh(KeyStoreManager keys) throws KeyMaterialException, IOException {
        var entry = Entry.find(keys, name);
        if (!files.isEmpty()) {
            return new ImportedFiles(files, keyPassword.source()).read(kind);
        }
        var old = Entry.read(keys, entry);
        try {
            return NewKind.another(old);
        } finally {
            NewCommand.wipe(old);
        }
    }
}
