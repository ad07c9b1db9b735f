package io.securechannel.internal.primitive;

/** The Diffie-Hellman function of RFC 7748, section 5, on 32 bytes. Stateless. */
public interface X25519 {

    /** Bytes of keys and results. */
    int LENGTH = 32;

    /**
     * Computes the public half (RFC 7748, section 6.1).
     *
     * @param privateKey 32 bytes
     * @return 32 bytes
     */
    default byte[] publicKey(byte[] privateKey) {
        var result = new byte[LENGTH];
        org.bouncycastle.math.ec.rfc7748.X25519.generatePublicKey(privateKey, 0, result, 0);
        return result;
    }

    /**
     * Agrees on a secret.
     *
     * @param privateKey 32 bytes
     * @param publicKey 32 bytes of the peer
     * @param result takes 32 bytes, which the caller wipes
     * @return false if the result is all zero: the peer's key is of low order (RFC 7748, section 6.1), and must be refused
     */
    boolean agree(byte[] privateKey, byte[] publicKey, byte[] result);
}
