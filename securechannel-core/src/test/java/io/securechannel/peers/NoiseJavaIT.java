package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.southernstorm.noise.protocol.CipherStatePair;
import com.southernstorm.noise.protocol.HandshakeState;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.NoiseHandshake;
import io.securechannel.noise.NoiseProtocol;
import io.securechannel.noise.NoiseTransport;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.BadPaddingException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our protocol core and noise-java shake hands in one process, in both roles. */
@Tag("it")
class NoiseJavaIT {

    private static final byte[] PROLOGUE = "prologue".getBytes(StandardCharsets.UTF_8);
    private static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();
    private static final NoiseKeyPair SERVER = NoiseKeyPair.generate();

    static Stream<String> protocols() {
        return Stream.of("XX", "IK", "NK", "NX", "NN")
                .flatMap(pattern -> Stream.of("AESGCM", "ChaChaPoly")
                        .flatMap(cipher -> Stream.of("SHA256", "SHA512", "BLAKE2b", "BLAKE2s")
                                .map(hash -> "Noise_" + pattern + "_25519_" + cipher + "_" + hash)));
    }

    static Stream<String> patternsThatKnowTheServer() {
        return protocols().filter(name -> name.contains("_IK_") || name.contains("_NK_"));
    }

    /** The two ends; whichever is the initiator has the first word. */
    private record Pair(NoiseHandshake ours, HandshakeState theirs, boolean weInitiate) {

        static Pair begin(String protocol, boolean weInitiate) throws Exception {
            return begin(protocol, weInitiate, SERVER.publicKey(), PROLOGUE);
        }

        /** The prologue is noise-java's; ours is always the same. */
        static Pair begin(String protocol, boolean weInitiate, NoisePublicKey expected, byte[] prologue)
                throws Exception {
            var pattern = protocol.substring(6, 8);
            Optional<NoiseKeyPair> client =
                    pattern.equals("XX") || pattern.equals("IK") ? Optional.of(CLIENT) : Optional.empty();
            Optional<NoiseKeyPair> server = pattern.equals("NN") ? Optional.empty() : Optional.of(SERVER);
            Optional<NoisePublicKey> known = pattern.endsWith("K") ? Optional.of(expected) : Optional.empty();
            var named = NoiseProtocol.named(protocol);
            var builder = weInitiate ? named.initiator(client, known) : named.responder(server, Optional.empty());
            return new Pair(
                    builder.prologue(PROLOGUE).begin(),
                    weInitiate
                            ? NoiseJava.begin(protocol, false, prologue, server, Optional.empty())
                            : NoiseJava.begin(protocol, true, prologue, client, known),
                    weInitiate);
        }

        boolean over() {
            return ours.turn() == NoiseHandshake.Turn.FINISHED;
        }

        /** The next message, with a payload. */
        byte[] write(byte[] payload) throws Exception {
            return ours.turn() == NoiseHandshake.Turn.WRITE
                    ? ours.writeMessage(payload)
                    : NoiseJava.write(theirs, payload);
        }

        /** All messages, without payloads. */
        Channel finish() throws Exception {
            while (!over()) {
                step(new byte[0]);
            }
            return new Channel(ours.finish(), theirs.split());
        }

        /** One message from whoever has the word to the other, who must read what it carries. */
        void step(byte[] payload) throws Exception {
            boolean oursNext = ours.turn() == NoiseHandshake.Turn.WRITE;
            var message = write(payload);
            assertThat(oursNext ? NoiseJava.read(theirs, message) : ours.readMessage(message))
                    .isEqualTo(payload);
        }
    }

    private record Channel(NoiseTransport ours, CipherStatePair theirs) {}

