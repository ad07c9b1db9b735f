package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.noise.NoiseHandshake.Turn;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The published vectors again, with one byte of each of their messages flipped in turn: what came before is read, and that message ends it. */
class FlippedVectorsTest {

    private static final long SEED = 20_261_121;
    private static final byte[] NOTHING = {};

    /** Both ends, as often as they are needed, and what their messages carry. */
    private record Ends(Supplier<NoiseHandshake> initiator, Supplier<NoiseHandshake> responder, List<byte[]> payloads) {

        /** {@return which message was refused, and how; none but the flipped one is touched} */
        Refused handshake(int flipped, Random random) {
            try (var one = initiator.get();
                    var other = responder.get()) {
                for (int number = 0; one.turn() != Turn.FINISHED; number++) {
                    var writer = one.turn() == Turn.WRITE ? one : other;
                    var reader = writer == one ? other : one;
                    var payload = payloads.get(number);
                    var error = catchThrowableOfType(SecureChannelException.class, () -> {
                        var message = writer.writeMessage(payload);
                        if (reader.messages() == flipped) {
                            flip(message, random);
                            reader.readMessage(message);
                        } else {
                            assertThat(reader.readMessage(message)).isEqualTo(payload);
                        }
                    });
                    if (error != null) {
                        assertThat(reader.turn()).isEqualTo(Turn.ENDED);
                        return new Refused(number, error.reason());
                    }
                }
            }
            throw new AssertionError("the handshake has come to its end, with message " + flipped + " flipped");
        }

        /** Flips each message of the transport; {@return how many} One handshake is enough: the keys that it comes to are taken again and again. */
        int transport() throws Exception {
            try (var one = initiator.get();
                    var other = responder.get();
                    var run = new NoiseRun(one, other)) {
                int number = 0;
                for (; !run.over(); number++) {
                    assertThat(run.next(payloads.get(number))).isEqualTo(payloads.get(number));
                }
                int flipped = 0;
                for (int before = 0; number + flipped < payloads.size(); before++) {
                    int more = transport(split(one, true, number), split(other, false, number), number, before);
                    assertThat(more).as("each is flipped once").isPositive();
                    flipped += more;
                }
                return flipped;
            }
        }

        private static NoiseTransport split(NoiseHandshake handshake, boolean initiator, int messages)
                throws Exception {
            var symmetric = NoiseHandshake.class.getDeclaredField("symmetric");
            symmetric.setAccessible(true);
            return ((SymmetricState) symmetric.get(handshake)).split(initiator, messages == 1, PeerProof.NONE);
        }

        /** In each direction that many messages are read, and the next is flipped; {@return how many were} */
        private int transport(NoiseTransport one, NoiseTransport other, int first, int before)
                throws SecureChannelException {
            var random = new Random(SEED + before);
            int flipped = 0;
            try (one;
                    other) {
                for (int number = first; number < payloads.size(); number++) {
                    boolean fromInitiator = first == 1 || number % 2 == 0;
                    flipped += carry(
                            fromInitiator ? one : other,
                            fromInitiator ? other : one,
                            payloads.get(number),
                            before,
                            random);
                }
            }
            return flipped;
        }

        private static int carry(NoiseTransport from, NoiseTransport to, byte[] payload, int before, Random random)
                throws SecureChannelException {
            if (from.sealed() > before) {
                return 0; // this direction has failed
            }
            var message = from.seal(payload);
            if (from.sealed() <= before) {
                assertThat(to.open(message)).isEqualTo(payload);
                return 0;
            }
            flip(message, random);
            var error = catchThrowableOfType(SecureChannelException.class, () -> to.open(message));
            assertThat(error.reason()).isEqualTo(Reason.CORRUPT_RECORD);
            assertThat(to.opened())
                    .as("those before were read, and this one was not")
                    .isEqualTo(before);
            return 1;
        }

        private static void flip(byte[] message, Random random) {
            message[random.nextInt(message.length)] ^= (byte) (1 + random.nextInt(255));
        }
    }

    /**
     * Where it ended.
     *
     * @param message its number
     * @param reason why
     */
    private record Refused(int message, Reason reason) {}

    @ParameterizedTest(name = "{0}")
    @MethodSource("io.securechannel.noise.NoiseVectorsTest#vectors")
    void noneComesToItsEnd(NoiseVector vector) throws Exception {
        var payloads = vector.messages().stream()
                .map(NoiseVector.Message::payloadBytes)
                .toList();
        var tokens = HandshakePatterns.named(vector.name().split("_", -1)[1].replaceAll("[a-z].*", ""));
        int messages = tokens.orElseThrow().messages().size();
        everyMessage(
                new Ends(vector::initiator, vector::responder, payloads),
                messages,
                new Random(SEED ^ vector.name().hashCode()),
                Reason.HANDSHAKE_NOT_AUTHENTIC);
    }

    /** Its messages are long and have more parts: several places of each. */
    @Test
    void theHybridOneDoesNotEither() throws Exception {
        HybridVectorTest.read();
        for (int i = 0; i < 30; i++) {
            everyMessage(
                    new Ends(HybridVectorTest::initiator, HybridVectorTest::responder, Collections.nCopies(7, NOTHING)),
                    3,
                    new Random(SEED + i),
                    Reason.HANDSHAKE_NOT_AUTHENTIC,
                    Reason.PROTOCOL_VIOLATION); // an encapsulation key with a coefficient that is too large
        }
    }

    private static void everyMessage(Ends ends, int messages, Random random, Reason... reasons) throws Exception {
        for (int flipped = 0; flipped < messages; flipped++) {
            var refused = ends.handshake(flipped, random);
            assertThat(refused.reason())
                    .as("message %d (seed %d)", flipped, SEED)
                    .isIn((Object[]) reasons);
            assertThat(refused.message())
                    .as("a first message in clear is noticed by the second; seed %d", SEED)
                    .isBetween(flipped, Math.max(1, flipped));
        }
        assertThat(ends.transport()).isEqualTo(ends.payloads().size() - messages);
    }
}
