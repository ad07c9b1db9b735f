package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * OpenSSH's one-line form of Ed25519 public keys, as in {@code id_ed25519.pub}: the type, a space, Base64, and perhaps a space
 * and a comment. The Base64 holds (RFC 4253, section 6.6; RFC 8709, section 4; every length has four bytes):
 *
 * <pre>
 * 00000000b "ssh-ed25519"   00000020 key (32 bytes)
 * </pre>
 */
public final class OpenSshPublicKey {

    /** The type of the keys that are read here. */
    public static final String TYPE = "ssh-ed25519";

    private static final int LONGEST = 8_192;
    private static final int KEY_LENGTH = 32;

    private OpenSshPublicKey() {}

    /**
     * Writes a key.
     *
     * @param key of Ed25519
     * @return type and Base64
     */
    public static String write(EncodedPublicKey key) {
        byte[] type = TYPE.getBytes(StandardCharsets.US_ASCII);
        byte[] raw = RolePublicKeys.raw(key);
        var blob = ByteBuffer.allocate(8 + type.length + raw.length);
        blob.putInt(type.length).put(type).putInt(raw.length).put(raw);
        return TYPE + " " + Base64.getEncoder().encodeToString(blob.array());
    }

    /**
     * Reads a key.
     *
     * @param line one line, with or without its end
     * @param source what errors call its origin
     * @return the key
     * @throws KeyMaterialException if it is none, damaged or of another type
     */
    public static EncodedPublicKey read(String line, String source) throws KeyMaterialException {
        if (line.length() > LONGEST) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE, source + " is longer than " + LONGEST + " characters: not an Ed25519 key");
        }
        String one = line.endsWith("\n") ? line.substring(0, line.length() - (line.endsWith("\r\n") ? 2 : 1)) : line;
        if (one.chars().anyMatch(each -> each < ' ' || each == 0x7F)) {
            throw malformed(source, "has several lines, or control characters in one: take out one key's line");
        }
        var parts = one.split(" ", 3);
        if (!parts[0].equals(TYPE)) {
            throw otherType(parts[0], source);
        }
        if (parts.length < 2) {
            throw malformed(source, "ends after its type: the key is cut off");
        }
        return RolePublicKeys.ofRaw(KeyAlgorithm.ED25519, raw(decode(parts[1], source), source), source);
    }

    private static byte[] decode(String base64, String source) throws KeyMaterialException {
        try {
            byte[] blob = Base64.getDecoder().decode(base64);
            if (Base64.getEncoder().encodeToString(blob).equals(base64)) {
                return blob;
            }
        } catch (IllegalArgumentException e) {
            throw malformed(source, "holds what is not Base64: the key is damaged");
        }
        throw malformed(source, "holds Base64 that is cut off, or not in its one spelling");
    }

    private static byte[] raw(byte[] blob, String source) throws KeyMaterialException {
        try {
            var rest = ByteBuffer.wrap(blob);
            byte[] type = string(rest);
            byte[] key = string(rest);
            if (!Arrays.equals(type, TYPE.getBytes(StandardCharsets.US_ASCII))
                    || key.length != KEY_LENGTH
                    || rest.hasRemaining()) {
                throw malformed(source, "says " + TYPE + " and holds something else inside");
            }
            return key;
        } catch (BufferUnderflowException e) {
            throw malformed(source, "holds a key that is cut off");
        }
    }

    private static byte[] string(ByteBuffer from) {
        int length = from.getInt();
        if (length < 0 || length > from.remaining()) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[length];
        from.get(bytes);
        return bytes;
    }

    private static KeyMaterialException otherType(String type, String source) {
        if (type.startsWith("ssh-") || type.startsWith("ecdsa-") || type.startsWith("sk-")) {
            return new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + " holds an OpenSSH key of another type than " + TYPE + "; make one with \"ssh-keygen -t"
                            + " ed25519\"");
        }
        if (type.startsWith("-----BEGIN")) {
            return malformed(
                    source,
                    "is PEM: read it with KeyFiles, or, if it is a private key of OpenSSH, name the file beside it that"
                            + " ends in .pub");
        }
        if (type.startsWith("----")) {
            return malformed(source, "is in the form of RFC 4716; convert it: \"ssh-keygen -i -f file\"");
        }
        return malformed(
                source,
                "does not begin with " + TYPE
                        + ": leave out what stands before the type, such as options or a host name");
    }

    private static KeyMaterialException malformed(String source, String what) {
        return new KeyMaterialException(Reason.MALFORMED, source + " " + what);
    }
}
