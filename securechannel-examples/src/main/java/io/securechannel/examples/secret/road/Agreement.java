package io.securechannel.examples.secret.road;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.hybrid.EnvelopeText;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.symmetric.SymmetricCipher;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/**
 * Two who share no key agree on one. One sends a public key, the other makes a key and sends it back in an envelope that only the
 * owner of that public key opens. The public key is X-Wing (draft-connolly-cfrg-xwing-kem): ML-KEM-768 and X25519 in one, so that
 * an eavesdropper needs a quantum computer and a broken lattice as well.
 *
 * <p><b>Not authenticated</b>: nobody knows whose public key it is. {@link MitmCommand} shows what follows. Certificates mend it.
 */
final class Agreement {

    private Agreement() {}

    /** What the owner of the public key gets: the key that was made, and something encrypted with it. */
    record Answer(String envelope, String token) {

        static Answer parse(String text) throws IOException {
            var lines = text.lines().toList();
            if (lines.size() != 2) {
                throw new IOException("the answer is not an envelope and a token, one to a line");
            }
            return new Answer(lines.get(0), lines.get(1));
        }

        String text() {
            return envelope + "\n" + token + "\n";
        }
    }

    static String publicText(EnvelopePublicKey key) {
        return Base64.getEncoder().encodeToString(key.subjectPublicKeyInfo());
    }

    static EnvelopePublicKey readPublic(String text) throws KeyMaterialException, IOException {
        byte[] encoded;
        try {
            encoded = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IOException("this is not a public key in base64", e);
        }
        var key = EnvelopePublicKey.fromSubjectPublicKeyInfo(encoded);
        if (key.type() != EnvelopeKeyType.X_WING) {
            throw new IOException("this is a key for " + key.type() + ", and here it is X-Wing");
        }
        return key;
    }

    /** Gives a key to whoever owns the public key. */
    static String give(SymmetricCipher key, EnvelopePublicKey to) {
        try (var text = key.toText();
                var bytes = text.utf8()) {
            byte[] plaintext = bytes.copy();
            try {
                return EnvelopeText.compact(HybridCipher.to(to).unsigned().seal(plaintext, context()));
            } catch (KeyMaterialException e) {
                throw new IllegalStateException(e); // it was made on this line
            } finally {
                Arrays.fill(plaintext, (byte) 0);
            }
        }
    }

    /** Takes the key that was given. */
    static SymmetricCipher take(String envelope, EnvelopeKeyPair own) throws KeyMaterialException {
        byte[] plaintext = HybridCipher.opener(own).unsigned().open(EnvelopeText.fromCompact(envelope), context());
        var characters =
                StandardCharsets.UTF_8.decode(ByteBuffer.wrap(plaintext)).array();
        try (var text = Password.copyOf(characters)) {
            return SymmetricCipher.fromText(text);
        } finally {
            Arrays.fill(plaintext, (byte) 0);
            Arrays.fill(characters, '\0');
        }
    }

    static byte[] context() {
        return "secret-road: an agreed key".getBytes(StandardCharsets.UTF_8);
    }
}
