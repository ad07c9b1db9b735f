package io.securechannel.pki.renewal;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Certificates;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.ASN1InputStream;
import org.jspecify.annotations.Nullable;

/** What goes over the channel (docs/spec/renewal.md, section 2). */
final class RenewalMessage {

    /** Bytes of a request, and of an answer, at most. */
    static final int LONGEST = 64 << 10;

    /** How long either end waits for the other at most (R9). */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final int GRANTED = 0;
    private static final int REFUSED = 1;
    private static final int MOST_CERTIFICATES = 9;
    private static final int LONGEST_TEXT = 1_024;

    private RenewalMessage() {}

    static byte[] granted(List<X509Certificate> chain) throws KeyMaterialException {
        var out = new ByteArrayOutputStream();
        out.write(GRANTED);
        for (var each : chain) {
            try {
                out.writeBytes(each.getEncoded());
            } catch (CertificateEncodingException e) {
                throw new KeyMaterialException(Reason.MALFORMED, "a certificate of the authority has no encoding", e);
            }
        }
        return out.toByteArray();
    }

    static byte[] refused(String why) {
        var out = new ByteArrayOutputStream();
        out.write(REFUSED);
        out.writeBytes(bounded(why).getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    /**
     * Reads an answer.
     *
     * @return the certificate and those of its issuers
     * @throws KeyMaterialException NOT_GRANTED with what the authority says, or MALFORMED
     */
    static List<X509Certificate> read(byte[] answer) throws KeyMaterialException {
        if (answer.length == 0 || answer.length > LONGEST || answer[0] < GRANTED || answer[0] > REFUSED) {
            throw malformed(null);
        }
        var content = new ByteArrayInputStream(answer, 1, answer.length - 1);
        if (answer[0] == REFUSED) {
            throw new KeyMaterialException(
                    Reason.NOT_GRANTED,
                    "the authority does not renew the certificate: "
                            + printable(new String(content.readAllBytes(), StandardCharsets.UTF_8)));
        }
        try {
            var chain = new ArrayList<X509Certificate>();
            var in = new ASN1InputStream(content, LONGEST);
            for (var each = in.readObject(); each != null; each = in.readObject()) {
                if (chain.size() == MOST_CERTIFICATES) {
                    throw malformed(null);
                }
                chain.add(Certificates.decode(each.getEncoded(), "the authority's answer"));
            }
            if (chain.isEmpty()) {
                throw malformed(null);
            }
            return chain;
        } catch (IOException | RuntimeException e) { // the parser's, on what is no DER
            throw malformed(e);
        }
    }

    private static KeyMaterialException malformed(@Nullable Exception cause) {
        return new KeyMaterialException(
                Reason.MALFORMED, "the answer is none of a renewal service: does something else listen there?", cause);
    }

    private static String bounded(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
    }

    private static String printable(String text) {
        return bounded(text).replaceAll("\\p{C}", "?");
    }
}
