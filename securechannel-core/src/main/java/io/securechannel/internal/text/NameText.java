package io.securechannel.internal.text;

import java.security.cert.X509Certificate;
import javax.security.auth.x500.X500Principal;

/** The names in a certificate, by RFC 2253, which escapes no control character: whoever got it issued has a say in them. */
public final class NameText {

    private static final int LONGEST = 1_024;

    private NameText() {}

    /** {@return whose it is, in one line} */
    public static String subject(X509Certificate certificate) {
        return of(certificate.getSubjectX500Principal());
    }

    /** {@return who has issued it, in one line} */
    public static String issuer(X509Certificate certificate) {
        return of(certificate.getIssuerX500Principal());
    }

    /** {@return the name in one line} */
    public static String of(X500Principal name) {
        return PeerText.printable(name.getName(), LONGEST);
    }
}
