package io.securechannel.hybrid.symmetric;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/**
 * A token of a {@link SymmetricCipher}:
 *
 * <pre>{@code
 * magic      "SCT" (3 bytes)
 * version    0x01 (1 byte)
 * created    milliseconds since 1970-01-01T00:00Z (8 bytes, big-endian)
 * sealed     by Tink: 0x01, the key's number (4), nonce (12), ciphertext, tag (16)
 *   plaintext    32 zero bytes, then what was given
 *   associated   "SecureChannel symmetric token v1", 0x00, magic to created (12 bytes), context
 * }</pre>
 *
 * <p>The zero bytes commit to the key, which AES-GCM by itself does not: this is the padding fix of Albertini, Duong, Gueron, Kölbl,
 * Luykx and Schmieg, "How to Abuse and Fix Authenticated Encryption Without Key Commitment" (USENIX Security 2022). Two keys would
 * have to have 256 bits of their key streams in common to open one token.
 */
final class SymmetricToken {

    static final int COMMITMENT = 32;

    private static final byte[] MAGIC = {'S', 'C', 'T', 1};
    private static final byte[] LABEL = "SecureChannel symmetric token v1\0".getBytes(US_ASCII);
    private static final int HEADER = MAGIC.length + Long.BYTES;

    /** A token of nothing. */
    static final int SHORTEST = HEADER + TinkAead.OVERHEAD + COMMITMENT;

    private final byte[] bytes;

    private SymmetricToken(byte[] bytes) {
        this.bytes = bytes;
    }

    static SymmetricToken seal(TinkAead aead, Instant created, byte[] plaintext, byte[] context) {
        byte[] header = ByteBuffer.allocate(HEADER)
                .put(MAGIC)
                .putLong(created.toEpochMilli())
                .array();
        if (plaintext.length > Integer.MAX_VALUE - SHORTEST - 8) {
            throw new IllegalArgumentException("what is encrypted in one piece has less than 2 GiB");
        }
        var padded = new byte[COMMITMENT + plaintext.length];
        try {
            System.arraycopy(plaintext, 0, padded, COMMITMENT, plaintext.length);
            byte[] sealed = aead.encrypt(padded, associated(header, context));
            return new SymmetricToken(ByteBuffer.allocate(HEADER + sealed.length)
                    .put(header)
                    .put(sealed)
                    .array());
        } finally {
            Arrays.fill(padded, (byte) 0);
        }
    }

    static SymmetricToken parse(byte[] token) throws KeyMaterialException {
        if (token.length < MAGIC.length || !Arrays.equals(token, 0, 3, MAGIC, 0, 3)) {
            throw new KeyMaterialException(Reason.MALFORMED, "no token of a SymmetricCipher" + guess(token));
        }
        if (token[3] > MAGIC[3]) {
            throw new KeyMaterialException(
                    Reason.TOO_NEW,
                    "the token has version " + token[3] + ", of a later version of this library: update, if it was not"
                            + " changed on its way");
        }
        if (token[3] != MAGIC[3] || token.length < SHORTEST || token[HEADER] != TinkAead.PREFIX) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    "the token was cut or changed: it has " + token.length + " bytes, " + SHORTEST
                            + " would be the least, or what stands before the ciphertext is not what has to be there");
        }
        return new SymmetricToken(token.clone());
    }

    private static String guess(byte[] token) {
        if (startsWith(token, "SCEV")) {
            return ": this is an envelope, which HybridCipher opens";
        }
        if (startsWith(token, "U0NU")) {
            return ": this is the text of one; decryptText takes it";
        }
        if (startsWith(token, "gAAAA") || (token.length > 0 && token[0] == FernetToken.VERSION)) {
            return ": this may be a Fernet token, which Fernet decrypts";
        }
        return ": it does not begin as one";
    }

    private static boolean startsWith(byte[] token, String start) {
        byte[] expected = start.getBytes(US_ASCII);
        return token.length >= expected.length
                && Arrays.equals(token, 0, expected.length, expected, 0, expected.length);
    }

    byte[] bytes() {
        return bytes.clone();
    }

    int keyId() {
        return ByteBuffer.wrap(bytes).getInt(HEADER + 1);
    }

    /** {@return when it was made, as it says: in the far future, if it says what no clock shows} */
    Instant created() {
        long millis = ByteBuffer.wrap(bytes).getLong(MAGIC.length);
        return millis < 0 ? Instant.MAX : Instant.ofEpochMilli(millis);
    }

    /** {@return the plaintext; empty if the token was not made so, with one of these keys} */
    Optional<byte[]> open(TinkAead aead, byte[] context) {
        byte[] header = Arrays.copyOf(bytes, HEADER);
        var padded = aead.decrypt(Arrays.copyOfRange(bytes, HEADER, bytes.length), associated(header, context));
        return padded.flatMap(SymmetricToken::committed);
    }

    private static Optional<byte[]> committed(byte[] padded) {
        try {
            byte[] commitment = Arrays.copyOf(padded, COMMITMENT);
            return padded.length >= COMMITMENT && MessageDigest.isEqual(commitment, new byte[COMMITMENT])
                    ? Optional.of(Arrays.copyOfRange(padded, COMMITMENT, padded.length))
                    : Optional.empty();
        } finally {
            Arrays.fill(padded, (byte) 0);
        }
    }

    private static byte[] associated(byte[] header, byte[] context) {
        return ByteBuffer.allocate(Math.addExact(LABEL.length + HEADER, context.length))
                .put(LABEL)
                .put(header)
                .put(context)
                .array();
    }
}
