package io.securechannel.tls;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * Whether identities that are to replace others while a program runs are fit for it. That the key is the certificate's, and
 * that each certificate has been signed by the next, {@link Identity} has seen to.
 */
final class ReloadCheck {

    private ReloadCheck() {}

    /**
     * @param before what serves now
     * @param after what is to serve; one for each
     * @param now the time
     * @throws KeyMaterialException that says what is wrong with a new one; one that has not changed is not looked at
     */
    static void accept(List<Identity> before, List<Identity> after, Instant now) throws KeyMaterialException {
        for (int i = 0; i < after.size(); i++) {
            if (after.get(i) != before.get(i)) {
                requireDates(after.get(i), now);
                requireComplete(before.get(i), after.get(i));
            }
        }
    }

    /**
     * @param before what serves now
     * @param after what is to serve; one for each
     * @throws KeyMaterialException if a new one is not for servers
     */
    static void acceptForServer(List<Identity> before, List<Identity> after) throws KeyMaterialException {
        for (int i = 0; i < after.size(); i++) {
            if (after.get(i) != before.get(i)
                    && Use.SERVER.isExcludedBy(after.get(i).certificate())) {
                throw new KeyMaterialException(
                        Reason.WRONG_KIND,
                        "the changed identity is not taken, and the one before stays: " + noServer(after.get(i)));
            }
        }
    }

    static String noServer(Identity identity) {
        return "a server cannot show the certificate of [" + CertificateText.subject(identity.certificate()) + "]: "
                + Use.SERVER.lacking() + ", and every client would refuse it. Have one issued for servers";
    }

    private static void requireDates(Identity identity, Instant now) throws KeyMaterialException {
        for (var each : identity.certificateChain()) {
            boolean expired = now.isAfter(each.getNotAfter().toInstant());
            if (expired || now.isBefore(each.getNotBefore().toInstant())) {
                throw new KeyMaterialException(
                        Reason.OUTSIDE_VALIDITY,
                        "the changed identity is not taken, and the one before stays: [" + CertificateText.subject(each)
                                + (expired
                                        ? "] expired at " + CertificateText.date(each.getNotAfter())
                                        : "] is valid only from " + CertificateText.date(each.getNotBefore()) + " on"));
            }
        }
    }

    /** Against the commonest mistake: the file of the leaf alone, where the leaf and its intermediates are wanted. */
    private static void requireComplete(Identity before, Identity after) throws KeyMaterialException {
        var chain = after.certificateChain();
        var top = chain.get(chain.size() - 1);
        for (var each : before.certificateChain()) {
            if (!isSelfIssued(each)
                    && !chain.contains(each)
                    && !each.equals(before.certificate())
                    && each.getSubjectX500Principal().equals(top.getIssuerX500Principal())) {
                throw new KeyMaterialException(
                        Reason.BROKEN_CHAIN,
                        "the changed identity is not taken, and the one before stays: its chain ends at ["
                                + CertificateText.subject(top) + "], and its issuer [" + CertificateText.subject(each)
                                + "], which was in the chain before, is missing: give the full chain");
            }
        }
    }

    private static boolean isSelfIssued(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
    }
}
