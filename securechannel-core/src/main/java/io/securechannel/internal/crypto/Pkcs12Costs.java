package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.math.BigInteger;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.AuthenticatedSafe;
import org.bouncycastle.asn1.pkcs.EncryptedData;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCS12PBEParams;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.Pfx;
import org.bouncycastle.asn1.pkcs.SafeBag;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Adds up what opening a PKCS#12 file (RFC 7292) costs in iterations, before the JDK opens it. The JDK refuses more
 * than 5,000,000 for one part, but a hostile file may have any number of parts, and each is decrypted.
 *
 * <pre>
 * PFX: authSafe (a list of contents), macData (iterations)
 * content: EncryptedData (iterations; certificates, mostly) or Data, which holds bags in the clear
 * bag: of keys, each encrypted by itself (iterations), among others
 * </pre>
 */
final class Pkcs12Costs {

    /** About 5 s on one core; OpenSSL and the JDK write some 10,000 in all. */
    static final int MOST_ITERATIONS = 5_000_000;

    private static final ASN1ObjectIdentifier PBMAC1 = new ASN1ObjectIdentifier("1.2.840.113549.1.5.14");

    private BigInteger iterations = BigInteger.ZERO;

    private Pkcs12Costs() {}

    static void require(byte[] file, String source) throws KeyMaterialException {
        var costs = new Pkcs12Costs();
        try {
            costs.addFile(Pfx.getInstance(file));
        } catch (IOException | RuntimeException e) {
            throw damaged(source);
        }
        costs.requireBounded(source);
    }

    /**
     * Adds what a key costs that was found within encrypted contents.
     *
     * @param file has passed {@link #require}
     * @param hidden the key, still encrypted
     */
    static void requireWith(byte[] file, SafeBag hidden, String source) throws KeyMaterialException {
        var costs = new Pkcs12Costs();
        try {
            costs.addFile(Pfx.getInstance(file));
            costs.addBag(hidden);
        } catch (IOException | RuntimeException e) {
            throw damaged(source);
        }
        costs.requireBounded(source);
    }

    static KeyMaterialException damaged(String source) {
        return new KeyMaterialException(Reason.MALFORMED, source + " is damaged, or not PKCS#12 (RFC 7292)");
    }

    private void requireBounded(String source) throws KeyMaterialException {
        if (iterations.compareTo(BigInteger.valueOf(MOST_ITERATIONS)) > 0) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE,
                    source + ": the password protection demands more than " + MOST_ITERATIONS + " iterations, which is"
                            + " refused before it costs; if the file is really yours, write it again: \"openssl pkcs12"
                            + " -in old.p12 -out all.pem\" and \"openssl pkcs12 -export -in all.pem -out new.p12\"");
        }
    }

    private void addFile(Pfx file) throws IOException {
        var mac = file.getMacData();
        if (mac != null) {
            add(mac.getIterationCount());
            var algorithm = mac.getMac().getAlgorithmId();
            if (algorithm.getAlgorithm().equals(PBMAC1)) { // RFC 9879; its parameters are built as those of PBES2
                addPbes2(PBES2Parameters.getInstance(algorithm.getParameters()));
            }
        }
        byte[] contents =
                ASN1OctetString.getInstance(file.getAuthSafe().getContent()).getOctets();
        for (var content : AuthenticatedSafe.getInstance(contents).getContentInfo()) {
            if (content.getContentType().equals(PKCSObjectIdentifiers.encryptedData)) {
                addScheme(EncryptedData.getInstance(content.getContent()).getEncryptionAlgorithm());
            } else if (content.getContentType().equals(PKCSObjectIdentifiers.data)) {
                addBags(ASN1OctetString.getInstance(content.getContent()).getOctets());
            }
        }
    }

    private void addBags(byte[] bags) {
        for (var each : ASN1Sequence.getInstance(bags)) {
            addBag(SafeBag.getInstance(each));
        }
    }

    private void addBag(SafeBag bag) {
        if (bag.getBagId().equals(PKCSObjectIdentifiers.pkcs8ShroudedKeyBag)) {
            addScheme(EncryptedPrivateKeyInfo.getInstance(bag.getBagValue()).getEncryptionAlgorithm());
        }
    }

    private void addScheme(AlgorithmIdentifier scheme) {
        if (scheme.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            addPbes2(PBES2Parameters.getInstance(scheme.getParameters()));
        } else if (scheme.getParameters() instanceof ASN1Sequence parameters && parameters.size() == 2) {
            // A salt and iterations, whichever the scheme is: the JDK takes what any provider has, PBES1 with MD5 too,
            // and refuses parameters of another form.
            add(PKCS12PBEParams.getInstance(parameters).getIterations());
        }
    }

    private void addPbes2(PBES2Parameters parameters) {
        var function = parameters.getKeyDerivationFunc();
        if (function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            add(PBKDF2Params.getInstance(function.getParameters()).getIterationCount());
        }
    }

    private void add(BigInteger count) {
        iterations = iterations.add(count.max(BigInteger.ZERO));
    }
}
