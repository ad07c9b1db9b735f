package io.securechannel.examples.snippets;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.ReplayGuard;
import io.securechannel.hybrid.Sender;
import io.securechannel.hybrid.SignedEnvelope;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningPublicKey;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;

/** The snippets about who has sent an envelope. */
final class SenderSnippets {

    private SenderSnippets() {}

    static SigningPublicKey learn(Path file, String toldByTelephone) throws GeneralSecurityException {
        // snippet: sender-fingerprint
        var ada = KeyFiles.readSigningPublicKey(file); // as it came, by whatever way
        if (!ada.fingerprint().equals(toldByTelephone)) {
            throw new KeyMaterialException(Reason.UNKNOWN_SENDER, "this is not Ada's key: " + ada);
        }
        // end
        return ada;
    }

    static SignedEnvelope open(
            EnvelopeKeyPair bobKeys, SigningPublicKey ada, SigningPublicKey grace, byte[] envelope, byte[] context)
            throws GeneralSecurityException {
        // snippet: sender-open
        var opened =
                HybridCipher.opener(bobKeys).from(ada, grace).read(envelope, context); // throws, or says which of them
        System.out.println(opened.sender() + " at " + opened.signedAt());
        // end
        return opened;
    }

    static byte[] both(
            EnvelopePublicKey bob,
            SigningKeyPair classical,
            SigningKeyPair postQuantum,
            byte[] plaintext,
            byte[] context) {
        // snippet: sender-both-seal
        var envelope = HybridCipher.to(bob).signedBy(classical, postQuantum).seal(plaintext, context);
        // end
        return envelope;
    }

    static byte[] openBoth(
            EnvelopeKeyPair bobKeys,
            SigningPublicKey classical,
            SigningPublicKey postQuantum,
            byte[] envelope,
            byte[] context)
            throws GeneralSecurityException {
        // snippet: sender-both-open
        var ada = Sender.both(classical, postQuantum);
        var opened = HybridCipher.opener(bobKeys).from(ada).open(envelope, context);
        // end
        return opened;
    }

    static byte[] once(
            KeyStoreManager keys, EnvelopeKeyPair bobKeys, SigningPublicKey ada, byte[] envelope, byte[] context)
            throws GeneralSecurityException {
        // snippet: sender-once
        var seen = ReplayGuard.in(keys, "seen", Duration.ofDays(7)); // kept: one for all openers
        var opened = HybridCipher.opener(bobKeys).from(ada).replayGuard(seen).open(envelope, context);
        // end
        return opened;
    }

    static byte[] passedOn(EnvelopeKeyPair daveKeys, SigningPublicKey ada, byte[] envelope, byte[] context)
            throws GeneralSecurityException {
        // snippet: sender-passed-on
        var opened = HybridCipher.opener(daveKeys).from(ada).acceptRewrapped().read(envelope, context);
        boolean meantForMe = opened.addressedToMe(); // false: Ada signed it for others
        // end
        return meantForMe ? new byte[0] : opened.plaintext();
    }
}
