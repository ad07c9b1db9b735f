package io.securechannel.examples.keys;

import io.securechannel.examples.inspect.CertificateView;
import io.securechannel.peer.Trust;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a certificate says, for people and for programs. */
public final class CertificateText {

    private static final int LINE = 64;

    private CertificateText() {}

    /**
     * {@return the members of a JSON object} They are added to over time and not renamed.
     *
     * @param certificate which
     */
    public static Map<String, @Nullable Object> members(X509Certificate certificate) {
        var view = new CertificateView(certificate);
        var members = new LinkedHashMap<String, @Nullable Object>();
        members.put("subject", view.subject());
        members.put("issuer", view.issuer());
        members.put("serial", view.serial());
        members.put("names", view.names());
        members.put("authority", view.authority());
        members.put("key", view.key());
        members.put("notBefore", view.notBefore().toString());
        members.put("notAfter", view.notAfter().toString());
        members.put("sha256", sha256(certificate));
        members.put("pin", Trust.pinOf(certificate));
        return members;
    }

    /**
     * {@return the certificate in PEM (RFC 7468)}
     *
     * @param certificate which
     */
    public static String pem(X509Certificate certificate) {
        try {
            return pem("CERTIFICATE", certificate.getEncoded());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate that was read has an encoding", e);
        }
    }

    /**
     * {@return a block of PEM (RFC 7468)}
     *
     * @param label what it is
     * @param der its content; nothing secret
     */
    static String pem(String label, byte[] der) {
        var base64 = Base64.getMimeEncoder(LINE, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    private static String sha256(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
