package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAPublicKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Reads the public key of a PEM file: SubjectPublicKeyInfo (RFC 7468, section 13), or an RSA key by itself (PKCS#1). */
public final class PublicKeys {

    private static final String PKCS1 = "RSA PUBLIC KEY";

    private PublicKeys() {}

    /**
     * Returns the one public key of a file.
     *
     * @param pem the file
     * @return the key
     * @throws KeyMaterialException if there is no public key or more than one, a private one is beside it, or it is
     *     damaged, too weak or of a kind that is not supported
     */
    public static EncodedPublicKey fromPem(Pem pem) throws KeyMaterialException {
        List<PemBlock> keys = pem.blocks().stream()
                .filter(block -> block.label().endsWith("PUBLIC KEY"))
                .toList();
        if (keys.isEmpty()) {
            throw missing(pem);
        }
        if (keys.size() > 1) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    pem.source() + " holds more than one public key (" + pem.contents()
                            + "), and which one is meant cannot be told: leave one in the file");
        }
        var block = keys.get(0);
        return switch (block.label()) {
            case PemWriter.PUBLIC_KEY -> RolePublicKeys.decode(block.content(), pem.source());
            case PKCS1 -> RolePublicKeys.decode(wrapped(block.content(), pem.source()), pem.source());
            default ->
                throw new KeyMaterialException(
                        Reason.UNSUPPORTED,
                        pem.source() + " holds a key that is not supported, " + block
                                + ": convert it to a PUBLIC KEY with \"openssl pkey -pubin -in old.pem -out new.pem\"");
        };
    }

    private static byte[] wrapped(byte[] pkcs1, String source) throws KeyMaterialException {
        try {
            return new SubjectPublicKeyInfo(
                            new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                            RSAPublicKey.getInstance(pkcs1))
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException | RuntimeException e) {
            throw new KeyMaterialException(
                    Reason.MALFORMED, source + ": the public key is damaged; expected an RSA key of PKCS#1 (RFC 8017)");
        }
    }

    private static KeyMaterialException missing(Pem pem) {
        var labels = pem.blocks().stream().map(PemBlock::label).toList();
        String hint = "name the file that holds the public key";
        if (labels.stream().anyMatch(label -> label.endsWith("PRIVATE KEY"))) {
            hint =
                    "write the public half into a file of its own: \"openssl pkey -in key.pem -pubout -out public.pem\", or, for"
                            + " X-Wing and for ML-DSA before OpenSSL 3.5, which it does not know, KeyFiles.writePem(keys.publicKey(), file)";
        } else if (labels.contains("CERTIFICATE")) {
            hint =
                    "a certificate is trusted as one, or give its key alone: \"openssl x509 -in cert.pem -noout -pubkey\"";
        }
        return new KeyMaterialException(
                Reason.MISSING,
                pem.source() + " holds " + Pem.withArticle(labels) + " where a PUBLIC KEY was expected: " + hint);
    }
}
