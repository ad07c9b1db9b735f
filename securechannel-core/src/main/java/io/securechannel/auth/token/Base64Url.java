package io.securechannel.auth.token;

import java.util.Base64;

/** Base64url without padding (RFC 7515, section 2), in its one spelling: what has two has two hashes. */
final class Base64Url {

    private Base64Url() {}

    static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    static byte[] decode(String text, String what) throws Refusal {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(text);
            // The JDK's decoder also takes padding, and bits that belong to no byte.
            if (encode(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            throw notBase64(what); // without the cause, which quotes the text
        }
        throw notBase64(what);
    }

    private static Refusal notBase64(String what) {
        return new Refusal("has " + what + " that is not base64url without padding (RFC 7515, section 2)");
    }
}
