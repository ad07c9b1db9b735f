package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/**
 * Keys and signatures of ML-DSA-65 (FIPS 204) in certificates (RFC 9881), on every Java: they are Bouncy Castle's, whose
 * provider is installed nowhere. Java's own verify such signatures from 24 on.
 */
public final class MlDsa {

    /** What providers call the algorithm. */
    public static final String NAME = "ML-DSA-65";

    /** RFC 9881, section 2. */
    private static final String IDENTIFIER = KeyAlgorithm.ML_DSA_65.identifier().getId();

    private static final Provider PROVIDER = new BouncyCastleProvider();

    private MlDsa() {}

    /** {@return who signs with these keys; it is not installed} */
    public static Provider provider() {
        return PROVIDER;
    }

    /**
     * {@return whether it is such a key, of whatever provider}
     *
     * @param key the key
     */
    public static boolean is(PublicKey key) {
        try {
            // By the encoding: Java 17 has no name for such keys.
            return key.getEncoded() != null
                    && SubjectPublicKeyInfo.getInstance(key.getEncoded())
                            .getAlgorithm()
                            .getAlgorithm()
                            .getId()
                            .equals(IDENTIFIER);
        } catch (RuntimeException e) {
            return false; // an encoding that is none
        }
    }

    /**
     * {@return the SubjectPublicKeyInfo as it stands in certificates, of any key}
     *
     * <p>Java 17 adds a NULL where it does not know the algorithm, and RFC 9881, section 2 has no parameters: what is hashed,
     * such as pins, has to be the same on every Java.
     *
     * @param key the key
     */
    public static byte[] subjectPublicKeyInfo(PublicKey key) {
        if (!is(key)) {
            return key.getEncoded();
        }
        try {
            var raw = SubjectPublicKeyInfo.getInstance(key.getEncoded())
                    .getPublicKeyData()
                    .getOctets();
            return RolePublicKeys.ofRaw(KeyAlgorithm.ML_DSA_65, raw, "a public key")
                    .subjectPublicKeyInfo();
        } catch (KeyMaterialException e) {
            return key.getEncoded(); // a damaged one stays as it is
        }
    }

    /**
     * {@return whether such a key has signed the certificate, by what the certificate says}
     *
     * @param certificate the certificate
     */
    public static boolean hasSigned(X509Certificate certificate) {
        return certificate.getSigAlgOID().equals(IDENTIFIER);
    }

    /** {@return whether this Java's own provider verifies such signatures, and with that the paths of certificates} */
    public static boolean inThisJava() {
        try {
            var own = Security.getProvider("SUN");
            return own != null && Signature.getInstance(NAME, own).getAlgorithm() != null;
        } catch (NoSuchAlgorithmException e) {
            return false;
        }
    }

    /** {@return a new key pair} */
    public static KeyPair generate() {
        var keys = RoleKeys.generate(KeyAlgorithm.ML_DSA_65, 0);
        try (var pkcs8 = keys.pkcs8()) {
            return new KeyPair(publicKey(keys.publicKey().subjectPublicKeyInfo()), pkcs8.use(MlDsa::privateKey));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle takes the keys that it has made", e);
        }
    }

    /**
     * Reads a public key.
     *
     * @param subjectPublicKeyInfo its encoding (RFC 9881, section 4)
     * @return the key
     * @throws GeneralSecurityException if it is damaged
     */
    public static PublicKey publicKey(byte[] subjectPublicKeyInfo) throws GeneralSecurityException {
        return KeyFactory.getInstance(NAME, PROVIDER).generatePublic(new X509EncodedKeySpec(subjectPublicKeyInfo));
    }

    /**
     * Reads a private key, which must have its seed (RFC 9881, section 6).
     *
     * @param pkcs8 its encoding; the caller still owns it
     * @param source what errors call its origin
     * @return the key
     * @throws KeyMaterialException if it is damaged, or without its seed
     */
    static PrivateKey privateKey(byte[] pkcs8, String source) throws KeyMaterialException {
        try (var secret = SecretBytes.copyOf(pkcs8);
                var inOneForm = RoleKeys.decode(secret, source).pkcs8()) {
            return inOneForm.use(MlDsa::privateKey);
        } catch (KeyMaterialException e) {
            throw e;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Bouncy Castle takes a key that has been read");
        }
    }

    private static PrivateKey privateKey(byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance(NAME, PROVIDER).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /**
     * Verifies the signature of a certificate, by Java's own code but for ML-DSA-65.
     *
     * @param certificate the certificate
     * @param issuer the key that should have signed it
     * @throws GeneralSecurityException if it has not
     */
    public static void verify(X509Certificate certificate, PublicKey issuer) throws GeneralSecurityException {
        if (!is(issuer)) {
            require(!hasSigned(certificate));
            certificate.verify(issuer);
            return;
        }
        require(hasSigned(certificate)
                && certificate.getSigAlgParams() == null
                && verifies(issuer, certificate.getTBSCertificate(), certificate.getSignature()));
    }

    /**
     * Verifies the signature of a revocation list, by Java's own code but for ML-DSA-65.
     *
     * @param list the list
     * @param issuer the key that should have signed it
     * @throws GeneralSecurityException if it has not
     */
    public static void verify(X509CRL list, PublicKey issuer) throws GeneralSecurityException {
        if (!is(issuer)) {
            require(!list.getSigAlgOID().equals(IDENTIFIER));
            list.verify(issuer);
            return;
        }
        require(list.getSigAlgOID().equals(IDENTIFIER)
                && list.getSigAlgParams() == null
                && verifies(issuer, list.getTBSCertList(), list.getSignature()));
    }

    /**
     * {@return whether the key has signed the message, with an empty context (RFC 9881, section 3)}
     *
     * @param key an ML-DSA-65 key
     * @param message what was signed
     * @param signature the signature
     */
    public static boolean verifies(PublicKey key, byte[] message, byte[] signature) {
        try {
            return Signatures.verify(
                    RolePublicKeys.decode(subjectPublicKeyInfo(key), "a public key"), signature, message);
        } catch (KeyMaterialException e) {
            return false; // damaged
        }
    }

    private static void require(boolean genuine) throws SignatureException {
        if (!genuine) {
            throw new SignatureException("not signed by this key");
        }
    }
}
