package io.securechannel.auth.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;

/** A SCRAM credential in the text of {@link ScramCredential#text()}, for what takes strings: JSON and databases. */
final class CredentialText {

    private CredentialText() {}

    static String write(ScramCredential credential) {
        try (var text = credential.text()) {
            return text.use(bytes -> new String(bytes, US_ASCII));
        }
    }

    /** @throws IllegalArgumentException if it is not in this form, without what it holds */
    static ScramCredential parse(String text) {
        // What is not ASCII becomes a question mark, which is in no credential.
        try (var bytes = SecretBytes.owning(text.getBytes(US_ASCII))) {
            return ScramCredential.parse(bytes);
        } catch (KeyMaterialException e) {
            throw new IllegalArgumentException("a password's verifier is not in the form of SCRAM-SHA-256", e);
        }
    }
}
