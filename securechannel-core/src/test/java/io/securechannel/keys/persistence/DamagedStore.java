package io.securechannel.keys.persistence;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Key stores as a disk, a transfer or somebody without the password leaves them; offsets as in docs/spec/keystore.md. */
final class DamagedStore {

    static final int VERSION = 8;
    static final int FORM = 9;
    static final int BLOCK_LENGTH = 10;
    static final int COST = 12;
    static final int SALT = 24;
    static final int WRAPPED_KEY = 72;
    static final int BODY_LENGTH = 144;
    static final int BODY = 148;

    private static final int CHECKSUM = 32;

    private DamagedStore() {}

    static byte[] flipped(byte[] store, int offset) {
        var changed = store.clone();
        changed[offset] ^= (byte) 0xFF;
        return changed;
    }

    /** Makes the checksum fit, which needs no secret. */
    static byte[] fitted(byte[] store) {
        var changed = store.clone();
        int end = changed.length - CHECKSUM;
        if (end >= 0) {
            System.arraycopy(sha256(Arrays.copyOf(changed, end)), 0, changed, end, CHECKSUM);
        }
        return changed;
    }

    /** Demands other parameters of Argon2id than the store was written with, unsigned as they are read. */
    static byte[] demanding(byte[] store, long memory, long passes, long lanes) {
        var changed = store.clone();
        ByteBuffer.wrap(changed, COST, 12)
                .putInt((int) memory)
                .putInt((int) passes)
                .putInt((int) lanes);
        return fitted(changed);
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
