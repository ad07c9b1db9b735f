package io.securechannel.examples.transfer.terminal;

import io.securechannel.examples.console.Sizes;
import io.securechannel.examples.tap.HostAndPort;
import io.securechannel.examples.transfer.protocol.Limits;
import io.securechannel.examples.transfer.protocol.Message.Role;
import io.securechannel.examples.transfer.receiver.Policy;
import io.securechannel.examples.transfer.receiver.ReceivingSession;
import io.securechannel.examples.transfer.receiver.Target;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Receives what a {@code send-file} sends. */
@Command(
        name = "receive-file",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Receives files and directories from whoever runs send-file, and writes nothing outside --dir.",
            "It waits, and shows a code, which the other end asks for. With --from it calls the other end instead.",
            "After a cut, or when either was ended, it goes on where it was: run the same again. What is there already is not"
                    + " replaced, unless --overwrite says so."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Two people; the first says the code that it shows to the second:",
            "    receive-file --dir inbox",
            "    send-file --to ada.example:7443 photos letter.pdf",
            "  The same, where only the sender can be called:",
            "    send-file photos",
            "    receive-file --from bob.example:7443 --dir inbox"
        })
public final class ReceiveFileCommand implements Callable<Integer> {

    @Option(
            names = "--from",
            paramLabel = "HOST:PORT",
            converter = HostAndPort.class,
            description = "Where send-file waits.")
    private @Nullable InetSocketAddress from;

    @Option(
            names = "--dir",
            paramLabel = "DIRECTORY",
            required = true,
            description =
                    "Where all of it goes. Whoever sends can put anything there that is not there yet: a directory of"
                            + " its own is best.")
    private Path directory = Path.of("");

    @Option(names = "--overwrite", description = "Replace files that are there and differ.")
    private boolean overwrite;

    @Option(
            names = "--posix-names",
            description = "Also take names that Windows cannot have (aux.c, 12:30.log), or that differ in case alone.")
    private boolean posixNames;

    @Option(
            names = "--most-files",
            paramLabel = "NUMBER",
            defaultValue = "1000000",
            description = "Take no more files and directories (default: ${DEFAULT-VALUE}).")
    private long mostFiles;

    @Option(
            names = "--most-bytes",
            paramLabel = "NUMBER",
            defaultValue = "1099511627776",
            description = "Take no more bytes in all (default: ${DEFAULT-VALUE}, 1 TiB).")
    private long mostBytes;

    @Mixin
    private MeetingOptions meeting = new MeetingOptions();

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public ReceiveFileCommand() {}

    void check() {
        meeting.check(from == null);
    }

    @Override
    public Integer call() throws Exception {
        try {
            check();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()));
        }
        if (posixNames && File.separatorChar != '/') {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--posix-names: this system cannot have them");
        }
        if (mostFiles < 1 || mostFiles > Integer.MAX_VALUE || mostBytes < 0) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(),
                    "--most-files is a number from 1 to " + Integer.MAX_VALUE + ", --most-bytes none below 0");
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException("--dir " + directory + " is no directory: make it first");
        }
        var policy = policy();
        try (var progress = TransferProgress.of("receive-file");
                var target = Target.open(directory)) {
            if (!hasModes()) {
                progress.say("this file system has no permissions: they are not kept");
            }
            meeting.run(
                    from,
                    Role.RECEIVER,
                    "send-file FILE... --to",
                    progress,
                    link -> ReceivingSession.receive(link, target, policy, progress));
            progress.say(TransferProgress.filesAre(progress.files()) + " in " + directory + ", "
                    + Sizes.of(progress.moved()) + " were received");
            if (progress.refused() > 0) {
                throw new IOException(progress.refused() + " did not arrive; see above");
            }
        }
        return 0;
    }

    Policy policy() {
        return new Policy(overwrite, posixNames, new Limits(mostFiles, mostBytes));
    }

    private boolean hasModes() throws IOException {
        FileStore store = Files.getFileStore(directory);
        return store.supportsFileAttributeView("posix");
    }
}
