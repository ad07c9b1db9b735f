package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithContext;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures hold for one key and one message, and whatever else comes is not one. */
@Tag("verify")
class SignaturesTest {

    private static final byte[] MESSAGE = "what is signed".getBytes(UTF_8);

    @ParameterizedTest
    @CsvSource({"ED25519, 0, 64", "ML_DSA_65, 0, 3309", "RSA, 2048, 256", "RSA, 2049, 257"})
    void aSignatureHoldsForItsMessage(KeyAlgorithm algorithm, int bits, int length) {
        var keys = RsaKeys.of(algorithm, bits);
        var key = keys.publicKey();
        byte[] signature = Signatures.sign(keys, MESSAGE);
        assertThat(signature).hasSize(length);
        assertThat(Signatures.length(key)).isEqualTo(length);
        assertThat(MESSAGE).asString(UTF_8).isEqualTo("what is signed");
        assertThat(Signatures.verify(key, signature, MESSAGE)).isTrue();
        assertThat(Signatures.verify(
                        key,
                        signature,
                        Arrays.copyOf(MESSAGE, 4),
                        new byte[0],
                        Arrays.copyOfRange(MESSAGE, 4, MESSAGE.length)))
                .as("in parts")
                .isTrue();
        assertThat(Signatures.verify(key, Signatures.sign(keys)))
                .as("of nothing")
                .isTrue();
        assertThat(Signatures.verify(key, signature)).as("of nothing").isFalse();
        assertThat(Signatures.verify(key, signature, MESSAGE, MESSAGE)).isFalse();
        assertThat(Signatures.verify(another(algorithm), signature, MESSAGE))
                .as("another key")
                .isFalse();
        if (algorithm != KeyAlgorithm.ED25519) {
            assertThat(Signatures.sign(keys, MESSAGE))
                    .as("random bytes are in it")
                    .isNotEqualTo(signature);
        }
    }

    @ParameterizedTest
    @CsvSource({"ED25519, 0", "ML_DSA_65, 0", "RSA, 2048"})
    void everyByteAndEveryLengthCounts(KeyAlgorithm algorithm, int bits) {
        var keys = RsaKeys.of(algorithm, bits);
        var key = keys.publicKey();
        byte[] signature = Signatures.sign(keys, MESSAGE);
        for (int i = 0; i < signature.length; i++) {
            signature[i] ^= (byte) 0x40;
            assertThat(Signatures.verify(key, signature, MESSAGE))
                    .as("byte %d", i)
                    .isFalse();
            signature[i] ^= (byte) 0x40;
            assertThat(Signatures.verify(key, Arrays.copyOf(signature, i), MESSAGE))
                    .as("%d bytes", i)
                    .isFalse();
        }
        for (byte fill : new byte[] {0, 1, -1}) {
            byte[] filled = new byte[signature.length];
            Arrays.fill(filled, fill);
            assertThat(Signatures.verify(key, filled, MESSAGE)).isFalse();
        }
        for (int more : new int[] {1, signature.length, 1 << 20}) {
            assertThat(Signatures.verify(key, Arrays.copyOf(signature, signature.length + more), MESSAGE))
                    .as("%d bytes more", more)
                    .isFalse();
        }
        assertThat(Signatures.verify(key, signature, MESSAGE)).isTrue();
    }

