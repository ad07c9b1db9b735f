package io.securechannel.hybrid.symmetric;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Base64Url;
import io.securechannel.internal.crypto.HmacSha256;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.util.Arrays;

/** A key of Fernet: 16 bytes that authenticate, and 16 that encrypt, in this order. */
final class FernetKey implements AutoCloseable {

    static final int LENGTH = 32;

    /** Characters of a key in base64url, the last of them '='. */
    static final int TEXT = 44;

    private static final int HALF = 16;

    private final SecretBytes bytes;
    private final SecretBytes encryption;

    /**
     * Takes a key.
     *
     * @param bytes 32 bytes, which are taken over
     */
    FernetKey(SecretBytes bytes) {
        if (bytes.length() != LENGTH) {
            throw new IllegalArgumentException("a Fernet key has 32 bytes, not " + bytes.length());
        }
        this.bytes = bytes;
        this.encryption = bytes.use(all -> SecretBytes.owning(Arrays.copyOfRange(all, HALF, LENGTH)));
    }

    static FernetKey fromText(Password text) throws KeyMaterialException {
        try (var utf8 = text.utf8()) {
            return new FernetKey(utf8.use(FernetKey::decode));
        }
    }

    private static SecretBytes decode(byte[] text) throws KeyMaterialException {
        if (text.length != TEXT) {
            throw malformed(length(text));
        }
        byte[] bytes = Base64Url.decode(text, true)
                .orElseThrow(() -> malformed(
                        "this is not: it has standard base64 ('+' and '/' instead of '-' and '_'), a character that is none"
                                + " of base64, or a changed end"));
        try {
            if (bytes.length != LENGTH) {
                throw malformed("this has " + bytes.length + " bytes");
            }
            return SecretBytes.copyOf(bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static String length(byte[] text) {
        byte[] other = SymmetricKeyCodec.PREFIX.getBytes(US_ASCII);
        if (text.length > other.length && Arrays.equals(text, 0, other.length, other, 0, other.length)) {
            return "this is a key of SymmetricCipher: SymmetricCipher.fromText reads it";
        }
        return "this has " + text.length + " characters"
                + (text.length == TEXT - 1 ? ": the '=' at its end may have been cut off" : ": copy it again, whole");
    }

    private static KeyMaterialException malformed(String found) {
        return new KeyMaterialException(
                Reason.MALFORMED,
                "a Fernet key is 32 bytes in base64url, 44 characters with one '=' at the end, as Fernet.generate_key()"
                        + " in Python gives it; " + found);
    }

    Password toText() {
        return bytes.use(all -> {
            char[] text = Base64Url.encodeSecret("", all, true);
            try {
                return Password.copyOf(text);
            } finally {
                Arrays.fill(text, '\0');
            }
        });
    }

    SecretBytes bytes() {
        return bytes;
    }

    SecretBytes encryption() {
        return encryption;
    }

    byte[] authenticate(byte[] message) {
        return bytes.use(all -> {
            byte[] signing = Arrays.copyOf(all, HALF);
            try {
                return HmacSha256.of(signing, message);
            } finally {
                Arrays.fill(signing, (byte) 0);
            }
        });
    }

    FernetKey copy() {
        return new FernetKey(bytes.use(SecretBytes::copyOf));
    }

    @Override
    public void close() {
        bytes.close();
        encryption.close();
    }

    @Override
    public String toString() {
        return "FernetKey[redacted]";
    }
}
