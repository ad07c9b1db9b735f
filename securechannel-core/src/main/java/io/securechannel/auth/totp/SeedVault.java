package io.securechannel.auth.totp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.AesGcm;
import io.securechannel.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Encrypts seeds for the store that holds them, under a key that is not in that store: whoever reads the store, or a copy of it, has
 * no second factor. {@link #close()} wipes the key. Safe for use by several threads.
 *
 * <p>A sealed seed is: 1 (one byte, the version), a random nonce (12 bytes), the seed encrypted by AES-256-GCM, and the tag (16
 * bytes). The user's name is authenticated with it, so that nobody moves a seed to another user. Random nonces serve for 2^32 seeds
 * under one key (NIST SP 800-38D, section 8.3).
 */
public final class SeedVault implements AutoCloseable {

    private static final byte VERSION = 1;
    private static final byte[] LABEL = "securechannel totp seed/1\0".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST = 1_024;

    private final SecretBytes key;

    private SeedVault(SecretBytes key) {
        this.key = key;
    }

    /**
     * Makes a vault.
     *
     * @param key 32 random bytes, kept elsewhere than the seeds, as in a key store; the caller still owns it
     * @return the vault
     * @throws IllegalArgumentException if it has another length
     */
    public static SeedVault of(SecretBytes key) {
        if (key.length() != AesGcm.KEY) {
            throw new IllegalArgumentException("the key of a seed vault has 32 bytes, not " + key.length());
        }
        return new SeedVault(key.use(SecretBytes::copyOf));
    }

    /**
     * {@return a seed, encrypted for the store}
     *
     * @param user whose it is, as the store has the name
     * @param seed the seed
     * @throws IllegalStateException after {@link #close()}
     */
    public byte[] seal(String user, TotpSeed seed) {
        byte[] nonce;
        try (var random = SecretBytes.random(AesGcm.NONCE)) {
            nonce = random.copy();
        }
        var sealed = seed.use(bytes -> AesGcm.seal(key, nonce, associated(user), bytes));
        return ByteBuffer.allocate(1 + nonce.length + sealed.length)
                .put(VERSION)
                .put(nonce)
                .put(sealed)
                .array();
    }

    /**
     * Decrypts a seed.
     *
     * @param user whose it is, as the store has the name
     * @param sealed what {@link #seal} gave
     * @return the seed, which the caller closes
     * @throws KeyMaterialException DAMAGED if it was sealed for another user or under another key, or has changed since; TOO_NEW if
     *     it is of a later version; MALFORMED if it is none
     * @throws IllegalStateException after {@link #close()}
     */
    public TotpSeed open(String user, byte[] sealed) throws KeyMaterialException {
        if (sealed.length < 1 + AesGcm.NONCE + AesGcm.TAG || sealed.length > LONGEST) {
            throw new KeyMaterialException(Reason.MALFORMED, "the sealed TOTP seed is too short or too long to be one");
        }
        if (sealed[0] != VERSION) {
            throw new KeyMaterialException(
                    Reason.TOO_NEW,
                    "the sealed TOTP seed is of a version that is not known here: was it sealed by a later"
                            + " release?");
        }
        byte[] nonce = Arrays.copyOfRange(sealed, 1, 1 + AesGcm.NONCE);
        byte[] ciphertext = Arrays.copyOfRange(sealed, 1 + AesGcm.NONCE, sealed.length);
        byte[] seed = AesGcm.open(key, nonce, associated(user), ciphertext)
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.DAMAGED,
                        "the sealed TOTP seed does not open: it was sealed for another user or under another key, or has"
                                + " changed since. Let the user set up the app again"));
        try (var bytes = SecretBytes.owning(seed)) {
            return TotpSeed.of(bytes);
        } catch (IllegalArgumentException e) {
            throw new KeyMaterialException(Reason.MALFORMED, "the sealed TOTP seed has a length that no seed has", e);
        }
    }

    private static byte[] associated(String user) {
        byte[] name = user.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(LABEL.length + name.length)
                .put(LABEL)
                .put(name)
                .array();
    }

    /** Wipes the key. Further calls do nothing. */
    @Override
    public void close() {
        key.close();
    }

    /** {@return nothing of the key} */
    @Override
    public String toString() {
        return "SeedVault[AES-256-GCM]";
    }
}
