package io.securechannel.examples.keys;

import io.securechannel.keys.KeyStoreManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Drops old versions. */
@Command(
        name = "prune",
        description = {
            "Drops all versions of an entry but the newest.",
            "What was sealed with an old version cannot be opened any more, and a certificate that was rotated away is not"
                    + " trusted any more."
        },
        footerHeading = "%nExample:%n",
        footer = "  keys prune letters")
final class PruneCommand extends StoreCommand {

    @Parameters(paramLabel = "NAME", description = "The entry.")
    private String name = "";

    PruneCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        out().println(name + ": versions dropped: " + keys.prune(name));
        return DONE;
    }
}
