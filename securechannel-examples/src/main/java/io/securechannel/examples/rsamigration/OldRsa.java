package io.securechannel.examples.rsamigration;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopePublicKey;
import io.securechannel.keys.KeyFiles;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.interfaces.RSAKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/**
 * RSA-OAEP by itself (RFC 8017, section 7.1) with SHA-256, MGF1-SHA-256 and no label, as the tutorials' programs use it.
 *
 * <p><b>This class is here only to speak their protocol.</b> The library has no such thing, and on purpose: a message has at most 190
 * bytes with 2048 bits, says nothing of who sent it, and whoever knows the public key puts another in its place. Envelopes
 * ({@link io.securechannel.hybrid.HybridCipher}) take the same keys, and their OAEP has a label, so that what is made for the one is not
 * opened by the other. A label does not help against a server that tells, in words or by its time, why it could not decrypt: such an
 * oracle (Manger, CRYPTO 2001) works on the key, and opens recorded envelopes to it too. Make another key for them.
 */
final class OldRsa {

    /** All said, because the JDK's own default is MGF1 with SHA-1, which no peer here understands. */
    private static final OAEPParameterSpec OAEP =
            new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT);

    /** RFC 8017, section 7.1.1: two hashes and two octets. */
    private static final int OVERHEAD = 2 * 32 + 2;

    private OldRsa() {}

    /** {@return the key in the text that a server sent, which proves nothing about whose it is} */
    static EnvelopePublicKey publicKey(String pem) throws KeyMaterialException {
        var key = KeyFiles.parseEnvelopePublicKey(pem);
        requireRsa(key);
        return key;
    }

    /** Refuses keys of other kinds, which envelopes take and this does not. */
    static void requireRsa(EnvelopePublicKey key) throws KeyMaterialException {
        if (!isRsa(key)) {
            throw new KeyMaterialException(
                    Reason.WRONG_KIND,
                    "the old protocol takes RSA keys, and this one is " + key.type()
                            + ": give an RSA key of 2048, 3072 or 4096 bits, or go to --step 3");
        }
    }

    static byte[] encrypt(EnvelopePublicKey key, String message) throws KeyMaterialException, SecureChannelException {
        var plaintext = StrictText.encode(message);
        try {
            var rsa = KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key.subjectPublicKeyInfo()));
            int most = length(rsa) - OVERHEAD;
            if (plaintext.length > most) {
                throw new SecureChannelException(
                        SecureChannelException.Reason.MESSAGE_TOO_LARGE,
                        "the message has " + plaintext.length + " bytes, and RSA-OAEP with this key takes " + most
                                + ": send less, or go to --step 2, which takes 65536");
            }
            return cipher(Cipher.ENCRYPT_MODE, rsa).doFinal(plaintext);
        } catch (KeyMaterialException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a checked RSA key encrypts", e);
        }
    }

    /**
     * Decrypts a message. The peer must not learn why it failed, and it learns nothing here but that the connection ends: what a
     * server says about wrong padding is an oracle that opens the message (Manger, CRYPTO 2001).
     */
    static String decrypt(EnvelopeKeyPair keys, byte[] ciphertext) throws KeyMaterialException, SecureChannelException {
        byte[] plaintext;
        try (var pkcs8 = keys.pkcs8()) {
            var rsa = pkcs8.use(bytes -> KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes)));
            if (ciphertext.length != length(rsa)) {
                throw new SecureChannelException(
                        SecureChannelException.Reason.PROTOCOL_VIOLATION,
                        "the ciphertext has " + ciphertext.length + " bytes, and one to this key has " + length(rsa)
                                + ": the client took another key, or the connection was cut");
            }
            plaintext = cipher(Cipher.DECRYPT_MODE, rsa).doFinal(ciphertext);
        } catch (GeneralSecurityException e) {
            throw new KeyMaterialException(
                    Reason.NOT_OPENED,
                    "the ciphertext is not to this key, or was changed, or is not RSA-OAEP with SHA-256, MGF1-SHA-256"
                            + " and no label",
                    e);
        }
        return StrictText.decode(plaintext);
    }

    private static boolean isRsa(EnvelopePublicKey key) {
        return switch (key.type()) {
            case RSA_2048, RSA_3072, RSA_4096 -> true;
            case X_WING, X25519, P256 -> false;
        };
    }

    private static Cipher cipher(int mode, Key key) throws GeneralSecurityException {
        var cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        cipher.init(mode, key, OAEP);
        return cipher;
    }

    private static int length(Key key) {
        return (((RSAKey) key).getModulus().bitLength() + Byte.SIZE - 1) / Byte.SIZE;
    }
}
