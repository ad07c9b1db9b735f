package io.securechannel.pki.ocsp;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * How requests and answers name the certificates of one issuer: by hashes of the issuer's name and key, and the serial number
 * (RFC 6960, section 4.1.1). The hash only finds the issuer: nothing is believed because of it, and so SHA-1, which old
 * programs send and which alone they understand, does no harm.
 */
final class CertIds {

    private static final String SHA_1 = "SHA-1";
    private static final String SHA_256 = "SHA-256";

    private final Hashed sha1;
    private final Hashed sha256;

    private record Hashed(ASN1ObjectIdentifier algorithm, DEROctetString name, DEROctetString key) {

        boolean names(CertID id) {
            return id.getHashAlgorithm().getAlgorithm().equals(algorithm)
                    && name.equals(id.getIssuerNameHash())
                    && key.equals(id.getIssuerKeyHash());
        }
    }

    /**
     * @param issuer the issuer's name, encoded as in the certificates
     * @param key the issuer's key
     */
    CertIds(X500Principal issuer, PublicKey key) {
        this.sha1 = hashed(OIWObjectIdentifiers.idSHA1, SHA_1, issuer, key);
        this.sha256 = hashed(NISTObjectIdentifiers.id_sha256, SHA_256, issuer, key);
    }

    /** {@return whether this issuer is named, by a hash that is known here} */
    boolean isIssuerOf(CertID id) {
        return sha1.names(id) || sha256.names(id);
    }

    boolean matches(CertID id, BigInteger serialNumber) {
        return isIssuerOf(id) && id.getSerialNumber().getValue().equals(serialNumber);
    }

    CertID of(BigInteger serialNumber, boolean withSha256) {
        var hashed = withSha256 ? sha256 : sha1;
        return new CertID(
                new AlgorithmIdentifier(hashed.algorithm, DERNull.INSTANCE),
                hashed.name,
                hashed.key,
                new ASN1Integer(serialNumber));
    }

    /** A key as a ResponderID names it (section 4.2.1): by the SHA-1 of the public key's bits. */
    static byte[] keyHash(PublicKey key) {
        return hash(SHA_1, bits(key));
    }

    static boolean isHashOf(byte[] keyHash, PublicKey key) {
        return MessageDigest.isEqual(keyHash, keyHash(key));
    }

    private static Hashed hashed(ASN1ObjectIdentifier algorithm, String name, X500Principal issuer, PublicKey key) {
        return new Hashed(
                algorithm,
                new DEROctetString(hash(name, issuer.getEncoded())),
                new DEROctetString(hash(name, bits(key))));
    }

    private static byte[] bits(PublicKey key) {
        return SubjectPublicKeyInfo.getInstance(key.getEncoded())
                .getPublicKeyData()
                .getOctets();
    }

    private static byte[] hash(String algorithm, byte[] content) {
        try {
            return MessageDigest.getInstance(algorithm).digest(content);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + List.of(SHA_1, SHA_256), e);
        }
    }
}
