package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseHandshake.Turn;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The modifier fallback, as in Noise Pipes (rev 34, sections 10.2 and 10.4). */
class FallbackTest {

    private static final byte[] NOTHING = {};
    private static final NoiseProtocol<NoiseKeys.OwnAndPeers, NoiseKeys.Own> IK =
            HandshakePatterns.IK.with(NoiseSuite.DEFAULT);
    private static final NoiseProtocol<NoiseKeys.Own, NoiseKeys.Own> XX = HandshakePatterns.XX.with(NoiseSuite.DEFAULT);

    private final NoiseKeyPair ada = NoiseKeyPair.generate();
    private final NoiseKeyPair bob = NoiseKeyPair.generate();
    private final NoiseKeyPair bobBefore = NoiseKeyPair.generate();

    /** Ada knows a key that Bob has no more. Bob cannot read her, and goes on with her ephemeral key. */
    @Test
    void noisePipes() throws Exception {
        var adaTries =
                IK.initiator(NoiseKeys.ownAndPeers(ada, bobBefore.publicKey())).begin();
        var bobTries = IK.responder(NoiseKeys.own(bob)).begin();
        var first = adaTries.writeMessage(NOTHING);
        assertThatThrownBy(() -> bobTries.readMessage(first))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(SecureChannelException.Reason.HANDSHAKE_NOT_AUTHENTIC));
        var adaGoesOn = XX.initiator(NoiseKeys.own(ada)).fallback(adaTries).begin();
        var bobGoesOn = XX.responder(NoiseKeys.own(bob)).fallback(bobTries).begin();
        assertThat(bobGoesOn.protocolName()).isEqualTo("Noise_XXfallback_25519_AESGCM_SHA256");
        assertThat(adaTries.turn()).as("it is spent").isEqualTo(Turn.ENDED);
        assertThat(bobGoesOn.turn()).isEqualTo(Turn.WRITE);
        assertThat(adaGoesOn.turn()).isEqualTo(Turn.READ);
        try (var run = new NoiseRun(adaGoesOn, bobGoesOn).handshake();
                var ofAda = run.finishInitiator();
                var ofBob = run.finishResponder()) {
            assertThat(ofBob.open(ofAda.seal(new byte[] {1}))).containsExactly(1);
            assertThat(ofAda.open(ofBob.seal(new byte[] {2}))).containsExactly(2);
            assertThat(ofAda.peer()).contains(bob.publicKey());
            assertThat(ofBob.peer()).contains(ada.publicKey());
        }
    }

    /** Section 10.2 makes the first message a pre-message: the hash of the transcript has it, and not only the secrets that follow. */
    @Test
    void theEphemeralKeyIsMixedInBeforehand() throws Exception {
        var tries = XX.initiator(NoiseKeys.own(ada)).begin();
        var ephemeral = tries.writeMessage(NOTHING);
        assertThat(ephemeral).hasSize(32);
        var goesOn = XX.initiator(NoiseKeys.own(ada))
                .prologue(new byte[] {1, 2})
                .fallback(tries)
                .begin();
        var hash = MessageDigest.getInstance("SHA-256");
        var expected = hash.digest("Noise_XXfallback_25519_AESGCM_SHA256".getBytes(StandardCharsets.US_ASCII));
        for (var next : List.of(new byte[] {1, 2}, ephemeral)) {
            hash.update(expected);
            expected = hash.digest(next);
        }
        var symmetric = NoiseHandshake.class.getDeclaredField("symmetric");
        symmetric.setAccessible(true);
        var transcript = SymmetricState.class.getDeclaredField("transcript");
        transcript.setAccessible(true);
        assertThat(transcript.get(symmetric.get(goesOn))).isEqualTo(expected);
    }

    /** The responder was given another first message than the initiator has sent. */
    @Test
    void anotherEphemeralKeyFails() throws Exception {
        var adaTries = XX.initiator(NoiseKeys.own(ada)).begin();
        adaTries.writeMessage(NOTHING);
        var other = XX.initiator(NoiseKeys.own(ada)).begin();
        var bobTries = XX.responder(NoiseKeys.own(bob)).begin();
        bobTries.readMessage(other.writeMessage(NOTHING));
        var adaGoesOn = XX.initiator(NoiseKeys.own(ada)).fallback(adaTries).begin();
        var bobGoesOn = XX.responder(NoiseKeys.own(bob)).fallback(bobTries).begin();
        assertThatThrownBy(() -> new NoiseRun(adaGoesOn, bobGoesOn).handshake())
                .isInstanceOf(SecureChannelException.class);
    }

    @Test
    void patternsWhoseFirstMessageIsNotKnownBeforehandAreRefused() throws Exception {
        var earlier = IK.initiator(NoiseKeys.ownAndPeers(ada, bob.publicKey())).begin();
        earlier.writeMessage(NOTHING);
        var builder = IK.initiator(NoiseKeys.ownAndPeers(ada, bob.publicKey())).fallback(earlier);
        assertThatThrownBy(builder::begin)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fallback");
    }

    @Test
    void theEarlierHandshakeMustHaveComeToItsFirstMessageAndNoFurther() {
        var fresh = XX.initiator(NoiseKeys.own(ada)).begin();
        assertThatThrownBy(XX.initiator(NoiseKeys.own(ada)).fallback(fresh)::begin)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("first message");
        var other = XX.responder(NoiseKeys.own(bob)).begin();
        assertThatThrownBy(XX.responder(NoiseKeys.own(bob)).fallback(other)::begin)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("first message");
        assertThatThrownBy(XX.responder(NoiseKeys.own(bob)).fallback(fresh)::begin)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("roles");
    }

    /** IX begins with e, s; Bob could not decrypt the s of IK. With XX he goes on all the same. */
    @Test
    void aStaticKeyThatNeverCameIsMissed() throws Exception {
        var adaTries =
                IK.initiator(NoiseKeys.ownAndPeers(ada, bobBefore.publicKey())).begin();
        var bobTries = IK.responder(NoiseKeys.own(bob)).begin();
        var first = adaTries.writeMessage(NOTHING);
        assertThatThrownBy(() -> bobTries.readMessage(first)).isInstanceOf(SecureChannelException.class);
        var ix = HandshakePatterns.IX
                .with(NoiseSuite.DEFAULT)
                .responder(NoiseKeys.own(bob))
                .fallback(bobTries);
        assertThatThrownBy(ix::begin)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("static key")
                .hasMessageContaining("XX");
        var goesOn = XX.responder(NoiseKeys.own(bob)).fallback(bobTries).begin();
        assertThat(goesOn.turn()).isEqualTo(Turn.WRITE);
    }

    @Test
    void byNameThereAreNoFurtherModifiers() throws Exception {
        var earlier = XX.initiator(NoiseKeys.own(ada)).begin();
        earlier.writeMessage(NOTHING);
        var plain = NoiseProtocol.named("Noise_XX_25519_AESGCM_SHA256").initiator(Optional.of(ada), Optional.empty());
        assertThatThrownBy(() -> plain.fallback(earlier))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("name it with fallback");
        try (var secret = SharedSecret.random()) {
            assertThatThrownBy(() -> plain.psk(3, secret))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("name it with psk3");
        }
        assertThat(plain.begin().protocolName()).isEqualTo("Noise_XX_25519_AESGCM_SHA256");
        var named = NoiseProtocol.named("Noise_XXfallback_25519_AESGCM_SHA256")
                .initiator(Optional.of(ada), Optional.empty())
                .fallback(earlier);
        assertThat(named.begin().protocolName()).isEqualTo("Noise_XXfallback_25519_AESGCM_SHA256");
    }

    /** The initiator's static key came in the earlier handshake: the responder is given none. */
    @Test
    void byNameTheResponderIsGivenNoKeyOfTheInitiator() {
        var named = NoiseProtocol.named("Noise_IXfallback_25519_AESGCM_SHA256");
        assertThat(named.responder(Optional.of(bob), Optional.empty())).isNotNull();
        assertThatThrownBy(() -> named.responder(Optional.of(bob), Optional.of(ada.publicKey())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("has no use for the peer's key");
    }

    @Test
    void byNameItNeedsTheEarlierHandshakeToo() {
        var named = NoiseProtocol.named("Noise_XXfallback_25519_AESGCM_SHA256")
                .initiator(Optional.of(ada), Optional.empty());
        assertThatThrownBy(named::begin)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("earlier handshake");
    }
}
