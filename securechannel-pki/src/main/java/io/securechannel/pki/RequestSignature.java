package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.KeyStrength;
import io.securechannel.internal.crypto.MlDsa;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Map;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.crypto.util.PublicKeyFactory;

/**
 * The proof that who requests a certificate has the private key (RFC 2986, section 3). Keys and signatures are those of the
 * JDK's own providers, and for ML-DSA-65 Bouncy Castle's.
 */
final class RequestSignature {

    private static final String NEW_REQUEST =
            "make it again: \"openssl req -new -sha256 -key key.pem -addext subjectAltName=DNS:chat.example -out request.csr\"";

    private static final String ML_DSA_65 = "2.16.840.1.101.3.4.3.18";

    /** By the algorithm of the key: the JDK's name and provider. */
    private static final Map<String, SigningAlgorithm> KEYS = Map.of(
            "1.2.840.113549.1.1.1",
            new SigningAlgorithm("RSA", "SunRsaSign"),
            "1.2.840.10045.2.1",
            new SigningAlgorithm("EC", "SunEC"),
            "1.3.101.112",
            new SigningAlgorithm("EdDSA", "SunEC"),
            "1.3.101.113",
            new SigningAlgorithm("EdDSA", "SunEC"),
            ML_DSA_65,
            new SigningAlgorithm(MlDsa.NAME, MlDsa.provider().getName()));

    /** By the algorithm of the signature. */
    private static final Map<String, SigningAlgorithm> SIGNATURES = Map.of(
            "1.2.840.113549.1.1.11",
            new SigningAlgorithm("SHA256withRSA", "SunRsaSign"),
            "1.2.840.113549.1.1.12",
            new SigningAlgorithm("SHA384withRSA", "SunRsaSign"),
            "1.2.840.113549.1.1.13",
            new SigningAlgorithm("SHA512withRSA", "SunRsaSign"),
            "1.2.840.10045.4.3.2",
            new SigningAlgorithm("SHA256withECDSA", "SunEC"),
            "1.2.840.10045.4.3.3",
            new SigningAlgorithm("SHA384withECDSA", "SunEC"),
            "1.2.840.10045.4.3.4",
            new SigningAlgorithm("SHA512withECDSA", "SunEC"),
            "1.3.101.112",
            new SigningAlgorithm("Ed25519", "SunEC"),
            "1.3.101.113",
            new SigningAlgorithm("Ed448", "SunEC"),
            ML_DSA_65,
            new SigningAlgorithm(MlDsa.NAME, MlDsa.provider().getName()));

    private static final Map<String, String> WEAK = Map.of(
            "1.2.840.113549.1.1.4", "MD5",
            "1.2.840.113549.1.1.5", "SHA-1",
            "1.2.840.10045.4.1", "SHA-1");

    private RequestSignature() {}

    /**
     * Checks the signature by the key that the request holds.
     *
     * @return that key
     */
    static PublicKey verify(CertificationRequest request, String source) throws KeyMaterialException, IOException {
        var info = request.getCertificationRequestInfo();
        var key = publicKey(info.getSubjectPublicKeyInfo(), source);
        var algorithm = algorithm(request.getSignatureAlgorithm(), source);
        boolean genuine;
        try {
            genuine = verify(
                    key,
                    algorithm,
                    info.getEncoded(ASN1Encoding.DER),
                    request.getSignature().getOctets());
        } catch (GeneralSecurityException e) {
            genuine = false; // for another kind of key, or of the wrong shape
        }
        if (!genuine) {
            throw new KeyMaterialException(
                    Reason.BAD_SIGNATURE,
                    "the signature of " + source
                            + " is not that of the key in it: it was changed, or who made it does not"
                            + " have the key; " + NEW_REQUEST);
        }
        return key;
    }

    private static boolean verify(PublicKey key, SigningAlgorithm algorithm, byte[] content, byte[] signature)
            throws GeneralSecurityException {
        if (algorithm.isMlDsa()) {
            return MlDsa.is(key) && MlDsa.verifies(key, content, signature);
        }
        var verifier = Signature.getInstance(algorithm.jcaName(), algorithm.provider());
        verifier.initVerify(key);
        verifier.update(content);
        return verifier.verify(signature);
    }

    private static PublicKey publicKey(SubjectPublicKeyInfo info, String source)
            throws KeyMaterialException, IOException {
        var identifier = info.getAlgorithm().getAlgorithm().getId();
        var kind = KEYS.get(identifier);
        if (kind == null) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + " is for a key with the object identifier " + identifier
                            + ", which is not supported; supported are RSA, P-256, P-384, P-521, Ed25519, Ed448 and ML-DSA-65: make a"
                            + " new key and request");
        }
        PublicKey key;
        try {
            var encoded = info.getEncoded(ASN1Encoding.DER);
            key = kind.isMlDsa()
                    ? MlDsa.publicKey(encoded)
                    : KeyFactory.getInstance(kind.jcaName(), kind.provider())
                            .generatePublic(new X509EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + " holds a public key that Java does not take: it is damaged, or on a curve that is not"
                            + " supported; make a new key and request");
        }
        KeyStrength.require(key, source);
        // The JDK takes a point without asking whether it is on the curve; this does not.
        PublicKeyFactory.createKey(info);
        return key;
    }

    private static SigningAlgorithm algorithm(AlgorithmIdentifier identifier, String source)
            throws KeyMaterialException {
        var name = identifier.getAlgorithm().getId();
        if (WEAK.containsKey(name)) {
            throw new KeyMaterialException(
                    Reason.TOO_WEAK, source + " is signed over a hash of " + WEAK.get(name) + "; " + NEW_REQUEST);
        }
        var algorithm = SIGNATURES.get(name);
        var parameters = identifier.getParameters();
        if (algorithm == null || (parameters != null && !DERNull.INSTANCE.equals(parameters))) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    source + " is signed by an algorithm that is not supported, with the object identifier " + name
                            + "; supported are RSA (PKCS#1 v1.5) and ECDSA with SHA-2, Ed25519, Ed448 and ML-DSA-65; "
                            + NEW_REQUEST);
        }
        return algorithm;
    }
}
