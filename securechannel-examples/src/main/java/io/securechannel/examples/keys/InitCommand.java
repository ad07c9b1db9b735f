package io.securechannel.examples.keys;

import io.securechannel.keys.KeyStoreManager;
import picocli.CommandLine.Command;

/** Makes a key store. */
@Command(
        name = "init",
        description = "Makes a new, empty key store, which a password protects.",
        footerHeading = "%nExamples:%n",
        footer = {"  keys init", "  keys init --store chat.keys --password-file /run/secrets/chat"})
final class InitCommand extends StoreCommand {

    InitCommand() {}

    @Override
    protected KeyStoreManager open(StoreOptions options) throws Exception {
        return options.create();
    }

    @Override
    protected int run(KeyStoreManager keys) {
        out().println("made " + keys.file().getFileName() + ", empty; nobody can open it without the password");
        return DONE;
    }
}
