package io.securechannel.examples.snippets;

import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.ReplayGuard;
import io.securechannel.hybrid.SignedOpener;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningPublicKey;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** The snippets about envelopes in README, and about moving from RSA. */
final class RsaSnippets {

    private RsaSnippets() {}

    static byte[] envelope(
            EnvelopePublicKey bob, EnvelopePublicKey carol, SigningKeyPair ada, byte[] plaintext, byte[] context) {
        // snippet: envelope
        byte[] envelope = HybridCipher.to(bob, carol).signedBy(ada).seal(plaintext, context);
        // end
        return envelope;
    }

    static byte[] opened(EnvelopeKeyPair bobKeys, SigningPublicKey adaPublic, byte[] envelope, byte[] context)
            throws GeneralSecurityException {
        // snippet: envelope-opened
        byte[] opened = HybridCipher.opener(bobKeys).from(adaPublic).open(envelope, context);
        // end
        return opened;
    }

    static byte[] toRsa(Path directory, SigningKeyPair ada, byte[] plaintext, byte[] context)
            throws GeneralSecurityException {
        // snippet: rsa-seal
        var bob =
                KeyFiles.readEnvelopePublicKey(directory.resolve("bob-rsa.pub")); // the key that Bob has had for years
        var addressees = HybridCipher.to(bob);
        addressees.warnings().forEach(System.err::println); // under 3072 bits
        byte[] envelope = addressees.signedBy(ada).seal(plaintext, context);
        // end
        return envelope;
    }

    static EnvelopePublicKey newKey(Path directory) throws IOException {
        // snippet: rsa-new-key
        try (var keys = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            KeyFiles.writePem(keys, directory.resolve("bob.key"));
            KeyFiles.writePem(keys.publicKey(), directory.resolve("bob.pub")); // for everybody who writes to Bob
            // end
            return keys.publicKey();
        }
    }

    static byte[] moved(Path directory, byte[] envelope) throws GeneralSecurityException {
        // snippet: rsa-rewrap
        try (var old = KeyFiles.readEnvelopeKeyPair(directory.resolve("bob-rsa.key"))) {
            var fresh = KeyFiles.readEnvelopePublicKey(directory.resolve("bob.pub"));
            return HybridCipher.rewrapper(old)
                    .add(fresh)
                    .remove(old.publicKey())
                    .rewrap(envelope);
        }
        // end
    }

    static byte[] openMoved(Path directory, SigningPublicKey ada, byte[] moved, byte[] context)
            throws GeneralSecurityException {
        // snippet: rsa-open
        var former = KeyFiles.readEnvelopePublicKey(directory.resolve("bob-rsa.pub")); // to which Ada addressed it
        try (var keys = KeyFiles.readEnvelopeKeyPair(directory.resolve("bob.key"))) {
            return HybridCipher.opener(keys)
                    .requirePostQuantum()
                    .from(ada)
                    .formerly(former)
                    .open(moved, context);
        }
        // end
    }

    static byte[] sealPinned(String pem, String known, SigningKeyPair ada, byte[] message, byte[] context)
            throws IOException, GeneralSecurityException {
        // snippet: rsa-pin
        var key = KeyFiles.parseEnvelopePublicKey(pem); // what came over the socket, from whomever
        if (!key.fingerprint().equals(known)) {
            throw new IOException("the server showed the key " + key.fingerprint() + ", and expected is " + known);
        }
        // end
        // snippet: rsa-pinned-seal
        byte[] envelope = HybridCipher.to(key).signedBy(ada).seal(message, context);
        // end
        return envelope;
    }

    static SignedOpener receiving(EnvelopeKeyPair serverKeys, SigningPublicKey ada, SigningPublicKey bob) {
        // snippet: rsa-receive
        var opener = HybridCipher.opener(serverKeys)
                .from(ada, bob)
                .replayGuard(ReplayGuard.inMemory(Duration.ofMinutes(5))); // one for all connections
        // end
        return opener;
    }
}
