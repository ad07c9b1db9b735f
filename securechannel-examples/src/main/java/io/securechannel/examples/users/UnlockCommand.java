package io.securechannel.examples.users;

import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.examples.console.Table;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Ends the locks of an account. */
@Command(
        name = "unlock",
        description = {
            "Ends the locks of an account, and forgets its failures. 5 failures from one address within 5 minutes lock the"
                    + " account for that address, for 15 minutes.",
            "For users in a database. Where they are in a file, a server counts in its memory: locks end there by"
                    + " themselves, or when the server is started again."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  users unlock ada --store jdbc:postgresql://localhost/chat --db-user chat"})
final class UnlockCommand extends UserCommand {

    @Parameters(paramLabel = "NAME", description = "The user; also of a name that no user has.")
    private String name = "";

    UnlockCommand() {}

    @Override
    void run(UserStore users) throws Exception {
        LoginThrottle failures = users.failures()
                .orElseThrow(() -> new IOException(users.name()
                        + " is a file, and locks are not in it: a server counts failures in its own memory."
                        + " A lock ends by itself after 15 minutes, or when that server is started again."
                        + " Users in a database (--store jdbc:…) can be unlocked here"));
        int locks = ChallengeAuth.unlock(failures, prepared(name));
        out().println(Table.visible(name) + ": "
                + (locks == 0 ? "was not locked" : "unlocked, for " + addresses(locks)));
    }

    private static String addresses(int count) {
        return count + (count == 1 ? " address" : " addresses");
    }
}
