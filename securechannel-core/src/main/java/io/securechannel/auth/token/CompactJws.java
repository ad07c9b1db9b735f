package io.securechannel.auth.token;

import java.util.Locale;
import java.util.Optional;

/**
 * A JSON Web Signature in its compact form (RFC 7515, section 7.1), taken apart and <b>not verified</b>:
 * {@code BASE64URL(header) "." BASE64URL(payload) "." BASE64URL(signature)}.
 *
 * @param algorithm the header's "alg": ES256 or HS256
 * @param keyId the header's "kid"
 * @param type the header's "typ", in lower case and without "application/" (RFC 7515, section 4.1.9)
 * @param claims the payload
 */
record CompactJws(String algorithm, Optional<String> keyId, Optional<String> type, Members claims) {

    static final String ES256 = "ES256";
    static final String HS256 = "HS256";

    /** In characters: tokens of identity providers have one or two KiB. */
    static final int LARGEST = 16 << 10;

    private static final int LONGEST_KEY_ID = 256;
    private static final String MEDIA_TYPE = "application/";

    static CompactJws parse(String text) throws Refusal {
        if (text.length() > LARGEST) {
            throw new Refusal("is larger than " + (LARGEST >> 10) + " KiB");
        }
        int first = text.indexOf('.');
        int second = text.indexOf('.', first + 1);
        if (first < 0 || second < 0 || text.indexOf('.', second + 1) >= 0) {
            throw new Refusal("does not have the three parts of a signed token (RFC 7515, section 7.1)");
        }
        var header = new Members("the header", JsonText.object(Base64Url.decode(text.substring(0, first), "a header")));
        var algorithm = algorithm(header);
        if (header.has("crit")) {
            throw new Refusal("demands extensions (crit, RFC 7515, section 4.1.11), and none is understood here");
        }
        var keyId = header.string("kid");
        if (keyId.isPresent() && keyId.get().length() > LONGEST_KEY_ID) {
            throw new Refusal("has a key identifier (kid) of more than " + LONGEST_KEY_ID + " characters");
        }
        var type = header.string("typ").map(CompactJws::shortType);
        Base64Url.decode(text.substring(second + 1), "a signature");
        var claims = new Members(
                "the payload", JsonText.object(Base64Url.decode(text.substring(first + 1, second), "a payload")));
        return new CompactJws(algorithm, keyId, type, claims);
    }

    /** RFC 8725, sections 3.1 and 3.2: the algorithms that are expected, and "none" never. */
    private static String algorithm(Members header) throws Refusal {
        var algorithm = header.require("alg");
        if (algorithm.equals(ES256) || algorithm.equals(HS256)) {
            return algorithm;
        }
        if (algorithm.equalsIgnoreCase("none")) {
            throw new Refusal("is not signed (alg none)");
        }
        throw new Refusal("is signed by " + Refusal.quoted(algorithm) + "; ES256 and HS256 are taken here. "
                + "Ed25519 (EdDSA) and RSA are not: let the issuer sign with ES256");
    }

    private static String shortType(String type) {
        var lower = type.toLowerCase(Locale.ROOT);
        return lower.startsWith(MEDIA_TYPE) ? lower.substring(MEDIA_TYPE.length()) : lower;
    }
}
