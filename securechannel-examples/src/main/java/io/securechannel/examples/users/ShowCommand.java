package io.securechannel.examples.users;

import io.securechannel.auth.throttle.LoginThrottle.Lock;
import io.securechannel.examples.console.Json;
import io.securechannel.examples.console.Members;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells all of a user that is no secret. */
@Command(
        name = "show",
        description = "Tells all of a user that is no secret.",
        footerHeading = "%nExamples:%n",
        footer = {"  users show ada", "  users show ada --json"})
final class ShowCommand extends UserCommand {

    @Parameters(paramLabel = "NAME", description = "The user.")
    private String name = "";

    @Option(names = "--json", description = "For programs.")
    private boolean json;

    ShowCommand() {}

    @Override
    void run(UserStore users) throws Exception {
        var user = existing(users, name);
        List<Lock> locks =
                users.failures().isPresent() ? users.failures().get().locked(List.of(user.name())) : List.of();
        var members = UserText.members(user, locks);
        if (json) {
            out().println(Json.write(members));
        } else {
            Members.print(members, out());
        }
    }
}
