package io.securechannel.testkit.fuzz;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.HexFormat;

/** DER around bytes that may be anything: so a fuzzed content has the right signature, and what lies behind the check of it is reached. */
public final class Der {

    private static final int SEQUENCE = 0x30;
    private static final int BIT_STRING = 3;
    private static final int OCTET_STRING = 4;
    private static final String ECDSA_WITH_SHA256 = "300a06082a8648ce3d040302";

    private Der() {}

    /**
     * {@return content with an algorithm and a signature behind it, as certificates, requests, revocation lists and OCSP answers have them}
     *
     * @param content what is signed
     * @param key of P-256
     * @throws GeneralSecurityException if it cannot sign
     */
    public static byte[] signed(byte[] content, PrivateKey key) throws GeneralSecurityException {
        var signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(key);
        signature.update(content);
        return element(
                SEQUENCE,
                content,
                HexFormat.of().parseHex(ECDSA_WITH_SHA256),
                element(BIT_STRING, new byte[1], signature.sign()));
    }

    /**
     * {@return an OCSP answer (RFC 6960, section 4.2.1)}
     *
     * @param basic its BasicOCSPResponse
     */
    public static byte[] successful(byte[] basic) {
        var type = HexFormat.of().parseHex("06092b0601050507300101");
        var bytes = element(SEQUENCE, type, element(OCTET_STRING, basic));
        return element(SEQUENCE, new byte[] {0x0A, 1, 0}, element(0xA0, bytes));
    }

    /**
     * {@return the content of an element of DER}
     *
     * @param element which it is, whole
     */
    public static byte[] content(byte[] element) {
        int length = element[1] & 0xFF;
        int head = length < 0x80 ? 2 : 2 + (length & 0x7F);
        return java.util.Arrays.copyOfRange(element, head, element.length);
    }

    /**
     * {@return the first element of some}
     *
     * @param elements one after the other
     */
    public static byte[] first(byte[] elements) {
        int length = elements[1] & 0xFF;
        int head = 2;
        if (length >= 0x80) {
            head += length & 0x7F;
            length = 0;
            for (int i = 2; i < head; i++) {
                length = length << 8 | (elements[i] & 0xFF);
            }
        }
        return java.util.Arrays.copyOf(elements, head + length);
    }

    private static byte[] element(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        int length = content.size();
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (length < 0x80) {
            out.write(length);
        } else {
            out.write(0x83);
            out.write(length >>> 16);
            out.write(length >>> 8);
            out.write(length);
            if (length < 0x10000) { // the shortest form alone is DER
                out.reset();
                out.write(tag);
                out.write(length < 0x100 ? 0x81 : 0x82);
                if (length >= 0x100) {
                    out.write(length >>> 8);
                }
                out.write(length);
            }
        }
        out.writeBytes(content.toByteArray());
        return out.toByteArray();
    }
}
