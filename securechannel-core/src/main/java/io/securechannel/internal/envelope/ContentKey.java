package io.securechannel.internal.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.internal.crypto.Hkdf;
import io.securechannel.internal.crypto.HmacSha256;
import io.securechannel.secret.SecretBytes;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * The content key of one envelope, 32 random bytes, and what is derived of it by HKDF-Expand (RFC 5869, section 2.3), each under a
 * label of its own (spec, section 3). {@link #close()} wipes it.
 */
public final class ContentKey implements AutoCloseable {

    /** Bytes of a key. */
    public static final int LENGTH = 32;

    private static final String LABEL = "SecureChannel envelope v1 ";

    private final SecretBytes key;

    private ContentKey(SecretBytes key) {
        this.key = key;
    }

    /** {@return a new key} */
    public static ContentKey random() {
        return new ContentKey(SecretBytes.random(LENGTH));
    }

    /**
     * {@return a key that was in a slot, or in a published example}
     *
     * @param bytes 32, which are wiped
     */
    static ContentKey owning(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new IllegalArgumentException("a content key has 32 bytes, not " + bytes.length);
        }
        return new ContentKey(SecretBytes.owning(bytes));
    }

    /** {@return the bytes, which the caller wipes} */
    byte[] copy() {
        return key.copy();
    }

    /**
     * The commitment to this key: no second key has the same (Albertini and others, How to Abuse and Fix Authenticated Encryption
     * Without Key Commitment, USENIX Security 2022, section 5.4), since HMAC-SHA-256 under keys of one length is a hash of the
     * key and of what it stands before.
     */
    byte[] commitment(byte[] beginOfPreheader) {
        try (var commitment = derive("commit", beginOfPreheader)) {
            return commitment.copy();
        }
    }

    boolean isCommittedTo(Preheader preheader) {
        return MessageDigest.isEqual(commitment(preheader.committed()), preheader.commitment());
    }

    /** Keyed, so that nobody but the addressees can find a context out by trying. */
    byte[] contextTag(byte[] id, byte[] context) {
        try (var derived = derive("context", id)) {
            return derived.use(bytes -> HmacSha256.of(bytes, context));
        }
    }

    /**
     * {@return whether an envelope was sealed for a context}
     *
     * @param preheader of the envelope
     * @param context what is expected
     */
    public boolean fits(Preheader preheader, byte[] context) {
        return MessageDigest.isEqual(contextTag(preheader.id(), context), preheader.contextTag());
    }

    byte[] slotsTag(Preheader preheader, byte[] slots) {
        try (var derived = derive("slots", preheader.id())) {
            return derived.use(bytes -> HmacSha256.of(bytes, preheader.bytes(), slots));
        }
    }

    /**
     * {@return the key that encrypts the content, which the caller closes}
     *
     * @param preheader of the envelope
     */
    public SecretBytes content(Preheader preheader) {
        return derive("content", preheader.id());
    }

    private SecretBytes derive(String purpose, byte[] about) {
        byte[] label = (LABEL + purpose).getBytes(US_ASCII);
        var info = Arrays.copyOf(label, label.length + about.length);
        System.arraycopy(about, 0, info, label.length, about.length);
        return Hkdf.expand(key, info, LENGTH);
    }

    /** Wipes the key. */
    @Override
    public void close() {
        key.close();
    }

    /** {@return nothing of the key} */
    @Override
    public String toString() {
        return "ContentKey[redacted]";
    }
}
