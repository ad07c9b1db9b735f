package io.securechannel.examples.users;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.examples.console.PasswordOptions;
import io.securechannel.examples.console.Table;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Replaces a password. */
@Command(
        name = "passwd",
        description = {
            "Replaces a user's password. The tokens that the server gave for the next time end with the old one.",
            "Users change their own by \"echo-client --user NAME --new-password-file FILE\", and tell it to nobody."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  users passwd ada", "  users passwd ada --password-file ada.pw"})
final class PasswdCommand extends UserCommand {

    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name = "";

    @Mixin
    private PasswordOptions password = new PasswordOptions();

    @Mixin
    private IterationsOption iterations = new IterationsOption();

    PasswdCommand() {}

    @Override
    void run(UserStore users) throws Exception {
        iterations.check();
        existing(users, name).password().ifPresent(ScramCredential::close);
        try (var secret = password.source().fresh(Table.visible(name));
                var credential = iterations.derive(secret)) {
            warnIfShort(secret);
            change(users, name, user -> user.withPassword(credential, Instant.now()));
        }
        out().println(Table.visible(name) + ": has the new password");
    }
}
