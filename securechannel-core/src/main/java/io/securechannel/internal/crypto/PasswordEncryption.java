package io.securechannel.internal.crypto;

import io.securechannel.secret.Password;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.EncryptionScheme;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.CBCBlockCipher;
import org.bouncycastle.crypto.paddings.PaddedBufferedBlockCipher;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

/**
 * Encrypts keys in files with a password: PBES2 (RFC 8018, section 6.2) with PBKDF2-HMAC-SHA256, a salt of 16 bytes and
 * AES-256-CBC. That is what OpenSSL 3.0, GnuTLS and the JDK all read; scrypt with more than 32 MiB is not. CBC tells
 * nobody that the bytes were changed: what comes out is checked as a key.
 */
public final class PasswordEncryption {

    /** OWASP's advice for PBKDF2-HMAC-SHA256 as of 2023; 0.1 to 0.3 s of a core in each direction. */
    public static final int ITERATIONS = 600_000;

    private static final int SALT_LENGTH = 16;
    private static final int BLOCK_LENGTH = 16;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Password password;
    private final int iterations;

    /** What a file holds of an encryption: the parameters and the ciphertext. */
    record Encrypted(AlgorithmIdentifier scheme, ASN1OctetString ciphertext) {}

    /**
     * Encrypts at the default cost.
     *
     * @param password the password, taken as UTF-8; the caller closes it
     */
    public PasswordEncryption(Password password) {
        this(password, ITERATIONS);
    }

    /**
     * Encrypts at another cost.
     *
     * @param password the password, taken as UTF-8; the caller closes it
     * @param iterations of PBKDF2, also of a PKCS#12 file's MAC
     */
    public PasswordEncryption(Password password, int iterations) {
        this.password = password;
        this.iterations = iterations;
    }

    /**
     * Encrypts a private key.
     *
     * @param pkcs8 the key in the clear, which the caller wipes
     * @return EncryptedPrivateKeyInfo (RFC 5958, section 3) in DER
     * @throws IllegalStateException if the password has been closed
     */
    public byte[] encryptKey(byte[] pkcs8) {
        try {
            return encryptedKey(pkcs8).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("an encoding of bytes in memory failed", e);
        }
    }

    EncryptedPrivateKeyInfo encryptedKey(byte[] pkcs8) {
        var encrypted = encrypt(pkcs8);
        return new EncryptedPrivateKeyInfo(
                encrypted.scheme(), encrypted.ciphertext().getOctets());
    }

    Encrypted encrypt(byte[] plaintext) {
        var salt = random(SALT_LENGTH);
        var initializationVector = random(BLOCK_LENGTH);
        var key = key(salt);
        try {
            var hmac = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);
            var parameters = new PBES2Parameters(
                    new KeyDerivationFunc(
                            PKCSObjectIdentifiers.id_PBKDF2,
                            new PBKDF2Params(salt, iterations, HmacSha256.LENGTH, hmac)),
                    new EncryptionScheme(
                            NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(initializationVector)));
            return new Encrypted(
                    new AlgorithmIdentifier(PKCSObjectIdentifiers.id_PBES2, parameters),
                    new DEROctetString(encrypt(key, initializationVector, plaintext)));
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    int iterations() {
        return iterations;
    }

    Password password() {
        return password;
    }

    static byte[] random(int length) {
        var bytes = new byte[length];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    private byte[] key(byte[] salt) {
        try (var utf8 = password.utf8()) {
            return utf8.use(bytes -> HmacSha256.pbkdf2(bytes, salt, iterations));
        }
    }

    private static byte[] encrypt(byte[] key, byte[] initializationVector, byte[] plaintext) {
        var cipher = new PaddedBufferedBlockCipher(CBCBlockCipher.newInstance(AESEngine.newInstance()));
        cipher.init(true, new ParametersWithIV(new KeyParameter(key), initializationVector));
        var ciphertext = new byte[cipher.getOutputSize(plaintext.length)];
        int length = cipher.processBytes(plaintext, 0, plaintext.length, ciphertext, 0);
        try {
            length += cipher.doFinal(ciphertext, length);
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("encryption does not check padding", e);
        }
        return Arrays.copyOf(ciphertext, length);
    }
}
