package io.securechannel.examples.users;

import io.securechannel.examples.console.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Disables a user. */
@Command(
        name = "disable",
        description =
                "Lets a user log in no more, until \"users enable\"; with all tokens. Channels that are open stay open.",
        footerHeading = "%nExamples:%n",
        footer = {"  users disable ada"})
final class DisableCommand extends UserCommand {

    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name = "";

    DisableCommand() {}

    @Override
    void run(UserStore users) throws Exception {
        change(users, name, user -> user.withEnabled(false));
        out().println(Table.visible(name) + ": cannot log in any more; channels that are open stay open");
    }
}
