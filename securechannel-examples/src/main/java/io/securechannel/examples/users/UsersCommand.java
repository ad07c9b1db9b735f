package io.securechannel.examples.users;

import picocli.CommandLine.Command;

/** Who may log in. */
@Command(
        name = "users",
        mixinStandardHelpOptions = true,
        description = {
            "Keeps the users of a server, who log in inside the channel: in a file, or in a database that servers share.",
            "Of a password it keeps a verifier (SCRAM, RFC 5802), which lets nobody log in. A server that runs sees each"
                    + " change at the next login.",
            "An embedded database is for one program at a time, unless its address says AUTO_SERVER=TRUE:"
                    + " \"jdbc:h2:./users;AUTO_SERVER=TRUE\"."
        },
        subcommands = {
            AddCommand.class,
            RemoveCommand.class,
            ListCommand.class,
            ShowCommand.class,
            PasswdCommand.class,
            DisableCommand.class,
            EnableCommand.class,
            UnlockCommand.class,
            InviteCommand.class,
            TotpCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  users add ada",
            "  users list",
            "  echo-server --users securechannel.users      and in another terminal",
            "  echo-client --ca securechannel-dev.crt --user ada"
        })
public final class UsersCommand {

    /** For picocli. */
    public UsersCommand() {}
}
