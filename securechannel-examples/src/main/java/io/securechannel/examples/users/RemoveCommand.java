package io.securechannel.examples.users;

import io.securechannel.examples.console.Table;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Removes a user. */
@Command(
        name = "remove",
        description = {
            "Removes a user for good. Channels that are open stay open; the tokens that the server gave for the next time"
                    + " are worth nothing from now on.",
            "\"users disable\" keeps the user, and lets nobody in."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  users remove ada --force"})
final class RemoveCommand extends UserCommand {

    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name = "";

    @Option(names = "--force", description = "Really.")
    private boolean force;

    RemoveCommand() {}

    @Override
    void check() {
        if (!force) {
            throw usage("who is removed is gone: \"users disable\" can be undone, --force removes");
        }
    }

    @Override
    void run(UserStore users) throws Exception {
        if (!users.users().remove(prepared(name))) {
            throw noSuchUser(users);
        }
        out().println(Table.visible(name) + ": removed");
    }
}
