package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The four messages of a one-time code, replaced or changed by somebody who does not know it: they do not come to an end, nor either of them before its last message. And codes
 * as people type them: read in one form, or refused as an argument.
 */
class CodeExchangeFuzz extends FuzzTarget {

    private static final String CODE = "k7mq2p";

    @Override
    protected List<byte[]> seeds() throws SecureChannelException {
        try (var run = CodeRun.of(CODE, CODE)) {
            var second = run.second();
            return List.of(
                    FuzzInput.of(new byte[] {4}, List.of()),
                    FuzzInput.of(new byte[] {0, 0}, List.of(run.first())),
                    FuzzInput.of(new byte[] {1, 0}, List.of(second)),
                    FuzzInput.of(new byte[] {2, 1}, List.of(new byte[] {0, 3, 1})),
                    FuzzInput.of(new byte[] {3, 1}, List.of(new byte[] {0, 3, 1})),
                    FuzzInput.of(new byte[] {5}, List.of(utf8("K7M-q2p"))),
                    FuzzInput.of(new byte[] {5}, List.of(utf8("123 456 78"))));
        }
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("the end", "a code as typed");
    }

    /** Each changes a message. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed > 0 && seed < 5;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        int which = in.choice(6);
        if (which == 5) {
            readCode(latin1(in.piece()));
            return;
        }
        int how = in.choice(2);
        var with = in.piece();
        try (var run = CodeRun.of(CODE, CODE)) {
            var changed = new AtomicBoolean();
            var done = Refusals.read(EnumSet.of(Reason.CODE_REFUSED, Reason.PROTOCOL_VIOLATION), () -> {
                exchange(run, (number, message) -> {
                    var arrives = number != which ? message : how == 0 ? with : xored(message, with);
                    changed.compareAndSet(false, !Arrays.equals(arrives, message));
                    return arrives;
                });
                return run;
            });
            assertThat(done.isPresent()).isEqualTo(!changed.get());
            done.ifPresent(ended -> reached("the end"));
        }
    }

    /** One end after the other; what arrives may be another message than was sent. */
    private static void exchange(CodeRun run, Wire wire) throws SecureChannelException {
        var message = run.initiator().first().orElseThrow();
        for (int number = 0; number < 4; number++) {
            var to = number % 2 == 0 ? run.responder() : run.initiator();
            assertThat(to.done()).isFalse();
            message = to.receive(wire.carry(number, message)).orElse(new byte[0]);
            assertThat(to.done()).isEqualTo(number > 1);
        }
    }

    /** Carries the message of that number. */
    @FunctionalInterface
    private interface Wire {
        byte[] carry(int number, byte[] message);
    }

    private static byte[] xored(byte[] message, byte[] with) {
        var copy = message.clone();
        var in = new FuzzInput(with);
        int at = in.octet() << 8 | in.octet();
        for (byte each : in.rest()) {
            copy[at++ % copy.length] ^= each;
        }
        return copy;
    }

    private static void readCode(String typed) {
        try (var code = OneTimeCode.of(typed.toCharArray());
                var normal = code.code();
                var again = OneTimeCode.of(normal.copy());
                var once = again.code()) {
            assertThat(once).isEqualTo(normal);
            reached("a code as typed");
        } catch (IllegalArgumentException e) {
            assertThat(e.getMessage()).isNotEmpty();
        }
    }
}
