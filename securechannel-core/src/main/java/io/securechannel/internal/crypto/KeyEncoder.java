package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECKey;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Writes private keys in the form of PKCS#8 that most programs read. */
public final class KeyEncoder {

    private KeyEncoder() {}

    /**
     * Returns PKCS#8 version 1 (RFC 5208), without the public key, because OpenSSL 3.0 reads no other for Ed25519; but
     * with the public half inside the key of an elliptic curve.
     *
     * @param key the private key
     * @param publicKey its public half
     * @return the encoding, which the caller wipes
     * @throws KeyMaterialException with {@link Reason#UNSUPPORTED} if the key cannot leave its provider, and with
     *     {@link Reason#MALFORMED} if its encoding is not PKCS#8
     */
    public static byte[] pkcs8(PrivateKey key, PublicKey publicKey) throws KeyMaterialException {
        var encoded = key.getEncoded();
        if (encoded == null || !"PKCS#8".equals(key.getFormat())) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    "this " + key.getAlgorithm() + " key does not leave its provider, as keys in hardware do not, so it"
                            + " cannot be written to a file: use it where it is, or make a new key outside of it");
        }
        try {
            var info = PrivateKeyInfo.getInstance(encoded);
            return new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), content(info, key, publicKey))
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException | RuntimeException e) {
            // Without the cause, whose message may quote what it could not parse.
            throw new KeyMaterialException(
                    Reason.MALFORMED, "this " + key.getAlgorithm() + " key gives no valid PKCS#8 encoding of itself");
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /**
     * Returns a key with a role in the same form: as it is but for elliptic curves, whose public half is added.
     *
     * @param pkcs8 the key, PKCS#8 version 1, which the caller still owns
     * @param publicKey its public half
     * @return the encoding, which the caller wipes
     */
    public static byte[] pkcs8(byte[] pkcs8, EncodedPublicKey publicKey) {
        if (publicKey.algorithm() != KeyAlgorithm.P256) {
            return pkcs8.clone();
        }
        try {
            var info = PrivateKeyInfo.getInstance(pkcs8);
            var number = ECPrivateKey.getInstance(info.parsePrivateKey()).getKey();
            var point = SubjectPublicKeyInfo.getInstance(publicKey.subjectPublicKeyInfo())
                    .getPublicKeyData();
            return new PrivateKeyInfo(
                            info.getPrivateKeyAlgorithm(),
                            new ECPrivateKey(EllipticCurve.P256.order().bitLength(), number, point, null))
                    .getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("a key that has been read can be read again", e);
        }
    }

    /**
     * What the PKCS#8 wraps. RFC 5915, section 3 wants the public half of an EC key in it, the JDK leaves it out, and GnuTLS
     * reads no key without.
     */
    private static ASN1Encodable content(PrivateKeyInfo info, PrivateKey key, PublicKey publicKey) throws IOException {
        if (!(key instanceof ECKey ecKey)) {
            return info.parsePrivateKey();
        }
        return new ECPrivateKey(
                ecKey.getParams().getOrder().bitLength(),
                ECPrivateKey.getInstance(info.parsePrivateKey()).getKey(),
                SubjectPublicKeyInfo.getInstance(publicKey.getEncoded()).getPublicKeyData(),
                null);
    }
}
