package io.securechannel.examples.users;

import io.securechannel.examples.console.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Enables a user. */
@Command(
        name = "enable",
        description = "Lets a user log in again.",
        footerHeading = "%nExamples:%n",
        footer = {"  users enable ada"})
final class EnableCommand extends UserCommand {

    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name = "";

    EnableCommand() {}

    @Override
    void run(UserStore users) throws Exception {
        change(users, name, user -> user.withEnabled(true));
        out().println(Table.visible(name) + ": may log in again");
    }
}
