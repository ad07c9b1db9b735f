package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.southernstorm.noise.protocol.CipherState;
import com.southernstorm.noise.protocol.HandshakeState;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseHandshake;
import io.securechannel.noise.NoiseHandshake.Turn;
import io.securechannel.noise.NoiseProtocol;
import io.securechannel.noise.NoiseTransport;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * XXfallback after an IK that the responder could not read, with noise-java at one end. In the published vectors there is no fallback.
 *
 * <p>noise-java follows an older revision, in which the two ends change their roles at a fallback. That leaves the messages and the
 * handshake hash as they are, and gives each direction the other's key: this test exchanges them.
 */
class NoiseJavaFallbackTest {

    private static final byte[] PROLOGUE = "prologue".getBytes(StandardCharsets.UTF_8);
    private static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();
    private static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    private static final NoiseKeyPair SERVER_BEFORE = NoiseKeyPair.generate();

    static Stream<String> suites() {
        return Stream.of("AESGCM_SHA256", "AESGCM_SHA512", "ChaChaPoly_BLAKE2b", "ChaChaPoly_BLAKE2s");
    }

    @ParameterizedTest
    @MethodSource("suites")
    void weInitiate(String suite) throws Exception {
        var earlier = NoiseProtocol.named("Noise_IK_25519_" + suite)
                .initiator(Optional.of(CLIENT), Optional.of(SERVER_BEFORE.publicKey()))
                .prologue(PROLOGUE)
                .begin();
        var theirs = NoiseJava.begin("Noise_IK_25519_" + suite, false, PROLOGUE, Optional.of(SERVER), Optional.empty());
        var first = earlier.writeMessage(payload(0));
        assertThatThrownBy(() -> NoiseJava.read(theirs, first)).isInstanceOf(GeneralSecurityException.class);
        var ours = NoiseProtocol.named("Noise_XXfallback_25519_" + suite)
                .initiator(Optional.of(CLIENT), Optional.empty())
                .prologue(PROLOGUE)
                .fallback(earlier)
                .begin();
        goOn(theirs, Optional.empty());
        assertThat(ours.readMessage(NoiseJava.write(theirs, payload(1)))).isEqualTo(payload(1));
        assertThat(NoiseJava.read(theirs, ours.writeMessage(payload(2)))).isEqualTo(payload(2));
        assertThat(ours.peersStaticKey()).contains(SERVER.publicKey());
        assertThat(NoiseJava.peersKey(theirs)).isEqualTo(CLIENT.publicKey().bytes());
        talk(ours, theirs);
    }

    @ParameterizedTest
    @MethodSource("suites")
    void theyInitiate(String suite) throws Exception {
        var theirs = NoiseJava.begin(
                "Noise_IK_25519_" + suite, true, PROLOGUE, Optional.of(CLIENT), Optional.of(SERVER_BEFORE.publicKey()));
        var earlier = NoiseProtocol.named("Noise_IK_25519_" + suite)
                .responder(Optional.of(SERVER), Optional.empty())
                .prologue(PROLOGUE)
                .begin();
        var first = NoiseJava.write(theirs, payload(0));
        var error = catchThrowableOfType(SecureChannelException.class, () -> earlier.readMessage(first));
        assertThat(error.reason()).isEqualTo(Reason.HANDSHAKE_NOT_AUTHENTIC);
        var ours = NoiseProtocol.named("Noise_XXfallback_25519_" + suite)
                .responder(Optional.of(SERVER), Optional.empty())
                .prologue(PROLOGUE)
                .fallback(earlier)
                .begin();
        goOn(theirs, Optional.of(CLIENT));
        assertThat(NoiseJava.read(theirs, ours.writeMessage(payload(1)))).isEqualTo(payload(1));
        assertThat(ours.readMessage(NoiseJava.write(theirs, payload(2)))).isEqualTo(payload(2));
        assertThat(ours.peersStaticKey()).contains(CLIENT.publicKey());
        assertThat(NoiseJava.peersKey(theirs)).isEqualTo(SERVER.publicKey().bytes());
        talk(ours, theirs);
    }

    /** What noise-java has forgotten at a fallback is given again. */
    private static void goOn(HandshakeState theirs, Optional<NoiseKeyPair> own) throws GeneralSecurityException {
        theirs.fallback();
        theirs.setPrologue(PROLOGUE, 0, PROLOGUE.length);
        if (own.isPresent()) {
            try (var secret = own.get().privateKey()) {
                theirs.getLocalKeyPair().setPrivateKey(secret.copy(), 0);
            }
        }
        theirs.start();
    }

    private static void talk(NoiseHandshake ours, HandshakeState theirs) throws Exception {
        assertThat(ours.turn()).isEqualTo(Turn.FINISHED);
        assertThat(theirs.getAction()).isEqualTo(HandshakeState.SPLIT);
        assertThat(ours.protocolName()).isEqualTo(theirs.getProtocolName());
        var keys = theirs.split();
        try (var transport = ours.finish()) {
            assertThat(transport.handshakeHash()).isEqualTo(theirs.getHandshakeHash());
            exchange(transport, keys.getSender(), keys.getReceiver());
        }
    }

    /** Their key for sending is the one that they receive with, by revision 34. */
    private static void exchange(NoiseTransport ours, CipherState receives, CipherState sends) throws Exception {
        for (int i = 3; i < 6; i++) {
            assertThat(NoiseJava.open(receives, ours.seal(payload(i)))).isEqualTo(payload(i));
            assertThat(ours.open(NoiseJava.seal(sends, payload(i)))).isEqualTo(payload(i));
        }
    }

    private static byte[] payload(int number) {
        return ("payload " + number).getBytes(StandardCharsets.UTF_8);
    }
}
