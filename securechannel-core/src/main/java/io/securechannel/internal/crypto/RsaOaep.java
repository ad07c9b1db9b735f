package io.securechannel.internal.crypto;

import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.ProviderException;
import java.security.interfaces.RSAPrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;

/** RSAES-OAEP (RFC 8017, section 7.1) with SHA-256, and MGF1 with SHA-256 (the JDK's own default is SHA-1), by the JDK. */
public final class RsaOaep {

    private RsaOaep() {}

    /**
     * Encrypts to a public key.
     *
     * @param recipient SubjectPublicKeyInfo of an RSA key that has been checked
     * @param label L, which both sides have to agree on; may be empty
     * @param plaintext at most the modulus's length less 66 bytes
     * @return as many bytes as the modulus has
     */
    public static byte[] seal(byte[] recipient, byte[] label, byte[] plaintext) {
        try {
            var key = JdkProvider.keyFactory("RSA").generatePublic(new X509EncodedKeySpec(recipient));
            var cipher = JdkProvider.rsaOaep();
            cipher.init(Cipher.ENCRYPT_MODE, key, parameters(label));
            return cipher.doFinal(plaintext);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSAES-OAEP failed to encrypt", e);
        }
    }

    /**
     * Decrypts.
     *
     * @param recipient PKCS#8 of the RSA key
     * @param label as it was sealed
     * @param ciphertext as many bytes as the modulus has
     * @return the plaintext, which the caller wipes; empty if it was not sealed so, or was changed: which of them never shows
     *     (RFC 8017, section 7.1.2, note)
     * @throws IllegalStateException if the private key has been wiped
     */
    public static Optional<byte[]> open(SecretBytes recipient, byte[] label, byte[] ciphertext) {
        var key = privateKey(recipient);
        // RFC 8017, section 7.1.2, step 1b. The JDK takes a shorter one for the number that it is.
        if (ciphertext.length != (key.getModulus().bitLength() + 7) / Byte.SIZE) {
            return Optional.empty();
        }
        try {
            var cipher = JdkProvider.rsaOaep();
            cipher.init(Cipher.DECRYPT_MODE, key, parameters(label));
            return Optional.of(cipher.doFinal(ciphertext));
        } catch (GeneralSecurityException | ProviderException e) {
            return Optional.empty();
        }
    }

    private static RSAPrivateKey privateKey(SecretBytes pkcs8) {
        try {
            return (RSAPrivateKey)
                    pkcs8.use(bytes -> JdkProvider.keyFactory("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that has been read can be read again", e);
        }
    }

    private static OAEPParameterSpec parameters(byte[] label) {
        return new OAEPParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, new PSource.PSpecified(label));
    }
}
