package io.securechannel.internal.store;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.AesGcm;
import io.securechannel.internal.crypto.Argon2Cost;
import io.securechannel.internal.crypto.Argon2id;
import io.securechannel.internal.crypto.Hkdf;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * A password, by Argon2id (RFC 9106) and HKDF-Expand (RFC 5869). The block, 120 bytes:
 *
 * <pre>
 *  0   4  memory in KiB        8   4  lanes
 *  4   4  passes              12  16  salt
 * 28  32  key commitment
 * 60  12  nonce
 * 72  48  data key, encrypted by AES-256-GCM, and its tag
 * </pre>
 *
 * The commitment is there because AES-GCM alone lets one ciphertext open under two keys (Len, Grubbs, Ristenpart,
 * "Partitioning Oracle Attacks", USENIX Security 2021), and because it tells a wrong password from damage.
 */
public final class PasswordProtection implements Protection {

    static final int FORM = 1;
    static final int BLOCK = 120;

    private static final int SALT = 16;
    private static final int BEFORE_COMMITMENT = 12 + SALT;
    private static final int BEFORE_WRAP = BEFORE_COMMITMENT + 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Argon2Cost cost;
    private final byte[] salt;
    private final SecretBytes wrapKey;
    private final byte[] commitment;

    private PasswordProtection(Password password, Argon2Cost cost, byte[] salt) {
        this.cost = cost;
        this.salt = salt;
        try (var bytes = password.utf8();
                var passwordKey = Argon2id.derive(bytes, salt, cost)) {
            this.wrapKey = Hkdf.expand(passwordKey, "securechannel keystore/1 wrap", AesGcm.KEY);
            this.commitment = Hkdf.expand(passwordKey, "securechannel keystore/1 commit", 32)
                    .copy();
        }
    }

    /**
     * Begins to protect by a password.
     *
     * @param password the password
     * @param cost that has been checked
     * @return the protection, with a salt of its own
     */
    public static PasswordProtection create(Password password, Argon2Cost cost) {
        var salt = new byte[SALT];
        RANDOM.nextBytes(salt);
        return new PasswordProtection(password, cost, salt);
    }

    /**
     * Opens what a password protects.
     *
     * @param sealed the file
     * @param password the password
     * @return the protection
     * @throws KeyMaterialException if no password protects the file, it would cost too much, or the password is wrong
     */
    public static PasswordProtection open(SealedStore sealed, Password password) throws KeyMaterialException {
        var block = sealed.block(FORM);
        var cost = cost(block).checked(sealed.source());
        var opened = new PasswordProtection(password, cost, Arrays.copyOfRange(block, 12, BEFORE_COMMITMENT));
        if (!opened.committedTo(block)) {
            opened.close();
            throw new KeyMaterialException(Reason.WRONG_PASSWORD, sealed.source() + ": the password is wrong");
        }
        return opened;
    }

    /**
     * {@return what a guess at the password costs}
     *
     * @param block the protection block
     */
    static Argon2Cost cost(byte[] block) {
        var fields = ByteBuffer.wrap(block);
        return new Argon2Cost(
                Integer.toUnsignedLong(fields.getInt()),
                Integer.toUnsignedLong(fields.getInt()),
                Integer.toUnsignedLong(fields.getInt()));
    }

    @Override
    public int form() {
        return FORM;
    }

    @Override
    public byte[] protect(SecretBytes dataKey, byte[] preamble) {
        var block = ByteBuffer.allocate(BLOCK)
                .putInt((int) cost.memory())
                .putInt((int) cost.passes())
                .putInt((int) cost.lanes())
                .put(salt)
                .put(commitment);
        var nonce = new byte[AesGcm.NONCE];
        RANDOM.nextBytes(nonce);
        var associated = SealedStore.join(preamble, Arrays.copyOf(block.array(), BEFORE_WRAP));
        byte[] wrapped = dataKey.use(key -> AesGcm.seal(wrapKey, nonce, associated, key));
        return block.put(nonce).put(wrapped).array();
    }

    @Override
    public SecretBytes dataKey(SealedStore sealed) throws KeyMaterialException {
        var block = sealed.block(FORM);
        if (!committedTo(block)
                || !cost(block).equals(cost)
                || !Arrays.equals(salt, 0, SALT, block, 12, BEFORE_COMMITMENT)) {
            throw new KeyMaterialException(
                    Reason.WRONG_PASSWORD,
                    sealed.source() + ": its password has been changed since this program opened it; open it again");
        }
        var associated = SealedStore.join(sealed.preamble(), Arrays.copyOf(block, BEFORE_WRAP));
        var nonce = Arrays.copyOfRange(block, BEFORE_WRAP, BEFORE_WRAP + AesGcm.NONCE);
        return AesGcm.open(wrapKey, nonce, associated, Arrays.copyOfRange(block, BEFORE_WRAP + AesGcm.NONCE, BLOCK))
                .map(SecretBytes::owning)
                .orElseThrow(() -> sealed.tampered());
    }

    private boolean committedTo(byte[] block) {
        return MessageDigest.isEqual(commitment, Arrays.copyOfRange(block, BEFORE_COMMITMENT, BEFORE_WRAP));
    }

    @Override
    public void close() {
        wrapKey.close();
    }
}
