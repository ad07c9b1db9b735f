package io.securechannel.examples.keys;

import io.securechannel.keys.KeyStoreManager;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Copies a key store. */
@Command(
        name = "backup",
        description =
                "Copies the key store, encrypted as it is, after making sure that it opens. The password is the same.",
        footerHeading = "%nExample:%n",
        footer = "  keys backup /media/safe/securechannel.keys")
final class BackupCommand extends StoreCommand {

    @Parameters(paramLabel = "FILE", description = "Where the copy goes; no file may be there.")
    private Path copy = Path.of("");

    BackupCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        keys.backup(copy);
        out().println("copied to " + copy);
        return DONE;
    }
}
