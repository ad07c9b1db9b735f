package io.securechannel.examples.transfer.terminal;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.console.Sizes;
import io.securechannel.examples.tap.HostAndPort;
import io.securechannel.examples.transfer.meeting.Course;
import io.securechannel.examples.transfer.protocol.Limits;
import io.securechannel.examples.transfer.protocol.Message.Role;
import io.securechannel.examples.transfer.sender.Sending;
import io.securechannel.examples.transfer.sender.SendingSession;
import io.securechannel.examples.transfer.sender.SourceTree;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends files and directories to a {@code receive-file}. */
@Command(
        name = "send-file",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Sends files, and directories with all that is in them, to whoever runs receive-file.",
            "With --to it calls the other end, and asks for the code that is shown there. Without it waits, and shows the"
                    + " code itself.",
            "After a cut, or when either was ended, it goes on where it was: run the same again. Symbolic links and devices"
                    + " are not sent."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  Two people; the first says the code that it shows to the second:",
            "    receive-file --dir inbox",
            "    send-file --to ada.example:7443 photos letter.pdf",
            "  Keys that each has told the other once (keys new, keys export):",
            "    receive-file --dir inbox --noise --key mine.key --peer-key scn1...",
            "    send-file --to ada.example:7443 --noise --key mine.key --peer-key scn1... photos",
            "  Certificates:",
            "    receive-file --dir inbox --tls --cert server.crt --key server.key --ca ca.crt --peer client",
            "    send-file --to ada.example:7443 --tls --cert client.crt --key client.key --ca ca.crt photos"
        })
public final class SendFileCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "Files and directories.")
    private List<Path> files = List.of();

    @Option(
            names = "--to",
            paramLabel = "HOST:PORT",
            converter = HostAndPort.class,
            description = "Where receive-file waits.")
    private @Nullable InetSocketAddress to;

    @Mixin
    private MeetingOptions meeting = new MeetingOptions();

    @Spec
    private @Nullable CommandSpec spec;

    /** For picocli. */
    public SendFileCommand() {}

    void check() {
        meeting.check(to == null);
    }

    @Override
    public Integer call() throws Exception {
        try {
            check();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(Objects.requireNonNull(spec).commandLine(), String.valueOf(e.getMessage()));
        }
        var tree = SourceTree.read(files);
        requireFew(tree);
        try (var progress = TransferProgress.of("send-file")) {
            tree.left().forEach(each -> progress.say(each + ": not sent"));
            tree.missed().forEach(each -> progress.say(each + ": not sent"));
            if (!tree.hasModes()) {
                progress.say("this file system has no permissions to send");
            }
            progress.say(TransferProgress.files(tree.files()) + ", " + Sizes.of(tree.bytes()));
            var sending = new Sending(tree, progress);
            send(sending, progress);
            return report(tree, sending, progress);
        }
    }

    /** The other end refuses more by itself, unless it is told otherwise; more than this does not fit into memory either. */
    private static void requireFew(SourceTree tree) throws IOException {
        if (tree.filesAndDirectories() > Limits.DEFAULT.items()) {
            throw new IOException("these are more than " + Limits.DEFAULT.items()
                    + " files and directories: send an archive of them");
        }
    }

    private void send(Sending sending, TransferProgress progress) throws Exception {
        try {
            meeting.run(
                    to, Role.SENDER, "receive-file --from", progress, link -> new SendingSession(link, sending).run());
        } catch (SecureChannelException e) {
            if (!sending.complete() || !Course.isCut(e.reason())) {
                throw e;
            }
            // The last word was lost, and it is not about files.
            progress.say("all files are in their place; the other end has not said that it has finished");
        }
    }

    private static int report(SourceTree tree, Sending sending, TransferProgress progress) throws IOException {
        progress.say(sending.arrived() + " of " + TransferProgress.filesAre(tree.files()) + " there, "
                + Sizes.of(progress.moved()) + " were sent");
        var failures = Stream.concat(tree.missed().stream(), sending.failures().stream())
                .toList();
        if (!failures.isEmpty()) {
            throw new IOException(failures.size() + " did not arrive; the first: " + failures.get(0));
        }
        return 0;
    }
}
