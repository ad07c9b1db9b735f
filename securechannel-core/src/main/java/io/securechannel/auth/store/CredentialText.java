package io.securechannel.auth.store;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.secret.SecretBytes;
import java.util.Arrays;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * A SCRAM credential in text, as PostgreSQL writes it: {@code SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>}, the
 * last three in Base64.
 */
final class CredentialText {

    private static final String BASE64 = "([0-9A-Za-z+/]+={0,2})";

    private static final Pattern FORM =
            Pattern.compile("SCRAM-SHA-256\\$([1-9][0-9]{0,9}):" + BASE64 + "\\$" + BASE64 + ":" + BASE64);

    private static final int LONGEST = 255;

    private CredentialText() {}

    static String write(ScramCredential credential) {
        return "SCRAM-SHA-256$" + credential.iterations() + ":" + base64(credential.salt()) + "$"
                + credential.storedKey().use(CredentialText::base64) + ":"
                + credential.serverKey().use(CredentialText::base64);
    }

    /** @throws IllegalArgumentException if it is not in this form, without what it holds */
    static ScramCredential parse(String text) {
        var matcher = FORM.matcher(text);
        if (text.length() > LONGEST || !matcher.matches()) {
            throw new IllegalArgumentException("a password's verifier is not in the form of SCRAM-SHA-256");
        }
        byte[] stored = bytes(matcher.group(3));
        byte[] server = bytes(matcher.group(4));
        try (var storedKey = SecretBytes.copyOf(stored);
                var serverKey = SecretBytes.copyOf(server)) {
            return ScramCredential.of(bytes(matcher.group(2)), iterations(matcher.group(1)), storedKey, serverKey);
        } finally {
            Arrays.fill(stored, (byte) 0);
            Arrays.fill(server, (byte) 0);
        }
    }

    private static int iterations(String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a password's verifier has too many iterations", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static byte[] bytes(String base64) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // Without the cause, which quotes what it stumbled over.
            throw new IllegalArgumentException("a password's verifier holds something that is not Base64");
        }
    }
}
