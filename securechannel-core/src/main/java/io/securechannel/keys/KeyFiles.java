package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.KeyEncoder;
import io.securechannel.internal.crypto.PasswordEncryption;
import io.securechannel.internal.crypto.Pem;
import io.securechannel.internal.crypto.PemWriter;
import io.securechannel.internal.crypto.PrivateKeys;
import io.securechannel.internal.crypto.PublicKeys;
import io.securechannel.internal.crypto.RolePublicKeys;
import io.securechannel.internal.file.AtomicFile;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keys that have one role, in PEM files (RFC 7468) that other programs read and write. A program that keeps several keys is
 * better served by a {@link KeyStoreManager}; {@link Identity} reads and writes its own files.
 *
 * <p>Private keys are written as PKCS#8 version 1 (RFC 5208), encrypted if a password is given: PBES2 (RFC 8018) with
 * AES-256-CBC and 600,000 iterations of PBKDF2-HMAC-SHA256, 0.1 to 0.3 s of a core at each writing and each reading.
 * {@code openssl pkey} of OpenSSL 3.0 opens those of X25519, P-256, RSA and Ed25519; ML-DSA-65 (RFC 9881, as a seed) takes
 * OpenSSL 3.5, and X-Wing has no standard yet (draft-connolly-cfrg-xwing-kem).
 *
 * <p>Private keys are read from PKCS#8, plain or encrypted, PKCS#1 and SEC 1, plain or in OpenSSL's traditional encryption;
 * public keys from SubjectPublicKeyInfo (RFC 5280) and PKCS#1. A file says nothing of its key's role: an X25519 key reads as
 * one for Noise or for envelopes, an RSA key as one for envelopes or for signatures. Give each key one use.
 *
 * <p>Files appear whole or not at all, in place of one that was there; those of private keys are for their owner alone from
 * their first moment on.
 */
public final class KeyFiles {

    private static final int LONGEST = 1 << 20;

    /** What errors call a text, which has no name as files have. */
    private static final String RECEIVED = "the text of the public key";

    private KeyFiles() {}

