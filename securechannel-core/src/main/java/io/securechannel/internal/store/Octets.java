package io.securechannel.internal.store;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;

/** Several strings of bytes as one: {@code SEQUENCE OF OCTET STRING}, in DER. */
public final class Octets {

    private Octets() {}

    /**
     * {@return the encoding, which the caller wipes}
     *
     * @param parts the strings
     */
    public static byte[] join(List<byte[]> parts) {
        var elements = new ASN1EncodableVector();
        parts.forEach(each -> elements.add(new DEROctetString(each)));
        try {
            return new DERSequence(elements).getEncoded(ASN1Encoding.DER);
        } catch (IOException e) {
            throw new IllegalStateException("what is in memory has an encoding", e);
        }
    }

    /**
     * {@return the strings; copies, which the caller wipes}
     *
     * @param joined the encoding
     * @throws IllegalArgumentException if it is not in this form, to the byte; without a word of what it holds
     */
    public static List<byte[]> split(byte[] joined) {
        try {
            var parts = new ArrayList<byte[]>();
            for (var each : ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(joined))) {
                parts.add(ASN1OctetString.getInstance(each).getOctets().clone());
            }
            var again = join(parts);
            boolean same = Arrays.equals(again, joined);
            Arrays.fill(again, (byte) 0);
            if (same) {
                return parts;
            }
        } catch (IOException | RuntimeException e) {
            throw notOctets();
        }
        throw notOctets();
    }

    private static IllegalArgumentException notOctets() {
        return new IllegalArgumentException("not a SEQUENCE OF OCTET STRING");
    }
}
