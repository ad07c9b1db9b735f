package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.CertificateChain;
import io.securechannel.internal.crypto.Certificates;
import io.securechannel.internal.crypto.KeyStoreEntry;
import io.securechannel.internal.crypto.MlDsa;
import io.securechannel.internal.crypto.PasswordEncryption;
import io.securechannel.internal.crypto.Pem;
import io.securechannel.internal.crypto.Pkcs12;
import io.securechannel.internal.crypto.PrivateKeys;
import io.securechannel.internal.text.NameText;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A private key and the certificate chain that names its holder, leaf first: what a TLS server shows, and a TLS client
 * where the server demands one. Immutable; the parts are checked against each other when it is made.
 *
 * <p>Most programs need {@link #fromPem(Path, Path)} alone, with the two files that a certificate authority's tools
 * write:
 *
 * <pre>{@code
 * var identity = Identity.fromPem(Path.of("fullchain.pem"), Path.of("privkey.pem"));
 * }</pre>
 *
 * <p><b>Keys</b> are RSA of 2048 to 16384 bits, P-256, P-384, P-521, Ed25519 or Ed448. PEM files (RFC 7468) may hold
 * them in PKCS#8, plain or encrypted (RFC 5958; PBES2 with PBKDF2 or scrypt, and some older schemes), in PKCS#1 (RFC
 * 8017) or SEC 1 (RFC 5915), plain or in OpenSSL's traditional encryption. The key has to belong to a certificate.
 *
 * <p><b>Certificates</b> may stand in any order if only one chain can be made of them; the first one for the key is the
 * leaf. The root may be there or not. Each certificate has to have issued the one before it.
 *
 * <p><b>Not checked</b> is what the peer judges at the handshake: trust, names, revocation and dates. An expired
 * certificate loads; ask {@link #notAfter()} in time.
 *
 * <p><b>Limits</b>: files up to 1 MiB, 64 PEM blocks, 16 certificates; and since the cost of a password check stands
 * in the file, at most 10,000,000 iterations of PBKDF2 (PKCS#12: 5,000,000 over all parts), and scrypt with 128 MiB.
 * What is beyond them is refused before it costs.
 *
 * <p>The key stays in memory as long as the identity does: the JDK's key objects cannot be wiped.
 */
public final class Identity implements KeyMaterial {

    private static final String ALIAS = "identity";

    private final PrivateKey privateKey;
    private final List<X509Certificate> certificateChain;

    private Identity(PrivateKey privateKey, List<X509Certificate> certificateChain) {
        this.privateKey = privateKey;
        this.certificateChain = List.copyOf(certificateChain);
    }

    /**
     * Joins a key and certificates that the program holds already, for instance of a key in hardware.
     *
     * @param privateKey the key; one that shows its encoding is copied into the JDK's own classes, another (in
     *     hardware, say) is kept as it is
     * @param certificate the certificate of the key
     * @param issuers the certificate that issued it, the one that issued that, and so on; may be empty
     * @return the identity
     * @throws KeyMaterialException if the key does not belong to the certificate
     *     ({@link KeyMaterialException.Reason#KEY_MISMATCH KEY_MISMATCH}), the issuers make no chain
     *     ({@link KeyMaterialException.Reason#BROKEN_CHAIN BROKEN_CHAIN}), or the key is too short or of a kind that is
     *     not supported
     */
    public static Identity of(PrivateKey privateKey, X509Certificate certificate, X509Certificate... issuers)
            throws KeyMaterialException {
        var chain = new ArrayList<X509Certificate>();
        chain.add(certificate);
        chain.addAll(Arrays.asList(issuers));
        return join(privateKey, "the given key", chain, "the given chain");
    }

    /**
     * Reads a certificate chain and a private key that is not encrypted.
     *
     * @param certificateChain a PEM file with the certificate and those of its issuers, such as {@code fullchain.pem};
     *     what else is in it does not count
     * @param privateKey a PEM file with one private key, such as {@code privkey.pem}; may be the same file
     * @return the identity
     * @throws KeyMaterialException if a file cannot be read, is too large, damaged or holds something else, the key is
     *     encrypted ({@link KeyMaterialException.Reason#PASSWORD_REQUIRED PASSWORD_REQUIRED}), too weak or of a kind
     *     that is not supported, or key and certificates do not fit together
     */
    public static Identity fromPem(Path certificateChain, Path privateKey) throws KeyMaterialException {
        return readPem(certificateChain, privateKey, null);
    }

    /**
     * Reads a certificate chain and a private key that may be encrypted.
     *
     * @param certificateChain a PEM file with the certificate and those of its issuers
     * @param privateKey a PEM file with one private key; may be the same file
     * @param password the key's password, which OpenSSL and this take as UTF-8; not used if the key is plain
     * @return the identity
     * @throws KeyMaterialException as {@link #fromPem(Path, Path)}; and with
     *     {@link KeyMaterialException.Reason#WRONG_PASSWORD WRONG_PASSWORD} if the password is wrong or the encrypted
     *     key damaged, which cannot be told apart
     * @throws IllegalStateException if the password is needed and has been closed
     */
    public static Identity fromPem(Path certificateChain, Path privateKey, Password password)
            throws KeyMaterialException {
        return readPem(certificateChain, privateKey, password);
    }

    /**
     * Reads a key and certificates from a PKCS#12 file (RFC 7292; {@code .p12}, {@code .pfx}) with one key in it.
     *
     * @param file the file
     * @param password the password of the file and of the key
     * @return the identity
     * @throws KeyMaterialException if the file cannot be read, is too large or damaged, the password is wrong, there is
     *     no key or more than one, the key is too weak or not supported, or it does not fit the certificates
     * @throws IllegalStateException if the password has been closed
     */
    public static Identity fromPkcs12(Path file, Password password) throws KeyMaterialException {
        return readPkcs12(file, password, null);
    }

    /**
     * Reads the key with a given name, and its certificates, from a PKCS#12 file (RFC 7292).
     *
     * @param file the file
     * @param password the password of the file and of the key
     * @param alias the entry's name ("friendly name"), in capitals or not; the JDK counts entries without one from "1"
     * @return the identity
     * @throws KeyMaterialException as {@link #fromPkcs12(Path, Password)}; and with
     *     {@link KeyMaterialException.Reason#MISSING MISSING} if there is no key of that name
     * @throws IllegalStateException if the password has been closed
     */
    public static Identity fromPkcs12(Path file, Password password, String alias) throws KeyMaterialException {
        return readPkcs12(file, password, alias);
    }

    /**
     * Takes a key and its certificates from a JCA key store that the program has loaded, such as one of type
     * {@code PKCS11} on a token that does not give its keys away. TLS then signs in the token; what has to write the key,
     * such as {@link #writePkcs12(Path, Password)}, fails with
     * {@link KeyMaterialException.Reason#UNSUPPORTED UNSUPPORTED}.
     *
     * <p>The JDK's TLS finds the token's provider among the installed ones alone, so the program has to install it:
     * {@code Security.addProvider(provider)}. This library installs none.
     *
     * @param store loaded, with a token's PIN where it wants one
     * @param alias the entry's name
     * @return the identity
     * @throws KeyMaterialException if there is no such key ({@link KeyMaterialException.Reason#MISSING MISSING}), the
     *     store wants a password for it ({@link KeyMaterialException.Reason#PASSWORD_REQUIRED PASSWORD_REQUIRED}), it does
     *     not sign or does not fit its certificates
     */
    public static Identity fromKeyStore(KeyStore store, String alias) throws KeyMaterialException {
        return readKeyStore(store, alias, null);
    }

    /**
     * Takes a key that has a password of its own, and its certificates, from a JCA key store that the program has loaded.
     *
     * @param store loaded
     * @param alias the entry's name
     * @param pin the entry's password; a token takes the PIN that it was loaded with
     * @return the identity
     * @throws KeyMaterialException as {@link #fromKeyStore(KeyStore, String)}, and with
     *     {@link KeyMaterialException.Reason#WRONG_PASSWORD WRONG_PASSWORD}
     * @throws IllegalStateException if the password has been closed
     */
    public static Identity fromKeyStore(KeyStore store, String alias, Password pin) throws KeyMaterialException {
        return readKeyStore(store, alias, pin);
    }

    /**
     * Writes the certificates, and the key encrypted with a password, as PEM files: what {@link #fromPem(Path, Path,
     * Password)} and {@code openssl pkey} read. The encryption is PBES2 (RFC 8018) with AES-256-CBC and 600,000 iterations
     * of PBKDF2-HMAC-SHA256, which cost 0.1 to 0.3 s of a core at each writing and each reading.
     *
     * <p>The key's file is for its owner alone from its first moment on, and is written first. Each file appears whole or
     * not at all; the two do not change in one step.
     *
     * @param certificateChain where the certificates go, leaf first
     * @param privateKey where the key goes
     * @param password the password, taken as UTF-8
     * @throws IllegalArgumentException if the two are one file
     * @throws IllegalStateException if the password has been closed
     * @throws KeyMaterialException if the key cannot leave its provider
     *     ({@link KeyMaterialException.Reason#UNSUPPORTED UNSUPPORTED})
     * @throws IOException if a file cannot be written, or its file system cannot keep others from reading the key
     */
    public void writePem(Path certificateChain, Path privateKey, Password password)
            throws KeyMaterialException, IOException {
        IdentityFiles.writePem(this, certificateChain, privateKey, new PasswordEncryption(password));
    }

    /**
     * Writes key and certificates into a PKCS#12 file (RFC 7292) under the name "identity", which keytool, OpenSSL
     * and {@link #fromPkcs12(Path, Password)} read. Key, certificates and MAC each cost 600,000
     * iterations: about 1 s of a core at 2.5 GHz to write, 0.3 to 0.7 s to open.
     *
     * @param file where it goes; for its owner alone from its first moment on
     * @param password the password of the file and of the key, of printable ASCII characters: programs do not agree on
     *     others
     * @throws IllegalStateException if the password has been closed
     * @throws KeyMaterialException with {@link KeyMaterialException.Reason#UNSUPPORTED UNSUPPORTED} if the key cannot leave
     *     its provider or the password has other characters
     * @throws IOException if the file cannot be written, or its file system cannot keep others from reading it
     */
    public void writePkcs12(Path file, Password password) throws KeyMaterialException, IOException {
        writePkcs12(file, password, ALIAS);
    }

    /**
     * Writes key and certificates into a PKCS#12 file (RFC 7292) under a name.
     *
     * @param file where it goes; for its owner alone from its first moment on
     * @param password the password of the file and of the key, of printable ASCII characters
     * @param alias the entry's name ("friendly name"), which keytool shows in small letters
     * @throws IllegalArgumentException if the name is empty
     * @throws IllegalStateException if the password has been closed
     * @throws KeyMaterialException as {@link #writePkcs12(Path, Password)}
     * @throws IOException if the file cannot be written, or its file system cannot keep others from reading it
     */
    public void writePkcs12(Path file, Password password, String alias) throws KeyMaterialException, IOException {
        if (alias.isBlank()) {
            throw new IllegalArgumentException("the name of the entry is empty");
        }
        IdentityFiles.writePkcs12(this, file, new PasswordEncryption(password), alias);
    }

    /** {@return the private key; whoever has it can pose as the holder of the certificate} */
    public PrivateKey privateKey() {
        return privateKey;
    }

    /** {@return the holder's own certificate, the leaf of the chain} */
    public X509Certificate certificate() {
        return certificateChain.get(0);
    }

    /** {@return the chain, leaf first, each followed by its issuer; the list cannot be changed} */
    public List<X509Certificate> certificateChain() {
        return certificateChain;
    }

    /** {@return from when on the holder's own certificate is valid (RFC 5280, section 4.1.2.5)} */
    public Instant notBefore() {
        return certificate().getNotBefore().toInstant();
    }

    /**
     * {@return until when the holder's own certificate is valid (RFC 5280, section 4.1.2.5)} Loading does not check it:
     * a program that runs for long should ask from time to time, and renew before.
     */
    public Instant notAfter() {
        return certificate().getNotAfter().toInstant();
    }

    /** {@return subject, issuer, end of validity and kind of key, and nothing secret} */
    @Override
    public String toString() {
        return "Identity[" + NameText.subject(certificate()) + ", issued by "
                + NameText.issuer(certificate()) + ", valid until " + notAfter() + ", "
                + (MlDsa.is(certificate().getPublicKey())
                        ? MlDsa.NAME
                        : certificate().getPublicKey().getAlgorithm())
                + " key, chain of " + certificateChain.size() + "]";
    }

    private static Identity readPem(Path certificateChain, Path privateKey, @Nullable Password password)
            throws KeyMaterialException {
        List<X509Certificate> certificates;
        try (var pem = Pem.read(certificateChain)) {
            certificates = Certificates.fromPem(pem);
        }
        try (var pem = Pem.read(privateKey)) {
            var key = PrivateKeys.fromPem(pem, password);
            return new Identity(
                    key,
                    CertificateChain.forKey(key, privateKey.toString(), certificates, certificateChain.toString()));
        }
    }

    private static Identity readPkcs12(Path file, Password password, @Nullable String alias)
            throws KeyMaterialException {
        var entry = Pkcs12.read(file, password, alias);
        return join(entry.privateKey(), file.toString(), entry.chain(), file.toString());
    }

    private static Identity readKeyStore(KeyStore store, String alias, @Nullable Password pin)
            throws KeyMaterialException {
        var entry = KeyStoreEntry.read(store, alias, pin);
        var source = KeyStoreEntry.source(store, alias);
        return join(entry.privateKey(), source, entry.chain(), source);
    }

    private static Identity join(
            PrivateKey privateKey, String keySource, List<X509Certificate> chain, String chainSource)
            throws KeyMaterialException {
        var certificates = new ArrayList<X509Certificate>();
        for (var certificate : chain) {
            certificates.add(Certificates.ofJdk(certificate, chainSource));
        }
        var key = PrivateKeys.ofJdk(privateKey, keySource);
        return new Identity(key, CertificateChain.forKey(key, keySource, certificates, chainSource));
    }
}
