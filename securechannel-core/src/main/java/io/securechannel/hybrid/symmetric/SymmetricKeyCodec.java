package io.securechannel.hybrid.symmetric;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Base64Url;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;

/**
 * The keys of a {@link SymmetricCipher} at rest:
 *
 * <pre>{@code
 * keys   count, 1 to 64 (1 byte), the one that encrypts first; each:
 *   id     4 bytes, big-endian, as in the tokens
 *   key    32 bytes
 *
 * text   "scsk1_", base64url without padding (RFC 4648, section 5) of: keys, checksum
 *   checksum  the first 8 bytes of SHA-256("SecureChannel symmetric keys v1", 0x00, keys)
 * }</pre>
 */
final class SymmetricKeyCodec {

    static final String FORMAT = "securechannel symmetric keys/1";
    static final String PREFIX = "scsk1_";

    private static final int KEY = Integer.BYTES + SymmetricKey.LENGTH;
    private static final int CHECKSUM = 8;
    private static final byte[] LABEL = "SecureChannel symmetric keys v1\0".getBytes(US_ASCII);
    private static final int LONGEST = PREFIX.length() + ((1 + SymmetricKeySet.MOST * KEY + CHECKSUM) * 4 + 2) / 3;
    private static final String WHAT = "the text of the symmetric keys";

    private SymmetricKeyCodec() {}

    static StoredData toStoredData(SymmetricKeySet keys) {
        byte[] encoded = encode(keys);
        try {
            return StoredData.of(FORMAT, encoded);
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    static SymmetricKeySet fromStoredData(StoredData stored) throws KeyMaterialException {
        if (!stored.format().equals(FORMAT)) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    "the stored data has the format \"" + stored.format() + "\", and \"" + FORMAT
                            + "\" is expected: it was not written by SymmetricCipher.toStoredData()");
        }
        byte[] content = stored.content();
        try {
            return decode(content, "the stored symmetric keys");
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    static Password toText(SymmetricKeySet keys) {
        byte[] encoded = encode(keys);
        byte[] summed = Arrays.copyOf(encoded, encoded.length + CHECKSUM);
        char[] text = {};
        try {
            System.arraycopy(checksum(encoded), 0, summed, encoded.length, CHECKSUM);
            text = Base64Url.encodeSecret(PREFIX, summed, false);
            return Password.copyOf(text);
        } finally {
            Arrays.fill(encoded, (byte) 0);
            Arrays.fill(summed, (byte) 0);
            Arrays.fill(text, '\0');
        }
    }

    static SymmetricKeySet fromText(Password text) throws KeyMaterialException {
        try (var utf8 = text.utf8()) {
            return utf8.use(SymmetricKeyCodec::fromText);
        }
    }

    private static SymmetricKeySet fromText(byte[] text) throws KeyMaterialException {
        requirePrefix(text);
        if (text.length > LONGEST) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE, WHAT + " has " + LONGEST + " characters at most, not " + text.length);
        }
        byte[] base64 = Arrays.copyOfRange(text, PREFIX.length(), text.length);
        byte[] summed = {};
        byte[] encoded = {};
        try {
            int stranger = Base64Url.firstStranger(base64);
            if (stranger >= 0) {
                throw new KeyMaterialException(
                        Reason.MALFORMED,
                        WHAT + " has, as character " + (PREFIX.length() + stranger + 1)
                                + ", one that is not of base64url (A-Z a-z 0-9 - _), as a space, a quote or a line end:"
                                + " copy it again, without anything around it");
            }
            summed = Base64Url.decode(base64, false).orElseThrow(SymmetricKeyCodec::damaged);
            if (summed.length < 1 + KEY + CHECKSUM) {
                throw damaged();
            }
            encoded = Arrays.copyOf(summed, summed.length - CHECKSUM);
            byte[] checksum = Arrays.copyOfRange(summed, encoded.length, summed.length);
            if (!MessageDigest.isEqual(checksum, checksum(encoded))) {
                throw damaged();
            }
            return decode(encoded, WHAT);
        } finally {
            Arrays.fill(base64, (byte) 0);
            Arrays.fill(summed, (byte) 0);
            Arrays.fill(encoded, (byte) 0);
        }
    }

    private static void requirePrefix(byte[] text) throws KeyMaterialException {
        byte[] prefix = PREFIX.getBytes(US_ASCII);
        if (text.length >= prefix.length && Arrays.equals(text, 0, prefix.length, prefix, 0, prefix.length)) {
            return;
        }
        if (text.length > prefix.length
                && Arrays.equals(text, 0, 4, prefix, 0, 4)
                && text[4] > '1'
                && text[4] <= '9'
                && text[5] == '_') {
            throw new KeyMaterialException(
                    Reason.TOO_NEW,
                    WHAT + " was written by a later version of this library (scsk" + (char) text[4] + "_): update");
        }
        if (text.length == FernetKey.TEXT && text[text.length - 1] == '=') {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    WHAT + " begins with " + PREFIX
                            + "; this has the length of a Fernet key: Fernet.fromText reads it");
        }
        throw new KeyMaterialException(
                Reason.MALFORMED,
                WHAT + " begins with " + PREFIX + ", and this does not: take what SymmetricCipher.toText() gave, whole,"
                        + " without quotes or spaces");
    }

    private static KeyMaterialException damaged() {
        return new KeyMaterialException(
                Reason.DAMAGED,
                WHAT + " does not have its checksum: a character is missing, changed or added; copy it again, whole");
    }

    private static byte[] checksum(byte[] encoded) {
        var labelled = ByteBuffer.allocate(LABEL.length + encoded.length);
        try {
            return Arrays.copyOf(Sha256.of(labelled.put(LABEL).put(encoded).array()), CHECKSUM);
        } finally {
            Arrays.fill(labelled.array(), (byte) 0);
        }
    }

    private static byte[] encode(SymmetricKeySet keys) {
        var bytes = ByteBuffer.allocate(1 + keys.keys().size() * KEY);
        bytes.put((byte) keys.keys().size());
        for (var key : keys.keys()) {
            bytes.putInt(key.id());
            key.bytes().use(bytes::put);
        }
        return bytes.array();
    }

    private static SymmetricKeySet decode(byte[] encoded, String what) throws KeyMaterialException {
        int count = encoded.length == 0 ? 0 : encoded[0];
        if (count < 1 || count > SymmetricKeySet.MOST || encoded.length != 1 + count * KEY) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    what + " would have 1 to " + SymmetricKeySet.MOST + " keys, each of them whole, and nothing else");
        }
        var keys = new ArrayList<SymmetricKey>();
        for (int at = 1; at < encoded.length; at += KEY) {
            int id = ByteBuffer.wrap(encoded, at, Integer.BYTES).getInt();
            keys.add(new SymmetricKey(
                    id, SecretBytes.owning(Arrays.copyOfRange(encoded, at + Integer.BYTES, at + KEY))));
        }
        try {
            return SymmetricKeySet.of(keys);
        } catch (IllegalArgumentException e) {
            throw new KeyMaterialException(Reason.MALFORMED, what + " has two keys of the same number", e);
        }
    }
}
