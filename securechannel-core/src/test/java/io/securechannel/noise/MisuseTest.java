package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseHandshake.Turn;
import io.securechannel.secret.SecretBytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is called out of turn, too long, or after an end changes nothing and says so; what fails leaves nothing. */
class MisuseTest {

    private static final byte[] NOTHING = {};
    private static final NoiseProtocol<NoiseKeys.Own, NoiseKeys.Own> XX =
            HandshakePatterns.XX.hfs().with(NoiseSuite.DEFAULT);

    private final NoiseKeyPair ada = NoiseKeyPair.generate();
    private final NoiseKeyPair bob = NoiseKeyPair.generate();
    private final NoiseHandshake initiator = XX.initiator(NoiseKeys.own(ada)).begin();
    private final NoiseHandshake responder = XX.responder(NoiseKeys.own(bob)).begin();

    @Test
    void outOfTurn() throws Exception {
        assertThatThrownBy(() -> initiator.readMessage(NOTHING)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> responder.writeMessage(NOTHING)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(initiator::finish).isInstanceOf(IllegalStateException.class);
        try (var run = new NoiseRun(initiator, responder).handshake();
                var first = run.finishInitiator()) {
            assertThat(first.sealed()).isZero();
            assertThatThrownBy(run::finishInitiator).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> responder.readMessage(NOTHING)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(responder::overhead).isInstanceOf(IllegalStateException.class);
        }
        assertThat(initiator.turn()).isEqualTo(Turn.ENDED);
    }

    @Test
    void aPayloadThatIsTooLongChangesNothing() throws Exception {
        int most = 65_535 - initiator.overhead();
        assertThat(initiator.overhead()).isEqualTo(32 + 1_184);
        assertThatThrownBy(() -> initiator.writeMessage(new byte[most + 1]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("at most " + most + " bytes");
        var message = initiator.writeMessage(new byte[most]);
        assertThat(message).hasSize(65_535);
        assertThat(responder.readMessage(message)).hasSize(most);
    }

    @Test
    void aMessageThatIsTooLongOrCutEndsTheHandshake() throws Exception {
        assertThatThrownBy(() -> responder.readMessage(new byte[65_536]))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION));
        ended(responder);
        var other = XX.responder(NoiseKeys.own(bob)).begin();
        assertThatThrownBy(() -> other.readMessage(new byte[31]))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION));
        ended(other);
    }

    @Test
    void aFailedReadLeavesNothing() throws Exception {
        responder.readMessage(initiator.writeMessage(NOTHING));
        var second = responder.writeMessage(NOTHING);
        second[40] ^= 1;
        assertThatThrownBy(() -> initiator.readMessage(second))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.HANDSHAKE_NOT_AUTHENTIC));
        ended(initiator);
        second[40] ^= 1;
        assertThatThrownBy(() -> initiator.readMessage(second)).isInstanceOf(IllegalStateException.class);
    }

    private static void ended(NoiseHandshake handshake) {
        assertThat(handshake.turn()).isEqualTo(Turn.ENDED);
        assertThat(handshake.keys()).hasToString("holds []");
    }

    @Test
    void whatItSaysOfItself() throws Exception {
        assertThat(initiator).hasToString("Noise_XXhfs_25519+MLKEM768_AESGCM_SHA256, initiator, WRITE");
        assertThat(responder).hasToString("Noise_XXhfs_25519+MLKEM768_AESGCM_SHA256, responder, READ");
        assertThat(initiator.peersStaticKey()).isEmpty();
        responder.readMessage(initiator.writeMessage(NOTHING));
        initiator.readMessage(responder.writeMessage(NOTHING));
        assertThat(initiator.peersStaticKey()).contains(bob.publicKey());
        assertThat(responder.peersStaticKey()).isEmpty();
    }

    /** When nothing to come needs them. */
    @Test
    void secretsAreWipedWhenTheyAreSpent() throws Exception {
        responder.readMessage(initiator.writeMessage(NOTHING));
        assertThat(initiator.keys()).hasToString("holds [static, ephemeral, KEM]");
        initiator.readMessage(responder.writeMessage(NOTHING));
        assertThat(responder.keys()).as("se is to come").hasToString("holds [ephemeral]");
        assertThat(initiator.keys()).as("se is to come").hasToString("holds [static]");
        responder.readMessage(initiator.writeMessage(NOTHING));
        assertThat(initiator.keys()).hasToString("holds []");
        assertThat(responder.keys()).hasToString("holds []");
    }

    @Test
    void sharedSecretsAreWipedToo() throws Exception {
        try (var secret = SharedSecret.random()) {
            var nn = HandshakePatterns.NN.with(NoiseSuite.DEFAULT);
            var one = nn.initiator(NoiseKeys.none()).psk(0, secret).begin();
            assertThat(one.keys()).hasToString("holds [psk]");
            one.writeMessage(NOTHING);
            assertThat(one.keys()).hasToString("holds [ephemeral]");
            one.close();
            assertThat(one.keys()).hasToString("holds []");
        }
    }

    /** Not only forgotten: the arrays themselves hold nothing any more. */
    @Test
    void whatIsSpentIsOverwritten() throws Exception {
        var atFirst = secrets(initiator.keys());
        assertThat(atFirst).hasSize(1);
        responder.readMessage(initiator.writeMessage(NOTHING));
        var ofInitiator = secrets(initiator.keys());
        assertThat(ofInitiator).as("static and ephemeral").hasSize(2).allSatisfy(MisuseTest::isSecret);
        initiator.readMessage(responder.writeMessage(NOTHING));
        var ofResponder = secrets(responder.keys());
        assertThat(ofResponder).as("ephemeral").hasSize(1).allSatisfy(MisuseTest::isSecret);
        responder.readMessage(initiator.writeMessage(NOTHING));
        assertThat(Stream.of(atFirst, ofInitiator, ofResponder).flatMap(List::stream))
                .allSatisfy(MisuseTest::isWiped);
    }

    @Test
    void whatIsHeldWhenItIsClosedIsOverwritten() throws Exception {
        try (var secret = SharedSecret.random();
                var random = SecretBytes.random(64)) {
            var one = XX.initiator(NoiseKeys.own(ada))
                    .psk(3, secret)
                    .insecureEphemeral(bob)
                    .insecureKemRandomness(random)
                    .begin();
            var held = secrets(one.keys());
            assertThat(held)
                    .as("static, ephemeral, for the KEM, psk")
                    .hasSize(4)
                    .allSatisfy(MisuseTest::isSecret);
            one.close();
            assertThat(held).allSatisfy(MisuseTest::isWiped);
            assertThat(one.keys()).hasToString("holds []");
        }
    }

    private static void isSecret(byte[] bytes) {
        assertThat(bytes).isNotEqualTo(new byte[bytes.length]);
    }

    private static void isWiped(byte[] bytes) {
        assertThat(bytes).containsOnly(0);
    }

    /** The arrays themselves: nothing in the library gives them out. */
    private static List<byte[]> secrets(HandshakeKeys keys) throws ReflectiveOperationException {
        var held = new ArrayList<byte[]>();
        for (var name : List.of("ownStatic", "ownEphemeral", "givenEphemeral", "givenKemRandom")) {
            if (field(keys, name) instanceof byte[] secret) {
                held.add(secret);
            }
        }
        for (var psk : (Iterable<?>) field(keys, "psks")) {
            held.add((byte[]) psk);
        }
        return held;
    }

    private static Object field(HandshakeKeys keys, String name) throws ReflectiveOperationException {
        var field = HandshakeKeys.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.get(keys);
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 31, 33, 64})
    void aSharedSecretHas32Bytes(int length) {
        var builder = HandshakePatterns.NN.with(NoiseSuite.DEFAULT).initiator(NoiseKeys.none());
        try (var secret = SharedSecret.of(SecretBytes.random(length))) {
            assertThatThrownBy(() -> builder.psk(0, secret))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("32 bytes");
        }
    }

    @Test
    void aOneWayPatternHasOneDirection() throws Exception {
        var n = HandshakePatterns.N.with(NoiseSuite.DEFAULT);
        try (var run = new NoiseRun(
                                n.initiator(NoiseKeys.peers(bob.publicKey())).begin(),
                                n.responder(NoiseKeys.own(bob)).begin())
                        .handshake();
                var sends = run.finishInitiator();
                var receives = run.finishResponder()) {
            assertThat(receives.open(sends.seal(new byte[] {1}))).containsExactly(1);
            assertThatThrownBy(() -> receives.seal(NOTHING)).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(() -> sends.open(new byte[16])).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aTransportThatHasFailedReceivesNothingAndStillSends() throws Exception {
        try (var run = new NoiseRun(initiator, responder).handshake();
                var one = run.finishInitiator();
                var other = run.finishResponder()) {
            var message = one.seal(new byte[100]);
            message[3] ^= 1;
            var destination = new byte[100];
            java.util.Arrays.fill(destination, (byte) 7);
            assertThatThrownBy(() -> other.open(message, 0, message.length, destination, 0))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.CORRUPT_RECORD));
            assertThat(destination).as("nothing of it is delivered").containsOnly(0);
            assertThat(other.opened()).as("it does not count").isZero();
            assertThatThrownBy(() -> other.open(one.seal(NOTHING))).isInstanceOf(IllegalStateException.class);
            assertThat(one.open(other.seal(new byte[] {1}))).containsExactly(1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Noise_XX_25519_AESGCM, expected is",
        "noise_XX_25519_AESGCM_SHA256, expected is",
        "Noise_YY_25519_AESGCM_SHA256, pattern YY",
        "Noise_XX_448_AESGCM_SHA256, agreement",
        "Noise_XXhfs_25519_AESGCM_SHA256, agreement",
        "Noise_XX_25519+MLKEM768_AESGCM_SHA256, agreement",
        "Noise_XX_25519_AESCBC_SHA256, AESCBC is unknown",
        "Noise_XX_25519_AESGCM_MD5, MD5 is unknown",
        "Noise_XXpsk_25519_AESGCM_SHA256, modifiers",
        "Noise_XXpsk4_25519_AESGCM_SHA256, no place",
        "Noise_XXpsk10_25519_AESGCM_SHA256, modifiers",
        "Noise_XXpsk3+psk0_25519_AESGCM_SHA256, order",
        "Noise_XXpsk0+hfs_25519+MLKEM768_AESGCM_SHA256, order",
        "Noise_XXhfs+hfs_25519+MLKEM768_AESGCM_SHA256, once",
        "Noise_XXnew_25519_AESGCM_SHA256, modifiers",
        "Noise_XX+_25519_AESGCM_SHA256, pattern",
        "Noise_IKfallback_25519_AESGCM_SHA256, fallback",
    })
    void namesThatAreNone(String name, String why) {
        assertThatThrownBy(() -> NoiseProtocol.named(name))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(why);
    }

    @Test
    void byNameAMissingOrSuperfluousKeyIsRefused() {
        var ik = NoiseProtocol.named("Noise_IK_25519_AESGCM_SHA256");
        var own = Optional.of(ada);
        var peers = Optional.of(bob.publicKey());
        assertThatThrownBy(() -> ik.initiator(own, Optional.empty())).hasMessageContaining("needs the peer's key");
        assertThatThrownBy(() -> ik.initiator(Optional.empty(), peers)).hasMessageContaining("needs a key pair");
        assertThatThrownBy(() -> ik.responder(own, peers)).hasMessageContaining("no use for the peer's key");
        assertThatThrownBy(() -> ik.initiator(own, peers, SharedSecret.random()))
                .hasMessageContaining("0 pre-shared");
    }
}
