package io.securechannel.examples.transfer.terminal;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.AtExit;
import io.securechannel.examples.console.CodeText;
import io.securechannel.examples.transfer.meeting.Calling;
import io.securechannel.examples.transfer.meeting.Course;
import io.securechannel.examples.transfer.meeting.Waiting;
import io.securechannel.examples.transfer.protocol.Message.Role;
import io.securechannel.noise.OneTimeCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of both ends that say how they come together. */
final class MeetingOptions {

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "0.0.0.0",
            description = "Where to wait: 127.0.0.1 for this machine alone (default: ${DEFAULT-VALUE}, all addresses).")
    private String listen = "0.0.0.0";

    @Option(names = "--port", defaultValue = "7443", description = "0 for any free one (default: ${DEFAULT-VALUE}).")
    private int port;

    @Option(
            names = "--patience",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long the two try to meet again after a cut (default: ${DEFAULT-VALUE}).")
    private int patience;

    @Option(
            names = "--wait",
            paramLabel = "SECONDS",
            defaultValue = "3600",
            description = "How long to wait until the other end comes first (default: ${DEFAULT-VALUE}).")
    private int wait;

    @Mixin
    private AccessOptions access = new AccessOptions();

    MeetingOptions() {}

    /**
     * Refuses options that do not belong together.
     *
     * @param waits whether this end waits, rather than calls
     */
    void check(boolean waits) {
        if (patience < 0 || wait < 0) {
            throw new IllegalArgumentException("--patience and --wait are numbers of seconds");
        }
        access.check(waits);
    }

    /**
     * Runs a transfer.
     *
     * @param other where the other end waits; null to wait for it here
     * @param otherCommand what the other end types, without where to
     */
    void run(
            @Nullable InetSocketAddress other,
            Role role,
            String otherCommand,
            TransferProgress progress,
            Course.Session session)
            throws KeyMaterialException, IOException {
        if (other != null) {
            try (var believed = access.calling();
                    var meeting = new Calling(
                            other.getHostString(), other.getPort(), believed, Duration.ofSeconds(patience))) {
                run(new Course(meeting, believed, role, progress::say), session, progress);
            }
            return;
        }
        try (var code = OneTimeCode.random();
                var believed = access.waiting(code);
                var meeting = new Waiting(
                        new InetSocketAddress(listen, port),
                        believed,
                        new Waiting.Patience(Duration.ofSeconds(wait), Duration.ofSeconds(patience)),
                        told(code, otherCommand, progress))) {
            run(new Course(meeting, believed, role, progress::say), session, progress);
        }
    }

    private static void run(Course course, Course.Session session, TransferProgress progress)
            throws KeyMaterialException, IOException {
        AtExit.close(course::stop); // Ctrl-C
        course.run(session, progress::moved);
    }

    private Waiting.Told told(OneTimeCode code, String otherCommand, TransferProgress progress) {
        return new Waiting.Told() {
            @Override
            public void listening(int at) {
                tell(at, code, otherCommand, progress);
            }

            @Override
            public void refused(String line) {
                progress.say(line);
            }
        };
    }

    private void tell(int at, OneTimeCode code, String otherCommand, TransferProgress progress) {
        progress.say("waiting at " + listen + ":" + at + "; the other end: " + otherCommand + " HOST:" + at
                + (access.byCode() ? "" : " --tls or --noise, as here"));
        if (access.byCode()) {
            progress.say("one-time code: " + CodeText.shown(code) + ", for one try: tell it to whoever runs that");
        }
    }
}
