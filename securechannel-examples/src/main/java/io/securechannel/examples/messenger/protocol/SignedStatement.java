package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.hybrid.MessageSigner;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningPublicKey;

/**
 * What a key states, and its signature (Ed25519, RFC 8032). Each kind of statement begins with a label of its own, so that none can
 * be taken for another.
 *
 * @param statement what is signed, as it was signed
 * @param signature over all of it
 */
public record SignedStatement(Octets statement, Octets signature) {

    static SignedStatement sign(byte[] statement, SigningKeyPair keys) throws KeyMaterialException {
        return new SignedStatement(
                Octets.of(statement), Octets.of(MessageSigner.of(keys).sign(statement)));
    }

    /** The statement, once it is known who made it. */
    byte[] verified(SigningPublicKey key) throws KeyMaterialException {
        MessageSigner.verifier(key).verify(statement.shared(), signature.shared());
        return statement.bytes();
    }

    /**
     * Writes both.
     *
     * @param out where to
     */
    public void write(FieldWriter out) {
        out.octets(statement).octets(signature);
    }

    /**
     * Reads both; nothing is verified.
     *
     * @param in where they begin
     * @return what somebody says that somebody stated
     * @throws SecureChannelException if it is cut
     */
    public static SignedStatement read(FieldReader in) throws SecureChannelException {
        return new SignedStatement(in.octets(), in.octets());
    }
}
