package io.securechannel.internal.envelope;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.util.Base64;

/**
 * Base64url without padding (RFC 4648, section 5; RFC 7515, section 2) in its one spelling: no blanks, no padding, and no bits
 * that belong to no byte. What has two spellings passes for two things.
 */
public final class Base64Url {

    private Base64Url() {}

    /**
     * {@return the text of bytes}
     *
     * @param bytes any
     */
    public static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Reads the text.
     *
     * @param text as {@link #encode} writes it
     * @param source what errors call it
     * @return the bytes
     * @throws KeyMaterialException with {@link Reason#MALFORMED} if it is not in that form
     */
    public static byte[] decode(String text, String source) throws KeyMaterialException {
        try {
            var bytes = Base64.getUrlDecoder().decode(text);
            // The JDK's decoder also takes padding, and bits that belong to no byte.
            if (encode(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw malformed(source); // without the cause, which quotes the text
        }
        throw malformed(source);
    }

    private static KeyMaterialException malformed(String source) {
        return new KeyMaterialException(
                Reason.MALFORMED,
                source
                        + " is not base64url without padding (RFC 4648, section 5), or was changed on its way: pass it on"
                        + " unchanged, without line breaks or blanks");
    }
}
