package io.securechannel.examples.messenger.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

/** Both directions of the wire: what is written is read, and whatever else comes ends in PROTOCOL_VIOLATION. */
class CodecPropertiesTest {

    /** A decoder of one side. */
    @FunctionalInterface
    private interface Decoder {
        Object decode(byte[] message) throws SecureChannelException;
    }

    private static final List<Decoder> DECODERS = List.of(ClientMessage::decode, ServerMessage::decode);

    @Property(tries = 50)
    void whatIsWrittenIsRead(@ForAll long seed) throws SecureChannelException {
        var arbitrary = new Arbitrary(seed);
        for (var message : arbitrary.clientMessages()) {
            assertThat(ClientMessage.decode(message.encode())).isEqualTo(message);
        }
        for (var message : arbitrary.serverMessages()) {
            assertThat(ServerMessage.decode(message.encode())).isEqualTo(message);
        }
    }

    @Property(tries = 4)
    void everyTruncationIsAViolation(@ForAll long seed) {
        var arbitrary = new Arbitrary(seed);
        for (var message : arbitrary.clientMessages()) {
            refusesEveryPart(message.encode(), ClientMessage::decode);
        }
        for (var message : arbitrary.serverMessages()) {
            refusesEveryPart(message.encode(), ServerMessage::decode);
        }
    }

    /** Every part of a short message, and of a long one its first, its last, and some between. */
    private static void refusesEveryPart(byte[] whole, Decoder decoder) {
        int step = 1 + whole.length / 300;
        for (int length = 0; length < whole.length; length += length < 120 || length > whole.length - 120 ? 1 : step) {
            if (outcome(Arrays.copyOf(whole, length), decoder) == Outcome.READ) {
                throw new AssertionError(length + " of " + whole.length + " bytes were read");
            }
        }
        assertThat(outcome(Arrays.copyOf(whole, whole.length + 1), decoder))
                .as("and one byte more")
                .isEqualTo(Outcome.VIOLATION);
    }

    @Property(tries = 50)
    void aFlippedByteIsReadAsItIsOrAViolation(@ForAll long seed) throws SecureChannelException {
        var arbitrary = new Arbitrary(seed);
        var random = new Random(seed);
        for (var message : arbitrary.clientMessages()) {
            var bytes = flipped(message.encode(), random);
            if (outcome(bytes, ClientMessage::decode) == Outcome.READ) {
                assertThat(ClientMessage.decode(bytes).encode()).isEqualTo(bytes);
            }
        }
        for (var message : arbitrary.serverMessages()) {
            var bytes = flipped(message.encode(), random);
            if (outcome(bytes, ServerMessage::decode) == Outcome.READ && !hasUnknownReason(bytes)) {
                assertThat(ServerMessage.decode(bytes).encode()).isEqualTo(bytes);
            }
        }
    }

    /** Reasons that a later version knows are read as OTHER, and so written as another. */
    private static boolean hasUnknownReason(byte[] bytes) throws SecureChannelException {
        var message = ServerMessage.decode(bytes);
        return message instanceof ServerMessage.Refused || message instanceof ServerMessage.Rejected;
    }

    private static byte[] flipped(byte[] bytes, Random random) {
        int reach = random.nextBoolean() ? bytes.length : Math.min(bytes.length, 60);
        bytes[random.nextInt(reach)] ^= (byte) (1 + random.nextInt(255));
        return bytes;
    }

    @Property(tries = 300)
    void randomBytesAreReadOrAViolation(@ForAll @Size(max = 200) byte[] bytes) {
        for (var decoder : DECODERS) {
            outcome(bytes, decoder);
            for (int kind = 0; kind < 12 && bytes.length > 0; kind++) {
                bytes[0] = (byte) kind;
                outcome(bytes, decoder);
            }
        }
    }

    private enum Outcome {
        READ,
        VIOLATION
    }

    /** Any other exception fails the test. */
    private static Outcome outcome(byte[] bytes, Decoder decoder) {
        try {
            Objects.requireNonNull(decoder.decode(bytes));
            return Outcome.READ;
        } catch (SecureChannelException e) {
            if (e.reason() != Reason.PROTOCOL_VIOLATION) {
                throw new AssertionError("another reason", e);
            }
            return Outcome.VIOLATION;
        }
    }
}