    /** The JDK has ML-DSA since 24. */
    @ParameterizedTest
    @CsvSource({"ED25519, 0, Ed25519", "ML_DSA_65, 0, ML-DSA-65", "RSA, 2048, RSASSA-PSS"})
    void theJdkVerifiesAndSignsTheSame(KeyAlgorithm algorithm, int bits, String name) throws Exception {
        assumeTrue(
                algorithm != KeyAlgorithm.ML_DSA_65 || Runtime.version().feature() >= 24,
                "JDK 24, which has ML-DSA, is missing");
        var keys = RsaKeys.of(algorithm, bits);
        var factory = KeyFactory.getInstance(algorithm == KeyAlgorithm.RSA ? "RSA" : name);
        PublicKey publicKey =
                factory.generatePublic(new X509EncodedKeySpec(keys.publicKey().subjectPublicKeyInfo()));
        var jdk = Signature.getInstance(name);
        if (algorithm == KeyAlgorithm.RSA) {
            jdk.setParameter(pss("SHA-256", MGF1ParameterSpec.SHA256, 32));
        }
        jdk.initVerify(publicKey);
        jdk.update(MESSAGE);
        assertThat(jdk.verify(Signatures.sign(keys, MESSAGE))).isTrue();
        var generator = KeyPairGenerator.getInstance(algorithm == KeyAlgorithm.RSA ? "RSA" : name);
        var theirs = generator.generateKeyPair(); // JDK 25 reads no seed of ML-DSA
        jdk.initSign(theirs.getPrivate());
        jdk.update(MESSAGE);
        var key = RolePublicKeys.decode(theirs.getPublic().getEncoded(), "the JDK's key");
        assertThat(Signatures.verify(key, jdk.sign(), MESSAGE)).isTrue();
    }

    @Test
    void otherParametersOfPssAreRefused() throws Exception {
        var keys = RsaKeys.one();
        assertThat(pssHolds(keys, pss("SHA-256", MGF1ParameterSpec.SHA256, 32))).isTrue();
        assertThat(pssHolds(keys, pss("SHA-256", MGF1ParameterSpec.SHA256, 20))).isFalse();
        assertThat(pssHolds(keys, pss("SHA-256", MGF1ParameterSpec.SHA1, 32))).isFalse();
        assertThat(pssHolds(keys, pss("SHA-512", MGF1ParameterSpec.SHA512, 32))).isFalse();
    }

    /** FIPS 204, section 5.2: the context is part of what is signed, and ours is empty. */
    @Test
    void mlDsaWithAContextIsRefused() throws Exception {
        var keys = RoleKeys.generate(KeyAlgorithm.ML_DSA_65, 0);
        try (var seed = RoleKeys.seed(keys)) {
            var key = seed.use(bytes -> new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, bytes));
            for (byte[] context : new byte[][] {{}, {1}}) {
                var signer = new MLDSASigner();
                signer.init(true, new ParametersWithContext(key, context));
                signer.update(MESSAGE, 0, MESSAGE.length);
                assertThat(Signatures.verify(keys.publicKey(), signer.generateSignature(), MESSAGE))
                        .isEqualTo(context.length == 0);
            }
        }
    }

    @Test
    void misuseIsNoWrongSignature() {
        var keys = RoleKeys.generate(KeyAlgorithm.X25519, 0);
        assertThatThrownBy(() -> Signatures.sign(keys, MESSAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("X25519 does not sign");
        assertThatThrownBy(() -> Signatures.verify(keys.publicKey(), new byte[64], MESSAGE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("X25519 does not sign");
    }

    private static EncodedPublicKey another(KeyAlgorithm algorithm) {
        return algorithm == KeyAlgorithm.RSA
                ? RsaKeys.other().publicKey()
                : RoleKeys.generate(algorithm, 0).publicKey();
    }

    private static boolean pssHolds(EncodedKeyPair keys, PSSParameterSpec parameters) throws Exception {
        var signer = Signature.getInstance("RSASSA-PSS");
        signer.setParameter(parameters);
        signer.initSign(keys.pkcs8()
                .use(bytes -> KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes))));
        signer.update(MESSAGE);
        return Signatures.verify(keys.publicKey(), signer.sign(), MESSAGE);
    }

    private static PSSParameterSpec pss(String hash, MGF1ParameterSpec mask, int salt) {
        return new PSSParameterSpec(hash, "MGF1", mask, salt, PSSParameterSpec.TRAILER_FIELD_BC);
    }
}
