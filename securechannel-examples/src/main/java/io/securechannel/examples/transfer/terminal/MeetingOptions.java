package io.securechannel.examples.transfer.terminal;

import io.securechannel.error.KeyMaterialException;
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

    @Mixin
    private AccessOptions access = new AccessOptions();

    MeetingOptions() {}

    void check() {
        if (patience < 0) {
            throw new IllegalArgumentException("--patience is a number of seconds");
        }
        access.check();
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
                new Course(meeting, believed, role, progress::say).run(session, progress::moved);
            }
            return;
        }
        try (var code = OneTimeCode.random();
                var believed = access.waiting(code);
                var meeting = new Waiting(
                        listen,
                        port,
                        believed,
                        Duration.ofSeconds(patience),
                        at -> tell(at, code, otherCommand, progress))) {
            new Course(meeting, believed, role, progress::say).run(session, progress::moved);
        }
    }

    private void tell(int at, OneTimeCode code, String otherCommand, TransferProgress progress) {
        progress.say("waiting at " + listen + ":" + at + "; the other end: " + otherCommand + " HOST:" + at
                + (access.byCode() ? "" : " --tls or --noise, as here"));
        if (access.byCode()) {
            progress.say("one-time code: " + OwnCode.shown(code) + ", for one try: tell it to whoever runs that");
        }
    }
}
