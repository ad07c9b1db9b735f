package io.securechannel.internal.primitive;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.Provider;
import java.util.Arrays;
import javax.crypto.KeyAgreement;
import org.conscrypt.OpenSSLX25519PrivateKey;
import org.conscrypt.OpenSSLX25519PublicKey;

/** By Conscrypt, with its own keys: those that are decoded have their public half computed, which takes as long as an agreement. */
final class ConscryptX25519 implements X25519 {

    /** RFC 7748, section 4.1: the base point's u-coordinate. */
    private static final byte[] NINE = Arrays.copyOf(new byte[] {9}, LENGTH);

    private final Provider conscrypt;

    ConscryptX25519(Provider conscrypt) {
        this.conscrypt = conscrypt;
    }

    @Override
    public byte[] publicKey(byte[] privateKey) {
        var result = new byte[LENGTH];
        agree(privateKey, NINE, result);
        return result;
    }

    @Override
    public boolean agree(byte[] privateKey, byte[] publicKey, byte[] result) {
        var key = new OpenSSLX25519PrivateKey(privateKey);
        byte[] secret = {};
        try {
            var agreement = KeyAgreement.getInstance("XDH", conscrypt);
            agreement.init(key);
            try {
                agreement.doPhase(new OpenSSLX25519PublicKey(publicKey), true);
                secret = agreement.generateSecret();
            } catch (InvalidKeyException e) {
                return false; // a point of low order, which Conscrypt refuses itself
            }
            System.arraycopy(secret, 0, result, 0, LENGTH);
            return !MessageDigest.isEqual(secret, new byte[LENGTH]);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("X25519 by Conscrypt failed", e);
        } finally {
            key.destroy();
            Arrays.fill(secret, (byte) 0);
        }
    }
}
