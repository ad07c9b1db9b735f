package io.securechannel.examples.users;

import io.securechannel.auth.ChallengeAuth;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Makes an invitation. */
@Command(
        name = "invite",
        description = {
            "Makes an invitation: whoever has it may sign up, once, under a name that is free. The store keeps its"
                    + " SHA-256, and so it is shown this one time.",
            "The server has to take them: echo-server --sign-up invitation."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  users invite", "  echo-client --ca securechannel-dev.crt --user bob --sign-up --invitation=TOKEN"})
final class InviteCommand extends UserCommand {

    private static final int LONGEST = 365;

    @Option(names = "--days", paramLabel = "COUNT", description = "How long it serves (default: ${DEFAULT-VALUE}).")
    private int days = 7;

    InviteCommand() {}

    @Override
    void check() {
        if (days < 1 || days > LONGEST) {
            throw usage("--days is between 1 and " + LONGEST);
        }
    }

    @Override
    boolean mayMake() {
        return true;
    }

    @Override
    void run(UserStore users) throws Exception {
        var lifetime = Duration.ofDays(days);
        var token = ChallengeAuth.invite(users.users(), lifetime);
        var expires = Instant.now().plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
        out().println(token);
        out().println("lets one user sign up, until " + expires);
    }
}
