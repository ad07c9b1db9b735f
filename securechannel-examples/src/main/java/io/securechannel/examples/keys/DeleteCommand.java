package io.securechannel.examples.keys;

import io.securechannel.keys.KeyStoreManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes an entry. */
@Command(
        name = "delete",
        description = "Removes an entry with all its versions, for good.",
        footerHeading = "%nExamples:%n",
        footer = {"  keys backup before.keys", "  keys delete chat --force"})
final class DeleteCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME", description = "The entry.")
    private String name = "";

    @Option(names = "--force", description = "Really.")
    private boolean force;

    DeleteCommand() {}

    @Override
    protected void check() {
        if (!force) {
            throw usage(
                    "what is deleted is gone, and what was sealed to it stays closed: \"keys backup FILE\" keeps a copy,"
                            + " --force deletes");
        }
    }

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        keys.delete(name);
        out().println(name + ": deleted");
        return DONE;
    }
}
