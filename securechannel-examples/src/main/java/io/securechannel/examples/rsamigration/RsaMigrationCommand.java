package io.securechannel.examples.rsamigration;

import picocli.CommandLine.Command;

/** RSA over sockets as the tutorials have it, and the way out. */
@Command(
        name = "rsa-migration",
        mixinStandardHelpOptions = true,
        description = {
            "Speaks the protocol of the tutorials (the server sends an RSA key, the client sends one message by RSA-OAEP), shows how a"
                    + " man in the middle reads it, and mends it in three steps.",
            "Steps: 0  as it is        1  the client pins the key",
            "       2  signed envelopes to the pinned key         3  a channel"
        },
        subcommands = {StoryCommand.class, ServerCommand.class, ClientCommand.class, MitmCommand.class},
        footerHeading = "%nExamples:%n",
        footer = {
            "  All of it at once:",
            "    rsa-migration demo",
            "  Three terminals; the second one reads what the third one sends to the first:",
            "    rsa-migration server",
            "    rsa-migration mitm",
            "    echo \"meet me at noon\" | rsa-migration client --port 5001"
        })
public final class RsaMigrationCommand {

    /** For picocli. */
    public RsaMigrationCommand() {}
}