    private static List<byte[]> payloads() {
        var random = new Random(17);
        var payloads = new ArrayList<byte[]>();
        for (int length : new int[] {0, 1, 15, 16, 17, 1_000, 65_519}) {
            var payload = new byte[length];
            random.nextBytes(payload);
            payloads.add(payload);
        }
        return payloads;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("protocols")
    void bothRolesAgreeAndTalk(String protocol) throws Exception {
        for (boolean weInitiate : new boolean[] {true, false}) {
            var pair = Pair.begin(protocol, weInitiate);
            for (int i = 0; !pair.over(); i++) {
                pair.step(("payload " + i).getBytes(StandardCharsets.UTF_8));
            }
            assertThat(pair.theirs().getAction()).isEqualTo(HandshakeState.SPLIT);
            assertThat(pair.ours().protocolName()).isEqualTo(pair.theirs().getProtocolName());
            var channel = pair.finish();
            assertThat(channel.ours().handshakeHash()).isEqualTo(pair.theirs().getHandshakeHash());
            if (pair.theirs().hasRemotePublicKey()) {
                assertThat(NoiseJava.peersKey(pair.theirs()))
                        .isEqualTo((weInitiate ? CLIENT : SERVER).publicKey().bytes());
            }
            for (var payload : payloads()) {
                assertThat(NoiseJava.open(
                                channel.theirs().getReceiver(), channel.ours().seal(payload)))
                        .isEqualTo(payload);
                assertThat(channel.ours().open(NoiseJava.seal(channel.theirs().getSender(), payload)))
                        .isEqualTo(payload);
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("protocols")
    void aFlippedByteIsRefusedByBoth(String protocol) throws Exception {
        for (boolean weInitiate : new boolean[] {true, false}) {
            var channel = Pair.begin(protocol, weInitiate).finish();
            var toThem = flipped(channel.ours().seal(new byte[100]));
            assertThatThrownBy(() -> NoiseJava.open(channel.theirs().getReceiver(), toThem))
                    .isInstanceOf(BadPaddingException.class);
            var toUs = flipped(NoiseJava.seal(channel.theirs().getSender(), new byte[100]));
            assertThat(catchThrowableOfType(
                                    SecureChannelException.class,
                                    () -> channel.ours().open(toUs))
                            .reason())
                    .isEqualTo(Reason.CORRUPT_RECORD);
        }
    }

    /** The second message is authenticated in every pattern. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("protocols")
    void aFlippedHandshakeMessageIsRefusedByBoth(String protocol) throws Exception {
        for (boolean weInitiate : new boolean[] {true, false}) {
            var pair = Pair.begin(protocol, weInitiate);
            pair.step(new byte[0]);
            var second = flipped(pair.write(new byte[0]));
            refused(pair, second, weInitiate);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("protocols")
    void anotherPrologueIsRefusedByBoth(String protocol) throws Exception {
        for (boolean weInitiate : new boolean[] {true, false}) {
            var pair = Pair.begin(protocol, weInitiate, SERVER.publicKey(), "other".getBytes(StandardCharsets.UTF_8));
            boolean atOnce = protocol.contains("K_");
            if (!atOnce) {
                pair.step(new byte[0]);
            }
            refused(pair, pair.write(new byte[0]), atOnce != weInitiate);
        }
    }

    /** The initiator means another server: the first message tells. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("patternsThatKnowTheServer")
    void anotherStaticKeyIsRefusedByBoth(String protocol) throws Exception {
        for (boolean weInitiate : new boolean[] {true, false}) {
            var pair = Pair.begin(protocol, weInitiate, NoiseKeyPair.generate().publicKey(), PROLOGUE);
            refused(pair, pair.write(new byte[0]), !weInitiate);
        }
    }

    private static void refused(Pair pair, byte[] message, boolean byUs) {
        if (byUs) {
            var error = catchThrowableOfType(
                    SecureChannelException.class, () -> pair.ours().readMessage(message));
            assertThat(error.reason()).isEqualTo(Reason.HANDSHAKE_NOT_AUTHENTIC);
            assertThat(error).hasMessageContaining("different keys");
            assertThat(pair.ours().turn()).isEqualTo(NoiseHandshake.Turn.ENDED);
        } else {
            assertThatThrownBy(() -> NoiseJava.read(pair.theirs(), message))
                    .isInstanceOf(GeneralSecurityException.class);
            assertThat(pair.theirs().getAction()).isEqualTo(HandshakeState.FAILED);
        }
    }

    private static byte[] flipped(byte[] message) {
        message[message.length - 1] ^= 1;
        return message;
    }
}
