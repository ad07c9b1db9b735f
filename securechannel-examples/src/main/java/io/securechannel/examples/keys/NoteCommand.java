package io.securechannel.examples.keys;

import io.securechannel.keys.KeyStoreManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Writes a note to an entry. */
@Command(
        name = "note",
        description = "Writes a note to an entry, for people; an empty one removes it.",
        footerHeading = "%nExample:%n",
        footer = "  keys note chat \"on the laptop, until spring\"")
final class NoteCommand extends StoreCommand {

    @Parameters(index = "0", paramLabel = "NAME", description = "The entry.")
    private String name = "";

    @Parameters(index = "1", paramLabel = "TEXT", description = "Nothing secret: lists show it.")
    private String note = "";

    NoteCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        out().println(EntryText.line(keys.note(name, note)));
        return DONE;
    }
}