    /**
     * Writes a private key. <b>It is not encrypted</b>: the permissions of the file alone protect it.
     *
     * @param keys the key
     * @param file where it goes
     * @throws IOException if the file cannot be written, or its file system cannot keep others from reading it
     * @throws IllegalStateException if the key has been closed
     */
    public static void writePem(RoleKeyPair keys, Path file) throws IOException {
        var pkcs8 = pkcs8(keys);
        try {
            writeForOwner(file, PemWriter.block(PemWriter.PRIVATE_KEY, pkcs8));
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    /**
     * Writes a private key encrypted with a password.
     *
     * @param keys the key
     * @param file where it goes
     * @param password the password, taken as UTF-8
     * @throws IOException if the file cannot be written, or its file system cannot keep others from reading it
     * @throws IllegalStateException if the key or the password has been closed
     */
    public static void writePem(RoleKeyPair keys, Path file, Password password) throws IOException {
        writePem(keys, file, new PasswordEncryption(password));
    }

    static void writePem(RoleKeyPair keys, Path file, PasswordEncryption encryption) throws IOException {
        var pkcs8 = pkcs8(keys);
        try {
            writeForOwner(file, PemWriter.block(PemWriter.ENCRYPTED_PRIVATE_KEY, encryption.encryptKey(pkcs8)));
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    /**
     * Writes a public key.
     *
     * @param key the key
     * @param file where it goes; everybody may read it
     * @throws IOException if the file cannot be written
     */
    public static void writePem(RolePublicKey key, Path file) throws IOException {
        AtomicFile.write(file, PemWriter.block(PemWriter.PUBLIC_KEY, key.subjectPublicKeyInfo()));
    }

    /**
     * Reads a private key for Noise handshakes that is not encrypted.
     *
     * @param file a PEM file with one private key
     * @return the key
     * @throws KeyMaterialException if the file cannot be read, is too large, damaged or holds something else, or the key
     *     is encrypted ({@link KeyMaterialException.Reason#PASSWORD_REQUIRED PASSWORD_REQUIRED}), too weak, not supported or
     *     of no use for this role ({@link KeyMaterialException.Reason#WRONG_KIND WRONG_KIND})
     */
    public static NoiseKeyPair readNoiseKeyPair(Path file) throws KeyMaterialException {
        return read(file, null, NoiseKeyPair::fromPkcs8);
    }

    /**
     * Reads a private key for Noise handshakes that may be encrypted.
     *
     * @param file a PEM file with one private key
     * @param password the password, taken as UTF-8; not used if the key is plain
     * @return the key
     * @throws KeyMaterialException as {@link #readNoiseKeyPair(Path)}, and with
     *     {@link KeyMaterialException.Reason#WRONG_PASSWORD WRONG_PASSWORD} if the password is wrong or the encrypted key
     *     damaged, which cannot be told apart
     * @throws IllegalStateException if the password is needed and has been closed
     */
    public static NoiseKeyPair readNoiseKeyPair(Path file, Password password) throws KeyMaterialException {
        return read(file, password, NoiseKeyPair::fromPkcs8);
    }

    /**
     * Reads a private key that opens envelopes, and is not encrypted.
     *
     * @param file a PEM file with one private key
     * @return the key
     * @throws KeyMaterialException as {@link #readNoiseKeyPair(Path)}
     */
    public static EnvelopeKeyPair readEnvelopeKeyPair(Path file) throws KeyMaterialException {
        return read(file, null, EnvelopeKeyPair::fromPkcs8);
    }

    /**
     * Reads a private key that opens envelopes, and may be encrypted.
     *
     * @param file a PEM file with one private key
     * @param password the password, taken as UTF-8; not used if the key is plain
     * @return the key
     * @throws KeyMaterialException as {@link #readNoiseKeyPair(Path, Password)}
     * @throws IllegalStateException if the password is needed and has been closed
     */
    public static EnvelopeKeyPair readEnvelopeKeyPair(Path file, Password password) throws KeyMaterialException {
        return read(file, password, EnvelopeKeyPair::fromPkcs8);
    }

    /**
     * Reads a private key that signs, and is not encrypted.
     *
     * @param file a PEM file with one private key
     * @return the key
     * @throws KeyMaterialException as {@link #readNoiseKeyPair(Path)}
     */
    public static SigningKeyPair readSigningKeyPair(Path file) throws KeyMaterialException {
        return read(file, null, SigningKeyPair::fromPkcs8);
    }

    /**
     * Reads a private key that signs, and may be encrypted.
     *
     * @param file a PEM file with one private key
     * @param password the password, taken as UTF-8; not used if the key is plain
     * @return the key
     * @throws KeyMaterialException as {@link #readNoiseKeyPair(Path, Password)}
     * @throws IllegalStateException if the password is needed and has been closed
     */
    public static SigningKeyPair readSigningKeyPair(Path file, Password password) throws KeyMaterialException {
        return read(file, password, SigningKeyPair::fromPkcs8);
    }

    /**
     * Reads a public key for Noise handshakes.
     *
     * @param file a PEM file with one public key
     * @return the key
     * @throws KeyMaterialException if the file cannot be read, is too large, damaged or holds something else, or the key
     *     is too weak, not supported or of no use for this role
     *     ({@link KeyMaterialException.Reason#WRONG_KIND WRONG_KIND})
     */
    public static NoisePublicKey readNoisePublicKey(Path file) throws KeyMaterialException {
        return NoisePublicKey.fromSubjectPublicKeyInfo(read(file), file.toString());
    }

    /**
     * Reads a public key that envelopes are sealed to.
     *
     * @param file a PEM file with one public key
     * @return the key
     * @throws KeyMaterialException as {@link #readNoisePublicKey(Path)}
     */
    public static EnvelopePublicKey readEnvelopePublicKey(Path file) throws KeyMaterialException {
        return EnvelopePublicKey.fromSubjectPublicKeyInfo(read(file), file.toString());
    }

    /**
     * Reads a public key that verifies signatures.
     *
     * @param file a PEM file with one public key
     * @return the key
     * @throws KeyMaterialException as {@link #readNoisePublicKey(Path)}
     */
    public static SigningPublicKey readSigningPublicKey(Path file) throws KeyMaterialException {
        return SigningPublicKey.fromSubjectPublicKeyInfo(read(file), file.toString());
    }

    /**
     * {@return a public key as text, for protocols that carry it so: what {@link #writePem(RolePublicKey, Path)} writes}
     *
     * @param key the key
     */
    public static String toPem(RolePublicKey key) {
        return new String(PemWriter.block(PemWriter.PUBLIC_KEY, key.subjectPublicKeyInfo()), StandardCharsets.US_ASCII);
    }

    /**
     * Reads the text of a public key for Noise handshakes. It says nothing of who sent it.
     *
     * @param pem text with one public key
     * @return the key
     * @throws KeyMaterialException as {@link #parseEnvelopePublicKey}
     */
    public static NoisePublicKey parseNoisePublicKey(String pem) throws KeyMaterialException {
        return NoisePublicKey.fromSubjectPublicKeyInfo(parse(pem), RECEIVED);
    }

    /**
     * Reads the text of a public key that envelopes are sealed to. It says nothing of who sent it: a key that came over a network
     * is the sender's only if its {@link EnvelopePublicKey#fingerprint fingerprint} is the one that is known by another way.
     *
     * @param pem text with one public key, of at most 1 MiB
     * @return the key
     * @throws KeyMaterialException if the text is too large, damaged or something else, or the key is too weak, not supported or of
     *     no use for this role ({@link KeyMaterialException.Reason#WRONG_KIND WRONG_KIND})
     */
    public static EnvelopePublicKey parseEnvelopePublicKey(String pem) throws KeyMaterialException {
        return EnvelopePublicKey.fromSubjectPublicKeyInfo(parse(pem), RECEIVED);
    }

    /**
     * Reads the text of a public key that verifies signatures. It says nothing of who sent it.
     *
     * @param pem text with one public key
     * @return the key
     * @throws KeyMaterialException as {@link #parseEnvelopePublicKey}
     */
    public static SigningPublicKey parseSigningPublicKey(String pem) throws KeyMaterialException {
        return SigningPublicKey.fromSubjectPublicKeyInfo(parse(pem), RECEIVED);
    }

    /** Makes a key of a role. */
    private interface Role<K> {
        K of(SecretBytes pkcs8, String source) throws KeyMaterialException;
    }

    private static <K> K read(Path file, @Nullable Password password, Role<K> role) throws KeyMaterialException {
        try (var pem = Pem.read(file);
                var pkcs8 = PrivateKeys.withRole(pem, password).pkcs8()) {
            return role.of(pkcs8, file.toString());
        }
    }

    private static byte[] read(Path file) throws KeyMaterialException {
        try (var pem = Pem.read(file)) {
            return PublicKeys.fromPem(pem).subjectPublicKeyInfo();
        }
    }

    private static byte[] parse(String text) throws KeyMaterialException {
        if (text.length() > LONGEST) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE,
                    RECEIVED + " has " + text.length() + " characters, and no key has more than 1 MiB");
        }
        try (var pem = Pem.parse(text.getBytes(StandardCharsets.UTF_8), RECEIVED)) {
            return PublicKeys.fromPem(pem).subjectPublicKeyInfo();
        }
    }

    private static byte[] pkcs8(RoleKeyPair keys) {
        try (var pkcs8 = keys.pkcs8()) {
            return pkcs8.use(bytes -> KeyEncoder.pkcs8(bytes, encoded(keys.publicKey())));
        }
    }

    private static EncodedPublicKey encoded(RolePublicKey key) {
        try {
            return RolePublicKeys.decode(key.subjectPublicKeyInfo(), "the public key");
        } catch (KeyMaterialException e) {
            throw new IllegalStateException("a key that has been read can be read again", e);
        }
    }

    private static void writeForOwner(Path file, byte[] content) throws IOException {
        try {
            AtomicFile.writeForOwner(file, content);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }
}
