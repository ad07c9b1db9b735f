package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Certificates;
import io.securechannel.internal.crypto.MlDsa;
import io.securechannel.internal.crypto.SignatureStrength;
import io.securechannel.internal.pki.CertificateWords;
import java.io.IOException;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.PSSParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ocsp.BasicOCSPResponse;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.operator.DefaultSignatureNameFinder;

/** What a responder has signed, and whether it may (RFC 6960, sections 3.2 and 4.2.2.2). */
final class SignedAnswer {

    /** A responder sends its own certificate, and some its issuer's. */
    private static final int MOST_CERTIFICATES = 4;

    private final BasicOCSPResponse basic;
    private final byte[] signed;

    private SignedAnswer(BasicOCSPResponse basic, byte[] signed) {
        this.basic = basic;
        this.signed = signed;
    }

    /** The BasicOCSPResponse: its first element is what the signature covers. */
    static SignedAnswer parse(byte[] der) throws IOException {
        var sequence = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der));
        return new SignedAnswer(
                BasicOCSPResponse.getInstance(sequence),
                sequence.getObjectAt(0).toASN1Primitive().getEncoded(ASN1Encoding.DER));
    }

    ResponseData data() {
        return basic.getTbsResponseData();
    }

    /**
     * Demands that the issuer has signed it, or whom the issuer has certified for that.
     *
     * @return when the certificate of the delegate ends, which signed it; empty if the issuer itself did, whose dates are those of the
     *     path
     * @throws KeyMaterialException with the reason BAD_SIGNATURE, TOO_WEAK or OUTSIDE_VALIDITY
     */
    Optional<Instant> requireSigner(X509Certificate issuer, Instant now, Duration clockSkew, String source)
            throws KeyMaterialException, IOException {
        requireStrong(source);
        if (isNamed(issuer) && isSignedBy(issuer.getPublicKey())) {
            return Optional.empty();
        }
        KeyMaterialException objection = null;
        for (var each : certificates(source)) {
            if (isNamed(each)) {
                try {
                    requireDelegate(each, issuer, now, clockSkew, source);
                    return Optional.of(each.getNotAfter().toInstant());
                } catch (KeyMaterialException e) {
                    objection = e; // an old certificate of that name may be there beside the new one
                }
            }
        }
        if (objection != null) {
            throw objection;
        }
        throw AnswerReader.refused(
                Reason.BAD_SIGNATURE,
                source,
                "it was signed neither by the issuer " + CertificateWords.name(issuer)
                        + " nor by anybody whose certificate is in it, or was changed since");
    }

    private void requireDelegate(
            X509Certificate signer, X509Certificate issuer, Instant now, Duration clockSkew, String source)
            throws KeyMaterialException {
        var objection = SigningRight.objection(signer, issuer);
        if (objection.isPresent()) {
            throw AnswerReader.refused(
                    Reason.BAD_SIGNATURE,
                    source,
                    "its signer " + CertificateWords.name(signer) + " may not sign for " + CertificateWords.name(issuer)
                            + ": " + objection.get());
        }
        if (now.plus(clockSkew).isBefore(signer.getNotBefore().toInstant())
                || now.isAfter(signer.getNotAfter().toInstant())) {
            throw AnswerReader.refused(
                    Reason.OUTSIDE_VALIDITY,
                    source,
                    "the certificate of its signer " + CertificateWords.name(signer) + " is valid from "
                            + CertificateWords.date(signer.getNotBefore().toInstant()) + " to "
                            + CertificateWords.date(signer.getNotAfter().toInstant()) + ", and it is "
                            + CertificateWords.date(now) + " here");
        }
        if (!isSignedBy(signer.getPublicKey())) {
            throw AnswerReader.refused(
                    Reason.BAD_SIGNATURE,
                    source,
                    "it was not signed by the key of " + CertificateWords.name(signer) + ", or was changed since");
        }
    }

    private void requireStrong(String source) throws KeyMaterialException {
        var name = new DefaultSignatureNameFinder().getAlgorithmName(basic.getSignatureAlgorithm());
        if (!SignatureStrength.isStrong(name, null)) {
            throw AnswerReader.refused(
                    Reason.TOO_WEAK,
                    source,
                    "its signature, " + CertificateWords.printable(name)
                            + ", is too weak: SHA-256 or better is needed");
        }
    }

    /** Section 4.2.1: by the name, or by the SHA-1 of the key. */
    private boolean isNamed(X509Certificate certificate) throws IOException {
        ResponderID id = data().getResponderID();
        var keyHash = id.getKeyHash();
        return keyHash != null
                ? CertIds.isHashOf(keyHash, certificate.getPublicKey())
                : new X500Principal(id.getName().getEncoded()).equals(certificate.getSubjectX500Principal());
    }

    private List<X509Certificate> certificates(String source) throws KeyMaterialException, IOException {
        var found = new ArrayList<X509Certificate>();
        if (basic.getCerts() == null) {
            return found;
        }
        if (basic.getCerts().size() > MOST_CERTIFICATES) {
            throw AnswerReader.refused(
                    Reason.TOO_LARGE, source, "it holds more than " + MOST_CERTIFICATES + " certificates");
        }
        for (var each : basic.getCerts()) {
            found.add(Certificates.decode(each.toASN1Primitive().getEncoded(ASN1Encoding.DER), source));
        }
        return found;
    }

    /** With ML-DSA-65 by Bouncy Castle, as certificates and lists: Java knows it from 24 on. */
    private static Signature verifying(String algorithm, PublicKey key) throws GeneralSecurityException {
        boolean mlDsa = MlDsa.is(key);
        var signature = mlDsa ? Signature.getInstance(algorithm, MlDsa.provider()) : Signature.getInstance(algorithm);
        signature.initVerify(mlDsa ? MlDsa.publicKey(MlDsa.subjectPublicKeyInfo(key)) : key);
        return signature;
    }

    private boolean isSignedBy(PublicKey key) {
        var algorithm = basic.getSignatureAlgorithm();
        var name = algorithm.getAlgorithm();
        try {
            var signature = verifying(name.getId(), key);
            if (name.equals(PKCSObjectIdentifiers.id_RSASSA_PSS)) {
                var parameters = AlgorithmParameters.getInstance("RSASSA-PSS");
                parameters.init(algorithm.getParameters().toASN1Primitive().getEncoded());
                signature.setParameter(parameters.getParameterSpec(PSSParameterSpec.class));
            }
            signature.update(signed);
            return signature.verify(basic.getSignature().getOctets());
        } catch (GeneralSecurityException
                | IOException
                | RuntimeException e) { // for another kind of key, or of a wrong shape
            return false;
        }
    }
}
