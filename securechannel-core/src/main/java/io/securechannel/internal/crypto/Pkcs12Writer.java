package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.CertBag;
import org.bouncycastle.asn1.pkcs.ContentInfo;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.MacData;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.DigestInfo;
import org.bouncycastle.crypto.PBEParametersGenerator;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS12ParametersGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Writes one private key and its certificates as PKCS#12 (RFC 7292), so that keytool of JDK 17 and OpenSSL 3.0 read it:
 *
 * <pre>
 * PFX: authSafe, HMAC-SHA256 over it (key derivation of appendix B)
 *   EncryptedData, PBES2: certificate bags, the leaf first, with the key's localKeyId
 *   Data: one PKCS8ShroudedKeyBag, PBES2, with friendlyName and localKeyId
 * </pre>
 *
 * Each of the three derives its key from the password at the same cost: the cheapest of them would be the one to guess at.
 * The JDK's own store writes 10,000 iterations, and its way to say otherwise is a property of the whole process.
 */
public final class Pkcs12Writer {

    private static final int SALT_LENGTH = 16;
    private static final int HMAC_BITS = 256;

    private final PasswordEncryption encryption;
    private final String alias;

    /**
     * Writes under a password.
     *
     * @param encryption the password and its cost
     * @param alias the entry's name ("friendly name")
     */
    public Pkcs12Writer(PasswordEncryption encryption, String alias) {
        this.encryption = encryption;
        this.alias = alias;
    }

    /**
     * Returns the file.
     *
     * @param pkcs8 the key in the clear, which the caller wipes
     * @param chain its certificates, leaf first
     * @return the file's bytes
     * @throws KeyMaterialException with {@link Reason#UNSUPPORTED} if the password is not of ASCII, and if a certificate has
     *     no encoding
     * @throws IllegalStateException if the password has been closed
     */
    public byte[] write(byte[] pkcs8, List<X509Certificate> chain) throws KeyMaterialException {
        if (MlDsa.is(chain.get(0).getPublicKey())) {
            throw new KeyMaterialException(
                    Reason.UNSUPPORTED,
                    "neither Java nor OpenSSL 3.0 opens a PKCS#12 file with an ML-DSA-65 key as it is written here, by its"
                            + " seed alone: write PEM instead");
        }
        char[] password = encryption.password().copy();
        try {
            requireAscii(password);
            var localKeyId = new DEROctetString(fingerprint(encoded(chain.get(0))));
            var contents = new ContentInfo[] {certificates(chain, localKeyId), key(pkcs8, localKeyId)};
            var safe = new AuthenticatedSafe(contents).getEncoded(ASN1Encoding.DER);
            return new Pfx(data(safe), mac(password, safe)).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("an encoding of bytes in memory failed", e);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** PBES2 takes bytes, the MAC UTF-16, and programs do not agree on how the first come of other characters. */
    private static void requireAscii(char[] password) throws KeyMaterialException {
        for (char each : password) {
            if (each < ' ' || each > '~') {
                throw new KeyMaterialException(
                        Reason.UNSUPPORTED,
                        "a PKCS#12 file whose password has other than printable ASCII characters opens in some programs"
                                + " only (Java 17 opens none): choose another password, or write PEM, which takes any");
            }
        }
    }

    private ContentInfo certificates(List<X509Certificate> chain, DEROctetString localKeyId)
            throws KeyMaterialException, IOException {
        var bags = new ASN1EncodableVector();
        for (int i = 0; i < chain.size(); i++) {
            var bag = new CertBag(PKCSObjectIdentifiers.x509Certificate, new DEROctetString(encoded(chain.get(i))));
            var attributes = i == 0 ? attributes(localKeyId) : null;
            bags.add(new SafeBag(PKCSObjectIdentifiers.certBag, bag.toASN1Primitive(), attributes));
        }
        var encrypted = encryption.encrypt(new DERSequence(bags).getEncoded(ASN1Encoding.DER));
        return new ContentInfo(
                PKCSObjectIdentifiers.encryptedData,
                new EncryptedData(PKCSObjectIdentifiers.data, encrypted.scheme(), encrypted.ciphertext()));
    }

    private ContentInfo key(byte[] pkcs8, DEROctetString localKeyId) throws IOException {
        var bag = new SafeBag(
                PKCSObjectIdentifiers.pkcs8ShroudedKeyBag, encryption.encryptedKey(pkcs8), attributes(localKeyId));
        return data(new DERSequence(bag).getEncoded(ASN1Encoding.DER));
    }

    private ASN1Set attributes(DEROctetString localKeyId) {
        var attributes = new ASN1EncodableVector();
        attributes.add(attribute(PKCSObjectIdentifiers.pkcs_9_at_friendlyName, new DERBMPString(alias)));
        attributes.add(attribute(PKCSObjectIdentifiers.pkcs_9_at_localKeyId, localKeyId));
        return new DERSet(attributes);
    }

    private static DERSequence attribute(ASN1Encodable type, ASN1Encodable value) {
        return new DERSequence(new ASN1Encodable[] {type, new DERSet(value)});
    }

    private static ContentInfo data(byte[] content) {
        return new ContentInfo(PKCSObjectIdentifiers.data, new DEROctetString(content));
    }

    /** RFC 7292, section 5.1 and appendix B. */
    private MacData mac(char[] password, byte[] content) {
        var salt = PasswordEncryption.random(SALT_LENGTH);
        var bytes = PBEParametersGenerator.PKCS12PasswordToBytes(password);
        try {
            var generator = new PKCS12ParametersGenerator(SHA256Digest.newInstance());
            generator.init(bytes, salt, encryption.iterations());
            var key = (KeyParameter) generator.generateDerivedMacParameters(HMAC_BITS);
            var hmac = new HMac(SHA256Digest.newInstance());
            hmac.init(key);
            hmac.update(content, 0, content.length);
            var tag = new byte[hmac.getMacSize()];
            hmac.doFinal(tag, 0);
            var algorithm = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
            return new MacData(new DigestInfo(algorithm, tag), salt, encryption.iterations());
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static byte[] encoded(X509Certificate certificate) throws KeyMaterialException {
        try {
            return certificate.getEncoded();
        } catch (CertificateEncodingException e) {
            throw new KeyMaterialException(Reason.MALFORMED, "a certificate of the chain has no encoding", e);
        }
    }

    private static byte[] fingerprint(byte[] certificate) {
        var digest = SHA256Digest.newInstance();
        digest.update(certificate, 0, certificate.length);
        var fingerprint = new byte[digest.getDigestSize()];
        digest.doFinal(fingerprint, 0);
        return fingerprint;
    }
}
