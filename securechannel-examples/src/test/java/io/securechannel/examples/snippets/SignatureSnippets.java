package io.securechannel.examples.snippets;

import io.securechannel.hybrid.DetachedSignature;
import io.securechannel.hybrid.MessageSigner;
import io.securechannel.hybrid.Sender;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** The snippets about detached signatures. */
final class SignatureSnippets {

    private SignatureSnippets() {}

    static void signFile(Path directory, Path file, Password password) throws IOException, GeneralSecurityException {
        // snippet: sign-file
        var keys = KeyFiles.readSigningKeyPair(directory.resolve("ada.key"), password);
        MessageSigner.of(keys).signDetached(file).write(directory.resolve("program.zip.sig"));
        // end
        keys.close();
    }

    static Sender verifyFile(Path directory, Path file) throws IOException, GeneralSecurityException {
        // snippet: verify-file
        var ada = KeyFiles.readSigningPublicKey(directory.resolve("ada.pub"));
        var bob = KeyFiles.readSigningPublicKey(directory.resolve("bob.pub"));
        var signature = DetachedSignature.read(directory.resolve("program.zip.sig"));
        var sender = MessageSigner.verifier(ada, bob).verify(file, signature); // throws, or says who signed
        // end
        return sender;
    }

    static DetachedSignature signBoth(SigningKeyPair classical, SigningKeyPair postQuantum, Path file)
            throws IOException, GeneralSecurityException {
        // snippet: sign-both
        var signature = MessageSigner.both(classical, postQuantum).signDetached(file);
        var sender = Sender.both(classical.publicKey(), postQuantum.publicKey());
        MessageSigner.verifier(sender).verify(file, signature);
        // end
        return signature;
    }

    static byte[] signPlain(SigningKeyPair keys, Path file) throws IOException, GeneralSecurityException {
        // snippet: sign-plain
        byte[] signature = MessageSigner.of(keys).sign(file);
        MessageSigner.verifier(keys.publicKey()).verify(file, signature);
        // end
        return signature;
    }
}
