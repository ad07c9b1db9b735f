package io.securechannel.hybrid.symmetric;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.aead.AeadConfig2026;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * A keyset of Tink's, for AES-256-GCM with Tink's prefix: 0x01, the key's number, a nonce of 12 random bytes, ciphertext, a tag of 16
 * bytes. Nothing is registered globally. Tink's own copies of the keys cannot be wiped: who is done lets go of this object.
 */
final class TinkAead {

    /** The first byte of Tink's prefix. */
    static final byte PREFIX = 1;

    /** The prefix, the nonce and the tag. */
    static final int OVERHEAD = 1 + Integer.BYTES + 12 + 16;

    private final Aead aead;

    private TinkAead(Aead aead) {
        this.aead = aead;
    }

    @AccessesPartialKey
    static TinkAead of(SymmetricKeySet keys) {
        try {
            var parameters = AesGcmParameters.builder()
                    .setKeySizeBytes(SymmetricKey.LENGTH)
                    .setIvSizeBytes(12)
                    .setTagSizeBytes(16)
                    .setVariant(AesGcmParameters.Variant.TINK)
                    .build();
            var keyset = KeysetHandle.newBuilder();
            for (var key : keys.keys()) {
                var secret = key.bytes()
                        .use(bytes ->
                                com.google.crypto.tink.util.SecretBytes.copyFrom(bytes, InsecureSecretKeyAccess.get()));
                var entry = KeysetHandle.importKey(AesGcmKey.builder()
                                .setParameters(parameters)
                                .setKeyBytes(secret)
                                .setIdRequirement(key.id())
                                .build())
                        .withFixedId(key.id());
                keyset.addEntry(key == keys.keys().get(0) ? entry.makePrimary() : entry);
            }
            return new TinkAead(keyset.build().getPrimitive(AeadConfig2026.get(), Aead.class));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Tink refuses keys that have been checked", e);
        }
    }

    byte[] encrypt(byte[] plaintext, byte[] associated) {
        try {
            return aead.encrypt(plaintext, associated);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256-GCM failed to encrypt", e);
        }
    }

    Optional<byte[]> decrypt(byte[] ciphertext, byte[] associated) {
        try {
            return Optional.of(aead.decrypt(ciphertext, associated));
        } catch (GeneralSecurityException e) {
            return Optional.empty();
        }
    }
}
