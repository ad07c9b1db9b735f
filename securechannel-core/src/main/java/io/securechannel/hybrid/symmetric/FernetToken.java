package io.securechannel.hybrid.symmetric;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.AesCbc;
import io.securechannel.internal.crypto.Base64Url;
import io.securechannel.internal.crypto.HmacSha256;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Arrays;

/**
 * A Fernet token (github.com/fernet/spec), in base64url with padding:
 *
 * <pre>{@code
 * version     0x80 (1 byte)
 * timestamp   seconds since 1970-01-01T00:00Z (8 bytes, big-endian)
 * iv          16 bytes
 * ciphertext  AES-128-CBC with the padding of RFC 5652, section 6.3: 16 bytes, or a multiple
 * hmac        HMAC-SHA-256 of all before it (32 bytes)
 * }</pre>
 */
final class FernetToken {

    static final byte VERSION = (byte) 0x80;

    private static final int HEADER = 1 + Long.BYTES + AesCbc.BLOCK;

    private final byte[] signed;
    private final byte[] hmac;

    private FernetToken(byte[] signed, byte[] hmac) {
        this.signed = signed;
        this.hmac = hmac;
    }

    static FernetToken seal(FernetKey key, long timestamp, byte[] iv, byte[] plaintext) {
        byte[] ciphertext = AesCbc.encrypt(key.encryption(), iv, plaintext);
        byte[] signed = ByteBuffer.allocate(Math.addExact(HEADER, ciphertext.length))
                .put(VERSION)
                .putLong(timestamp)
                .put(iv)
                .put(ciphertext)
                .array();
        return new FernetToken(signed, key.authenticate(signed));
    }

    static FernetToken parse(String token) throws KeyMaterialException {
        byte[] bytes = Base64Url.decode(token, true).orElseThrow(() -> malformed(spelling(token)));
        if (bytes.length == 0 || bytes[0] != VERSION) {
            throw malformed("it does not begin with 0x80: it is something else, or was changed");
        }
        int ciphertext = bytes.length - HEADER - HmacSha256.LENGTH;
        if (ciphertext < AesCbc.BLOCK || ciphertext % AesCbc.BLOCK != 0) {
            throw malformed(
                    "it has " + bytes.length + " bytes, and would have 73, or a multiple of 16 more: it was cut");
        }
        int end = HEADER + ciphertext;
        return new FernetToken(Arrays.copyOf(bytes, end), Arrays.copyOfRange(bytes, end, bytes.length));
    }

    private static String spelling(String token) {
        var expected = "it is not base64url with padding";
        if (token.startsWith("U0NU")) {
            return expected + ": it may be a token of SymmetricCipher";
        }
        return token.length() % 4 == 0
                ? expected + ": something foreign stands in it, or its end was changed"
                : expected + ": it was cut, the '=' at its end are missing, or a line end stands behind it";
    }

    private static KeyMaterialException malformed(String found) {
        return new KeyMaterialException(Reason.MALFORMED, "no Fernet token: " + found);
    }

    String text() {
        byte[] bytes = Arrays.copyOf(signed, signed.length + hmac.length);
        System.arraycopy(hmac, 0, bytes, signed.length, hmac.length);
        return Base64Url.encode(bytes, true);
    }

    /** {@return whether this key has made it; compared in constant time} */
    boolean isOf(FernetKey key) {
        return MessageDigest.isEqual(key.authenticate(signed), hmac);
    }

    /**
     * Decrypts.
     *
     * @param key of which the token {@linkplain #isOf is}: nothing is decrypted before that is known
     */
    byte[] open(FernetKey key) throws KeyMaterialException {
        byte[] iv = Arrays.copyOfRange(signed, HEADER - AesCbc.BLOCK, HEADER);
        return AesCbc.decrypt(key.encryption(), iv, Arrays.copyOfRange(signed, HEADER, signed.length))
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.MALFORMED,
                        "whoever made this Fernet token has the key, and has padded the plaintext wrongly (RFC 5652,"
                                + " section 6.3): their program is at fault"));
    }

    /** Seconds since 1970, unsigned. */
    long timestamp() {
        return ByteBuffer.wrap(signed).getLong(1);
    }

    /** {@return when it was made, as it says: the end of time, if it says what no clock shows} */
    Instant created() {
        long seconds = timestamp();
        return seconds < 0 || seconds > Instant.MAX.getEpochSecond() ? Instant.MAX : Instant.ofEpochSecond(seconds);
    }
}
