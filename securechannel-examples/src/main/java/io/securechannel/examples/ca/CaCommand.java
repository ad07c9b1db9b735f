package io.securechannel.examples.ca;

import picocli.CommandLine.Command;

/** A private certificate authority. */
@Command(
        name = "ca",
        mixinStandardHelpOptions = true,
        description = {
            "A private certificate authority: it issues certificates to servers and clients, revokes them, and keeps a ledger"
                    + " of both. It lives in a key store, encrypted.",
            "The key store's password is asked for, or comes from a file or an environment variable; never from an argument."
        },
        subcommands = {
            InitCommand.class,
            IntermediateCommand.class,
            IssueCommand.class,
            RequestCommand.class,
            SignCommand.class,
            RevokeCommand.class,
            CrlCommand.class,
            OcspCommand.class,
            ListCommand.class,
            ShowCommand.class,
            VerifyCommand.class,
            ExportCommand.class,
            ImportCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  ca init \"Example Root CA\"",
            "  ca issue --server localhost",
            "  ca export --out root.crt",
            "  ca list"
        })
public final class CaCommand {

    /** For picocli. */
    public CaCommand() {}
}
