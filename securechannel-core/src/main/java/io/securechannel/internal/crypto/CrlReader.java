package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1Primitive;

/** Reads certificate revocation lists (CRLs; RFC 5280, section 5) as the JDK's own objects, and checks who signed them. */
public final class CrlReader {

    private static final String LABEL = "X509 CRL";
    private static final int SEQUENCE = 0x30;

    private CrlReader() {}

    /**
     * Reads the content of a file: one list in DER, or one or more in PEM (RFC 7468, section 7), whose other blocks are
     * skipped.
     *
     * @param content the bytes
     * @param source what errors call the file
     * @return the lists, at least one
     * @throws KeyMaterialException if there is none, or one is damaged
     */
    public static List<X509CRL> parse(byte[] content, String source) throws KeyMaterialException {
        if (content.length > 0 && content[0] == SEQUENCE) {
            return List.of(decode(content, source));
        }
        try (var pem = Pem.parse(content, source)) {
            var lists = new ArrayList<X509CRL>();
            for (var block : pem.blocks()) {
                if (block.label().equals(LABEL)) {
                    lists.add(decode(block.content().clone(), source + ", " + block));
                }
            }
            if (lists.isEmpty()) {
                throw new KeyMaterialException(
                        Reason.MISSING,
                        source + " holds no revocation list, but " + pem.contents()
                                + ": name the file of the X509 CRL, which the authority makes");
            }
            return lists;
        }
    }

    /**
     * Returns the JDK's own object for a list of any provider.
     *
     * @param list the list
     * @param source what errors call the origin
     * @return an equal list
     * @throws KeyMaterialException if it cannot be encoded or decoded
     */
    public static X509CRL ofJdk(X509CRL list, String source) throws KeyMaterialException {
        try {
            return decode(list.getEncoded(), source);
        } catch (CRLException e) {
            throw damaged(source, e);
        }
    }

    /**
     * Says whether a list was signed by the key in a certificate. Who may sign is not looked at.
     *
     * @param list a list that was read here
     * @param issuer the certificate
     * @return false also if the key is of another kind, or cannot be used
     */
    public static boolean isSignedBy(X509CRL list, X509Certificate issuer) {
        try {
            MlDsa.verify(
                    list, Certificates.ofJdk(issuer, "the issuer's certificate").getPublicKey());
            return true;
        } catch (GeneralSecurityException | RuntimeException e) {
            return false;
        }
    }

    private static X509CRL decode(byte[] der, String source) throws KeyMaterialException {
        try {
            // Refuses trailing bytes and deep nesting, on which the JDK's parser would overflow its stack.
            ASN1Primitive.fromByteArray(der);
            return (X509CRL) JdkProvider.certificateFactory().generateCRL(new ByteArrayInputStream(der));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw damaged(source, e);
        }
    }

    private static KeyMaterialException damaged(String source, Exception cause) {
        return new KeyMaterialException(
                Reason.MALFORMED,
                source + ": not a revocation list (X509 CRL, RFC 5280, section 5), or a damaged one: fetch it again",
                cause);
    }
}
