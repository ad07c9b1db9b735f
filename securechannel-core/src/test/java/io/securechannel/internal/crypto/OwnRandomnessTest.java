package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.CryptoServicesRegistrar;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is random stays so when some other code in the process has given Bouncy Castle a source that is not. */
@Tag("verify")
@Isolated("it replaces the source of the whole process")
class OwnRandomnessTest {

    private static final byte[] INFO = "what both sides know".getBytes(UTF_8);
    private static final byte[] MESSAGE = "what is sealed, or signed".getBytes(UTF_8);

    @BeforeEach
    void sevens() {
        CryptoServicesRegistrar.setSecureRandom(new Sevens());
    }

    @AfterEach
    void asItWas() {
        CryptoServicesRegistrar.setSecureRandom(null);
    }

    @Test
    void theSourceIsInPlace() {
        var bytes = new byte[2];
        CryptoServicesRegistrar.getSecureRandom().nextBytes(bytes);
        assertThat(bytes).containsExactly(7, 7);
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519", "P256", "X_WING"})
    void everyEncapsulationIsAnother(KeyAlgorithm kem) {
        var keys = RoleKeys.generate(kem, 0);
        byte[] spki = keys.publicKey().subjectPublicKeyInfo();
        var hpke = Hpke.of(kem);
        byte[] first = hpke.seal(spki, INFO, INFO, MESSAGE);
        byte[] second = hpke.seal(spki, INFO, INFO, MESSAGE);
        int length = hpke.encapsulation();
        // X-Wing's has two parts, and each has to be another: 1,088 bytes of ML-KEM-768, 32 of X25519.
        int part = Math.min(length, 1_088);
        assertThat(Arrays.copyOf(second, part)).isNotEqualTo(Arrays.copyOf(first, part));
        assertThat(Arrays.copyOfRange(second, length - 32, length))
                .isNotEqualTo(Arrays.copyOfRange(first, length - 32, length));
        assertThat(hpke.open(keys, INFO, INFO, second))
                .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(MESSAGE));
    }

    @ParameterizedTest
    @EnumSource(names = {"X25519", "P256", "X_WING", "ED25519", "ML_DSA_65"})
    void everyKeyIsAnother(KeyAlgorithm algorithm) {
        assertThat(RoleKeys.generate(algorithm, 0).publicKey())
                .isNotEqualTo(RoleKeys.generate(algorithm, 0).publicKey());
    }

    /** FIPS 204, section 3.4: hedged, in pieces as at once. */
    @ParameterizedTest
    @EnumSource(names = {"ML_DSA_65", "RSA"})
    void everySignatureIsAnother(KeyAlgorithm algorithm) {
        var keys = RsaKeys.of(algorithm, algorithm == KeyAlgorithm.RSA ? 2_048 : 0);
        assertThat(Signatures.sign(keys, MESSAGE)).isNotEqualTo(Signatures.sign(keys, MESSAGE));
        byte[] first = inPieces(keys);
        byte[] second = inPieces(keys);
        assertThat(second).isNotEqualTo(first);
        for (byte[] each : new byte[][] {first, second}) {
            assertThat(Signatures.verify(keys.publicKey(), each, MESSAGE)).isTrue();
        }
    }

    private static byte[] inPieces(EncodedKeyPair keys) {
        var stream = SignatureStream.signing(keys);
        stream.update(MESSAGE, 0, 3);
        stream.update(MESSAGE, 3, MESSAGE.length - 3);
        return stream.sign();
    }

    /** Bouncy Castle takes this for random. */
    private static final class Sevens extends SecureRandom {

        private static final long serialVersionUID = 1;

        @Override
        public void nextBytes(byte[] bytes) {
            Arrays.fill(bytes, (byte) 7);
        }
    }
}
