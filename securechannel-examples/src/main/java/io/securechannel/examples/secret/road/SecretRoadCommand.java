package io.securechannel.examples.secret.road;

import picocli.CommandLine.Command;

/** The steps of the tutorial. */
@Command(
        name = "secret-road",
        mixinStandardHelpOptions = true,
        description = {
            "The steps from plain HTTP to HTTPS, each a server and a client, to be tried with \"tap\" between them.",
            "docs/tutorial-secret-server.md walks them. All servers listen on this machine alone."
        },
        subcommands = {
            PlainServer.class,
            PlainClient.class,
            SubstitutionServer.class,
            SubstitutionClient.class,
            CountCommand.class,
            BreakCommand.class,
            NewKeyCommand.class,
            KeyServer.class,
            KeyClient.class,
            OpenTokenCommand.class,
            AgreeServer.class,
            AgreeClient.class,
            MitmCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Three terminals; the second shows what an eavesdropper reads:",
            "    secret-road plain-server",
            "    tap --listen 8001 --to 127.0.0.1:8000 --text",
            "    secret-road plain-client --url http://localhost:8001/secret"
        })
public final class SecretRoadCommand {

    /** For picocli. */
    public SecretRoadCommand() {}
}
