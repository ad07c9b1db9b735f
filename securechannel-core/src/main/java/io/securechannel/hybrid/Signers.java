package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedKeyPair;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.RolePublicKeys;
import io.securechannel.internal.crypto.SignatureStream;
import io.securechannel.internal.crypto.Signatures;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningPublicKey;
import java.util.ArrayList;
import java.util.List;

/** The key pairs of a {@link Sender}, in its order, ready to sign. Their owner closes them; then they sign no more. */
final class Signers {

    private final Sender sender;
    private final List<SigningKeyPair> keys;
    private final List<EncodedPublicKey> publicKeys;

    private Signers(Sender sender, List<SigningKeyPair> keys) {
        this.sender = sender;
        this.keys = keys;
        this.publicKeys = encoded(sender);
    }

    static Signers of(SigningKeyPair keys) {
        return new Signers(Sender.of(keys.publicKey()), List.of(keys));
    }

    static Signers both(SigningKeyPair classical, SigningKeyPair postQuantum) {
        return new Signers(
                Sender.both(classical.publicKey(), postQuantum.publicKey()), List.of(classical, postQuantum));
    }

    Sender sender() {
        return sender;
    }

    /** {@return the public keys, in the sender's order} */
    List<EncodedPublicKey> publicKeys() {
        return publicKeys;
    }

    /** {@return the signatures of all keys over a message, in the sender's order} */
    List<byte[]> sign(byte[]... parts) {
        var signatures = new ArrayList<byte[]>();
        for (int i = 0; i < keys.size(); i++) {
            try (var pkcs8 = keys.get(i).pkcs8()) {
                signatures.add(Signatures.sign(new EncodedKeyPair(pkcs8, publicKeys.get(i)), parts));
            }
        }
        return signatures;
    }

    /** {@return whether the message has to be there as a whole, because one of the keys cannot sign it in pieces} */
    boolean needWhole() {
        return !publicKeys.stream().allMatch(SignatureStream::supports);
    }

    /** {@return signatures that are begun, in the sender's order; only if they need not have the whole} */
    List<SignatureStream> streams() {
        var streams = new ArrayList<SignatureStream>();
        for (int i = 0; i < keys.size(); i++) {
            try (var pkcs8 = keys.get(i).pkcs8()) {
                streams.add(SignatureStream.signing(new EncodedKeyPair(pkcs8, publicKeys.get(i))));
            }
        }
        return streams;
    }

    /** {@return the keys of a sender in the form that {@link Signatures} takes, in its order} */
    static List<EncodedPublicKey> encoded(Sender sender) {
        return sender.keys().stream().map(Signers::encoded).toList();
    }

    private static EncodedPublicKey encoded(SigningPublicKey key) {
        try {
            return RolePublicKeys.decode(key.subjectPublicKeyInfo(), "a key that has been read");
        } catch (KeyMaterialException e) {
            throw new IllegalStateException("a key that has been read can be read again", e);
        }
    }
}
