package io.securechannel.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import org.junit.jupiter.api.Test;

class SenderTest {

    private static final SigningPublicKey ED25519 = generate(SigningKeyType.ED25519);
    private static final SigningPublicKey OTHER = generate(SigningKeyType.ED25519);
    private static final SigningPublicKey ML_DSA = generate(SigningKeyType.ML_DSA_65);

    @Test
    void theClassicalKeyIsTheFirst() {
        var both = Sender.both(ED25519, ML_DSA);
        assertThat(both.keys()).containsExactly(ED25519, ML_DSA);
        assertThat(both.fingerprints()).containsExactly(ED25519.fingerprint(), ML_DSA.fingerprint());
        assertThat(both).hasToString("Ed25519 " + ED25519.fingerprint() + " and ML-DSA-65 " + ML_DSA.fingerprint());
    }

    @Test
    void bothMeansOneOfEach() {
        assertThatThrownBy(() -> Sender.both(ML_DSA, ED25519))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ML-DSA-65 and Ed25519");
        assertThatThrownBy(() -> Sender.both(ED25519, OTHER)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Sender.both(ML_DSA, ML_DSA)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void oneOfTwoKeysIsAnotherSender() {
        assertThat(Sender.both(ED25519, ML_DSA))
                .isEqualTo(Sender.both(ED25519, ML_DSA))
                .hasSameHashCodeAs(Sender.both(ED25519, ML_DSA))
                .isNotEqualTo(Sender.both(OTHER, ML_DSA))
                .isNotEqualTo(Sender.of(ED25519))
                .isNotEqualTo(Sender.of(ML_DSA));
        assertThat(Sender.of(ED25519)).isEqualTo(Sender.of(ED25519)).isNotEqualTo(Sender.of(OTHER));
    }

    private static SigningPublicKey generate(SigningKeyType type) {
        try (var keys = SigningKeyPair.generate(type)) {
            return keys.publicKey();
        }
    }
}
