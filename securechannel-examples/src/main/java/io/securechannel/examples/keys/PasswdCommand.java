package io.securechannel.examples.keys;

import io.securechannel.examples.console.NewPasswordOptions;
import io.securechannel.keys.KeyStoreManager;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Changes the password of a key store. */
@Command(
        name = "passwd",
        description = {
            "Protects the key store by another password.",
            "Copies that were made before open with the old one still, and programs that have it open have to open it again."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  keys passwd", "  keys passwd --password-file old.txt --new-password-file new.txt"})
final class PasswdCommand extends StoreCommand {

    @Mixin
    private NewPasswordOptions fresh = new NewPasswordOptions();

    PasswdCommand() {}

    @Override
    protected int run(KeyStoreManager keys) throws Exception {
        var name = keys.file().getFileName();
        try (var password = fresh.source().fresh(name.toString())) {
            keys.changePassword(password);
        }
        out().println(name + ": protected by the new password");
        return DONE;
    }
}
