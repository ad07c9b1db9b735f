package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a hostile peer may send in place of the rounds. */
class HostileCodeMessagesTest {

    private static final String CODE = "k7mq2p";
    private static final String ORDER = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
    private static final String FIELD = "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff";

    /** One of the four messages, and who takes it. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Delivered(CodeExchange to, byte[] message) {}

    private static Delivered deliver(CodeRun run, int number) throws SecureChannelException {
        return switch (number) {
            case 1 -> new Delivered(run.responder(), run.first());
            case 2 -> new Delivered(run.initiator(), run.second());
            case 3 -> new Delivered(run.responder(), run.third());
            case 4 -> new Delivered(run.initiator(), run.fourth());
            default -> throw new AssertionError(number);
        };
    }

    /** EcJpakeTest flips every byte of every round; here it is seen that each part of each message is checked. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void flippedBytesAreRefused(int number) throws Exception {
        int length;
        try (var run = CodeRun.of(CODE, CODE)) {
            length = deliver(run, number).message().length;
        }
        for (int at = 0; at < length; at += 23) {
            try (var run = CodeRun.of(CODE, CODE)) {
                var delivered = deliver(run, number);
                delivered.message()[at] ^= (byte) (1 << at % 8);
                var error = error(delivered.to(), delivered.message());
                assertThat(error.reason())
                        .as("byte %s of message %s", at, number)
                        .isIn(Reason.CODE_REFUSED, Reason.PROTOCOL_VIOLATION);
                assertThat(delivered.to().done()).isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void anotherLengthIsRefused(int number) throws Exception {
        for (int length : List.of(1, 33, 98, 129, 197, 295, 65_535)) {
            try (var run = CodeRun.of(CODE, CODE)) {
                var delivered = deliver(run, number);
                boolean usedBefore = run.respondersCode().used();
                var error = error(delivered.to(), Arrays.copyOf(delivered.message(), length));
                assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
                assertThat(error).hasMessageContaining(length + " bytes");
                assertThat(run.respondersCode().used()).isEqualTo(usedBefore);
            }
        }
    }

    @Test
    void messagesInAnotherOrderAreRefused() throws Exception {
        try (var run = CodeRun.of(CODE, CODE);
                var other = CodeRun.of(CODE, CODE)) {
            assertThat(error(run.responder(), other.third()).reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        }
        try (var run = CodeRun.of(CODE, CODE)) {
            run.second();
            assertThat(error(run.responder(), run.first()).reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        }
    }

    /** At the place of G1, its commitment, G2 and its commitment: neither the infinite point nor one off the curve gets further. */
    @ParameterizedTest
    @ValueSource(ints = {0, 33, 98, 131})
    void whatIsNoPointIsMalformed(int at) throws Exception {
        var zero = "00".repeat(32);
        var notOnTheCurve = "00".repeat(31) + "07";
        for (var point : List.of(
                "00" + zero,
                "02" + notOnTheCurve,
                "03" + notOnTheCurve,
                "02" + FIELD,
                "02" + "ff".repeat(32),
                "04" + zero,
                "01" + zero,
                "82" + zero)) {
            assertThat(inFirst(at, point).reason()).as("%s at %s", point, at).isEqualTo(Reason.PROTOCOL_VIOLATION);
        }
    }

    /** The order of the group itself is not in range, though it is zero modulo itself. */
    @ParameterizedTest
    @ValueSource(ints = {66, 164})
    void aResponseOutOfRangeIsMalformed(int at) throws Exception {
        assertThat(inFirst(at, ORDER).reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(inFirst(at, "ff".repeat(32)).reason()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        assertThat(inFirst(at, ORDER.substring(0, 62) + "50").reason()).isEqualTo(Reason.CODE_REFUSED);
        assertThat(inFirst(at, "00".repeat(32)).reason()).isEqualTo(Reason.CODE_REFUSED);
    }

    /**
     * Nobody can choose exponents by those of the other end, which he would have to know; were it otherwise, sums that are the infinite point
     * still end the exchange. In turn: the generators of round 2 of this end and of the peer, and the key.
     */
    @ParameterizedTest
    @CsvSource({"7, -18", "-33, 7", "-11, 7"})
    void sumsThatAreTheInfinitePointAreRefused(long first, long second) throws Exception {
        try (var one = CodeRun.code(CODE);
                var other = CodeRun.code(CODE);
                var initiator = CodeExchange.begin(one, CodeRun.HASH, true, exponents(first, second, 3, 4, 5));
                var responder = CodeExchange.begin(other, CodeRun.HASH, false, exponents(11, 22, 33, 44, 55))) {
            var error = catchThrowableOfType(SecureChannelException.class, () -> {
                var answer = responder.receive(initiator.first().orElseThrow()).orElseThrow();
                responder.receive(initiator.receive(answer).orElseThrow());
            });
            assertThat(error.reason()).isEqualTo(Reason.CODE_REFUSED);
            assertThat(error).hasMessageContaining("does not hold");
            assertThat(other.used()).isFalse();
        }
    }

    private static CodeRun.Fixed exponents(long... values) {
        var all = new StringBuilder();
        for (var value : values) {
            all.append("%064x".formatted(BigInteger.valueOf(value).mod(new BigInteger(ORDER, 16))));
        }
        return new CodeRun.Fixed(HexFormat.of().parseHex(all));
    }

    private static SecureChannelException inFirst(int at, String replaced) throws SecureChannelException {
        try (var run = CodeRun.of(CODE, CODE)) {
            var first = run.first();
            var bytes = HexFormat.of().parseHex(replaced);
            System.arraycopy(bytes, 0, first, at, bytes.length);
            return error(run.responder(), first);
        }
    }

    private static SecureChannelException error(CodeExchange exchange, byte[] message) {
        var error = catchThrowableOfType(SecureChannelException.class, () -> exchange.receive(message));
        assertThat(error).isNotNull();
        assertThat(error.getMessage()).doesNotContain(CODE);
        return error;
    }
}
