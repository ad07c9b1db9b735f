package io.securechannel.examples.snippets;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.Progress;
import io.securechannel.hybrid.Provenance;
import io.securechannel.hybrid.SignedOpener;
import io.securechannel.hybrid.SignedSealer;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** The snippets about envelopes in files and about the rotation of their keys. */
final class EnvelopeSnippets {

    private EnvelopeSnippets() {}

    static void makeKeys(Path directory, Password password) throws IOException, GeneralSecurityException {
        // snippet: envelope-keys
        try (var keys = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            KeyFiles.writePem(keys, directory.resolve("bob.key"), password); // stays with Bob
            KeyFiles.writePem(keys.publicKey(), directory.resolve("bob.pub")); // for all who write to him
            System.out.println(keys.publicKey().fingerprint()); // which he reads to them by another way
        }
        // end
    }

    static SignedSealer seal(Path directory, Path plan, byte[] context, SigningKeyPair ada)
            throws IOException, GeneralSecurityException {
        // snippet: envelope-seal
        var bob = KeyFiles.readEnvelopePublicKey(directory.resolve("bob.pub"));
        var carol = KeyFiles.readEnvelopePublicKey(directory.resolve("carol.pub"));
        var dave = KeyFiles.readEnvelopePublicKey(directory.resolve("dave.pub"));
        var sealer = HybridCipher.to(bob, carol, dave).signedBy(ada);
        sealer.seal(plan, directory.resolve("plan.sealed"), context, Progress.none());
        // end
        return sealer;
    }

    static Provenance open(Path directory, Password password, byte[] context, SigningPublicKey ada)
            throws IOException, GeneralSecurityException {
        // snippet: envelope-open
        try (var keys = KeyFiles.readEnvelopeKeyPair(directory.resolve("bob.key"), password)) {
            var opener = HybridCipher.opener(keys).from(ada);
            var provenance = opener.open(
                    directory.resolve("plan.sealed"), directory.resolve("plan.txt"), context, Progress.none());
            System.out.println("from " + provenance.sender() + ", " + provenance.signedAt());
            // end
            return provenance;
        }
    }

    static void fill(Path directory, Password password) throws GeneralSecurityException {
        // snippet: envelope-store
        try (var keys = KeyStoreManager.create(directory.resolve("ada.keys"), password)) {
            keys.put("letters", EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)); // to open
            keys.put("signing", SigningKeyPair.generate(SigningKeyType.ED25519)); // to sign
        }
        // end
    }

    static SignedSealer sealFromStore(
            KeyStoreManager keys, Path plan, Path envelope, byte[] context, EnvelopePublicKey bob)
            throws IOException, GeneralSecurityException {
        // snippet: envelope-seal-store
        try (var ada = keys.get("signing", SigningKeyPair.class);
                var own = keys.get("letters", EnvelopeKeyPair.class)) {
            var sealer = HybridCipher.to(bob, own.publicKey()).signedBy(ada); // she reads it herself, too
            sealer.seal(plan, envelope, context, Progress.none());
            // end
            return sealer;
        }
    }

    static void streams(InputStream source, OutputStream out, byte[] context, SignedSealer sealer) throws IOException {
        // snippet: envelope-stream
        try (var sealing = sealer.sealTo(out, context)) {
            source.transferTo(sealing);
            sealing.finish(); // without it nobody can take what was written for the whole
        }
        // end
    }

    static byte[] seek(Path envelope, byte[] context, SignedOpener opener)
            throws IOException, GeneralSecurityException {
        // snippet: envelope-seek
        try (var content = opener.openFile(envelope, context)) {
            content.position(content.size() - 100);
            var end = ByteBuffer.allocate(100);
            while (end.hasRemaining() && content.read(end) >= 0) {}
            // end
            return end.array();
        }
    }

    static void progress(Path large, Path envelope, byte[] context, SignedSealer sealer) throws IOException {
        // snippet: envelope-progress
        long all = Files.size(large);
        sealer.seal(large, envelope, context, done -> System.out.println(done * 100 / all + " %"));
        // end
    }

    static void rewrap(Path envelope, EnvelopeKeyPair keys, EnvelopePublicKey erin, EnvelopePublicKey dave)
            throws IOException, GeneralSecurityException {
        // snippet: envelope-rewrap
        HybridCipher.rewrapper(keys).add(erin).remove(dave).rewrap(envelope);
        // end
    }

    static void openAsAdded(Path envelope, Path plain, EnvelopeKeyPair erinsKeys, SigningPublicKey ada, byte[] context)
            throws IOException, GeneralSecurityException {
        // snippet: envelope-rewrapped
        var provenance = HybridCipher.opener(erinsKeys)
                .from(ada)
                .acceptRewrapped()
                .open(envelope, plain, context, Progress.none());
        System.out.println(provenance.addressedToMe()); // false: Ada did not send it to Erin, somebody else did
        // end
    }

    static EnvelopePublicKey rotate(KeyStoreManager keys, Path directory) throws IOException, GeneralSecurityException {
        // snippet: envelope-rotate
        try (var fresh = EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING)) {
            keys.rotate("letters", fresh);
            KeyFiles.writePem(fresh.publicKey(), directory.resolve("bob.pub")); // publish it
            // end
            return fresh.publicKey();
        }
    }

    static SignedOpener both(KeyStoreManager keys, SigningPublicKey ada) {
        // snippet: envelope-versions
        var opener = HybridCipher.opener(keys, "letters").from(ada); // with every version that is there
        // end
        return opener;
    }

    static int renew(KeyStoreManager keys, Path archive) throws IOException, GeneralSecurityException {
        // snippet: envelope-renew
        var rewrapper = HybridCipher.rewrapper(keys, "letters").renew();
        int renewed = 0;
        try (var envelopes = Files.newDirectoryStream(archive, "*.sealed")) {
            for (var envelope : envelopes) {
                rewrapper.rewrap(envelope);
                renewed++;
            }
        }
        // end
        return renewed;
    }

    static SignedOpener prune(KeyStoreManager keys, SigningPublicKey ada) throws KeyMaterialException {
        // snippet: envelope-prune
        var versions = keys.versions("letters", EnvelopeKeyPair.class);
        var former = versions.stream().map(EnvelopeKeyPair::publicKey).toArray(EnvelopePublicKey[]::new);
        versions.forEach(EnvelopeKeyPair::close); // what was handed out is the caller's
        keys.prune("letters"); // now the old private keys are gone
        var opener = HybridCipher.opener(keys, "letters").from(ada).formerly(former[0], former);
        // end
        return opener;
    }
}
