package io.securechannel.internal.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.crypto.tink.HybridDecrypt;
import com.google.crypto.tink.HybridEncrypt;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.hybrid.HpkeParameters;
import com.google.crypto.tink.hybrid.HpkePrivateKey;
import com.google.crypto.tink.hybrid.HpkePublicKey;
import com.google.crypto.tink.hybrid.HybridConfig2026;
import com.google.crypto.tink.util.Bytes;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.Security;
import org.conscrypt.Conscrypt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tink opens what our HPKE seals, and ours what Tink's seals. */
@Tag("verify")
class TinkHpkeTest {

    private static final byte[] INFO = "what both sides know".getBytes(UTF_8);
    private static final byte[] NOTHING = {};
    private static final byte[] MESSAGE = "what is sealed".getBytes(UTF_8);

    @ParameterizedTest
    @CsvSource({"X25519, AES_256_GCM", "P256, AES_256_GCM", "X25519, AES_128_GCM", "P256, CHACHA20_POLY1305"})
    void bothWays(KeyAlgorithm kem, Hpke.Aead aead) throws Exception {
        assertCrosses(kem, aead);
    }

    /** Tink's X-Wing is Conscrypt's, and found only among the installed providers: last, and for this test. */
    @Test
    void bothWaysWithXWing() throws Exception {
        assumeTrue(Conscrypt.isAvailable(), "Conscrypt is missing for this platform");
        var conscrypt = Conscrypt.newProviderBuilder().setName("Conscrypt").build();
        assertThat(Security.addProvider(conscrypt)).isPositive();
        try {
            assertCrosses(KeyAlgorithm.X_WING, Hpke.Aead.AES_256_GCM);
        } finally {
            Security.removeProvider(conscrypt.getName());
        }
    }

    private static void assertCrosses(KeyAlgorithm kem, Hpke.Aead aead) throws Exception {
        var hpke = Hpke.of(kem, aead);
        for (int i = 0; i < 5; i++) {
            var keys = RoleKeys.generate(kem, 0);
            var tink = tink(kem, aead, keys);
            byte[] sealed = hpke.seal(keys.publicKey().subjectPublicKeyInfo(), INFO, NOTHING, MESSAGE);
            assertThat(tink.getPrimitive(HybridConfig2026.get(), HybridDecrypt.class)
                            .decrypt(sealed, INFO))
                    .isEqualTo(MESSAGE);
            byte[] theirs = tink.getPublicKeysetHandle()
                    .getPrimitive(HybridConfig2026.get(), HybridEncrypt.class)
                    .encrypt(MESSAGE, INFO);
            assertThat(hpke.open(keys, INFO, NOTHING, theirs))
                    .hasValueSatisfying(plain -> assertThat(plain).isEqualTo(MESSAGE));
            assertThat(hpke.open(keys, MESSAGE, NOTHING, theirs)).isEmpty();
        }
    }

    private static KeysetHandle tink(KeyAlgorithm kem, Hpke.Aead aead, EncodedKeyPair keys)
            throws GeneralSecurityException {
        var parameters = HpkeParameters.builder()
                .setVariant(HpkeParameters.Variant.NO_PREFIX)
                .setKemId(
                        switch (kem) {
                            case X25519 -> HpkeParameters.KemId.DHKEM_X25519_HKDF_SHA256;
                            case P256 -> HpkeParameters.KemId.DHKEM_P256_HKDF_SHA256;
                            default -> HpkeParameters.KemId.X_WING;
                        })
                .setKdfId(HpkeParameters.KdfId.HKDF_SHA256)
                .setAeadId(
                        switch (aead) {
                            case AES_128_GCM -> HpkeParameters.AeadId.AES_128_GCM;
                            case AES_256_GCM -> HpkeParameters.AeadId.AES_256_GCM;
                            case CHACHA20_POLY1305 -> HpkeParameters.AeadId.CHACHA20_POLY1305;
                        })
                .build();
        var publicKey = HpkePublicKey.create(parameters, Bytes.copyFrom(RolePublicKeys.raw(keys.publicKey())), null);
        var suite = Hpke.of(kem).suite();
        byte[] raw = suite.serializePrivateKey(Hpke.of(kem).keyPair(suite, keys).getPrivate());
        var key = HpkePrivateKey.create(publicKey, SecretBytes.copyFrom(raw, InsecureSecretKeyAccess.get()));
        return KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.importKey(key).withFixedId(1).makePrimary())
                .build();
    }
}
