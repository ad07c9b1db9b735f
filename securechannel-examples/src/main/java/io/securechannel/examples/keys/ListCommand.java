package io.securechannel.examples.keys;

import io.securechannel.examples.console.Json;
import io.securechannel.keys.KeyStoreManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Lists what is in a key store. */
@Command(
        name = "list",
        description = "Lists what is in the key store, without secrets.",
        footerHeading = "%nExamples:%n",
        footer = {"  keys list", "  keys list --json --password-file /run/secrets/chat"})
final class ListCommand extends StoreCommand {

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    ListCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var entries = keys.list();
        if (json) {
            out().println(Json.write(entries.stream().map(EntryText::members).toList()));
        } else {
            EntryText.table(entries).print(out());
        }
        return DONE;
    }
}
