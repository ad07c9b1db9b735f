package io.securechannel.auth.token;

/** Base64url without padding (RFC 7515, section 2), in its one spelling: what has two has two hashes. */
final class Base64Url {

    private Base64Url() {}

    static String encode(byte[] bytes) {
        return io.securechannel.internal.crypto.Base64Url.encode(bytes, false);
    }

    static byte[] decode(String text, String what) throws Refusal {
        return io.securechannel.internal.crypto.Base64Url.decode(text, false)
                .orElseThrow(() ->
                        new Refusal("has " + what + " that is not base64url without padding (RFC 7515, section 2)"));
    }
}
