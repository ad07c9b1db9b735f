package io.securechannel.internal.crypto;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** Writes PEM blocks (RFC 7468) as OpenSSL does: lines of 64 characters, ended by LF. */
public final class PemWriter {

    /** Around PKCS#8 in the clear (RFC 7468, section 10). */
    public static final String PRIVATE_KEY = "PRIVATE KEY";

    /** Around EncryptedPrivateKeyInfo (RFC 7468, section 11). */
    public static final String ENCRYPTED_PRIVATE_KEY = "ENCRYPTED PRIVATE KEY";

    /** Around SubjectPublicKeyInfo (RFC 7468, section 13). */
    public static final String PUBLIC_KEY = "PUBLIC KEY";

    private static final byte[] LINE_END = {'\n'};
    private static final int LINE_LENGTH = 64;

    private PemWriter() {}

    /**
     * Returns one block. Bytes all the way: a string of a private key could not be wiped.
     *
     * @param label what stands after BEGIN
     * @param der the content, which the caller still owns
     * @return the block, which the caller wipes if it is secret
     */
    public static byte[] block(String label, byte[] der) {
        var base64 = Base64.getMimeEncoder(LINE_LENGTH, LINE_END).encode(der);
        var begin = ("-----BEGIN " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
        var end = ("\n-----END " + label + "-----\n").getBytes(StandardCharsets.US_ASCII);
        var block = Arrays.copyOf(begin, begin.length + base64.length + end.length);
        System.arraycopy(base64, 0, block, begin.length, base64.length);
        System.arraycopy(end, 0, block, begin.length + base64.length, end.length);
        Arrays.fill(base64, (byte) 0);
        return block;
    }

    /**
     * Returns certificates, one block each, in the order given.
     *
     * @param chain the certificates
     * @return the blocks
     * @throws KeyMaterialException if one has no encoding
     */
    public static byte[] certificates(List<X509Certificate> chain) throws KeyMaterialException {
        var all = new ByteArrayOutputStream();
        for (var certificate : chain) {
            try {
                all.writeBytes(block("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new KeyMaterialException(Reason.MALFORMED, "a certificate of the chain has no encoding", e);
            }
        }
        return all.toByteArray();
    }
}
