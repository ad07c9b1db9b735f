package io.securechannel.examples.keys;

import picocli.CommandLine.Command;

/** Keys at rest. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = {
            "Keeps keys and certificates in one encrypted file, the key store.",
            "Its password is asked for, or comes from a file or an environment variable; never from an argument."
        },
        subcommands = {
            InitCommand.class,
            ListCommand.class,
            ShowCommand.class,
            NewCommand.class,
            ImportCommand.class,
            ExportCommand.class,
            FingerprintCommand.class,
            RotateCommand.class,
            NoteCommand.class,
            PruneCommand.class,
            DeleteCommand.class,
            PasswdCommand.class,
            BackupCommand.class,
            AuditCommand.class,
            CostCommand.class,
            PeersCommand.class,
            ConfirmCommand.class,
            ForgetCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {"  keys init", "  keys new letters --kind envelope", "  keys list", "  keys audit"})
public final class KeysCommand {

    /** For picocli. */
    public KeysCommand() {}
}
