package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import java.io.IOException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.operator.InputDecryptorProvider;
import org.bouncycastle.pkcs.PKCS12PfxPdu;
import org.bouncycastle.pkcs.PKCS12SafeBag;
import org.bouncycastle.pkcs.PKCS12SafeBagFactory;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * The bags of a PKCS#12 file (RFC 7292, section 4.2), for a key that the JDK's key store does not know. Bouncy Castle's key store
 * would know it, but decrypts every key of the file, and writes to a log of its own.
 */
final class Pkcs12Bags {

    private final String source;
    private final InputDecryptorProvider decryption;
    private final List<PKCS12SafeBag> inTheClear = new ArrayList<>();
    private final List<PKCS12SafeBag> withinEncryption = new ArrayList<>();

    private Pkcs12Bags(byte[] file, char[] password, String source) throws IOException, PKCSException {
        this.source = source;
        this.decryption = new JcePKCSPBEInputDecryptorProviderBuilder()
                .setProvider(MlDsa.provider())
                .build(password);
        for (var content : new PKCS12PfxPdu(file).getContentInfos()) {
            if (content.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
                withinEncryption.addAll(List.of(new PKCS12SafeBagFactory(content, decryption).getSafeBags()));
            } else if (content.getContentType().equals(PKCSObjectIdentifiers.data)) {
                inTheClear.addAll(List.of(new PKCS12SafeBagFactory(content).getSafeBags()));
            }
        }
    }

    /**
     * Decrypts the key of a certificate, which has the same localKeyId, or is the only one. No other key is decrypted.
     *
     * @param file has passed {@link Pkcs12Costs#require}, and opens by the password
     * @param password that of the file and of the key
     * @param leaf the certificate
     * @param source names the file
     * @return the key, PKCS#8
     * @throws KeyMaterialException MALFORMED if it is not there, or damaged; TOO_LARGE if it costs too much
     */
    static byte[] privateKey(byte[] file, char[] password, X509Certificate leaf, String source)
            throws KeyMaterialException {
        try {
            var bags = new Pkcs12Bags(file, password, source);
            var bag = bags.keyOf(leaf.getEncoded());
            if (bags.withinEncryption.contains(bag)) {
                Pkcs12Costs.requireWith(file, bag.toASN1Structure(), source);
            }
            return bags.decrypted(bag);
        } catch (IOException | PKCSException | CertificateEncodingException | RuntimeException e) {
            throw Pkcs12Costs.damaged(source);
        }
    }

    private PKCS12SafeBag keyOf(byte[] leaf) throws IOException, KeyMaterialException {
        var all = new ArrayList<>(inTheClear);
        all.addAll(withinEncryption);
        var keys = all.stream()
                .filter(bag -> bag.getType().equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)
                        || bag.getType().equals(PKCSObjectIdentifiers.keyBag))
                .toList();
        for (var bag : all) {
            if (bag.getBagValue() instanceof X509CertificateHolder holder && Arrays.equals(holder.getEncoded(), leaf)) {
                var id = attribute(bag, PKCS12SafeBag.localKeyIdAttribute);
                var same = keys.stream()
                        .filter(key -> id != null && id.equals(attribute(key, PKCS12SafeBag.localKeyIdAttribute)))
                        .toList();
                if (same.size() == 1) {
                    return same.get(0);
                }
            }
        }
        if (keys.size() != 1) {
            throw Pkcs12Costs.damaged(source);
        }
        return keys.get(0);
    }

    private static @Nullable ASN1Encodable attribute(PKCS12SafeBag bag, ASN1ObjectIdentifier type) {
        var attributes = bag.getAttributes();
        if (attributes != null) {
            for (var each : attributes) {
                if (each.getAttrType().equals(type) && each.getAttributeValues().length > 0) {
                    return each.getAttributeValues()[0].toASN1Primitive();
                }
            }
        }
        return null;
    }

    private byte[] decrypted(PKCS12SafeBag bag) throws IOException, PKCSException, KeyMaterialException {
        var value = bag.getBagValue();
        if (value instanceof PKCS8EncryptedPrivateKeyInfo encrypted) {
            return encrypted.decryptPrivateKeyInfo(decryption).getEncoded();
        }
        if (value instanceof PrivateKeyInfo clear) {
            return clear.getEncoded();
        }
        throw Pkcs12Costs.damaged(source);
    }
}
