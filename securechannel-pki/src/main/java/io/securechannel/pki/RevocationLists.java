package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import java.io.IOException;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.cert.X509v2CRLBuilder;

/** Makes certificate revocation lists of a ledger (RFC 5280, section 5): whole ones, version 2, with a number. */
final class RevocationLists {

    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private RevocationLists() {}

    static Duration checked(Duration validity) {
        if (validity.compareTo(SHORTEST) < 0 || validity.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "a revocation list is valid for a minute at least and for 3,650 days at most, not for " + validity);
        }
        return validity;
    }

    /** Makes the next list, and counts it: both or neither. */
    static X509CRL next(Issuer issuer, LedgerStore ledger, ValidityPeriod period) throws KeyMaterialException {
        var list = new AtomicReference<X509CRL>();
        ledger.update(before -> {
            var after = before.withNextCrl(period.notBefore());
            list.set(issue(issuer, before.onNextCrl(period.notBefore()), after.crlNumber(), period));
            return after;
        });
        return Objects.requireNonNull(list.get(), "a store calls the change");
    }

    /**
     * @param revoked what it holds
     * @param number its cRLNumber, larger than that of every list before
     * @param period from thisUpdate, an hour ago like the start of certificates, to nextUpdate
     */
    private static X509CRL issue(Issuer issuer, List<IssuedCertificate> revoked, long number, ValidityPeriod period)
            throws KeyMaterialException {
        var list = new X509v2CRLBuilder(issuer.name(), Date.from(period.notBefore()));
        list.setNextUpdate(Date.from(period.notAfter()));
        for (var certificate : revoked) {
            var revocation = certificate.revocation().orElseThrow();
            // Leaves out the code of UNSPECIFIED, as section 5.3.1 wants it.
            list.addCRLEntry(
                    certificate.serial(),
                    Date.from(earlier(revocation.time(), period.notBefore())),
                    revocation.reason().code());
        }
        try {
            list.addExtension(Extension.cRLNumber, false, new ASN1Integer(number));
        } catch (IOException e) {
            throw new IllegalStateException("an extension in memory always has an encoding", e);
        }
        return issuer.sign(list);
    }

    /**
     * A revocation is dated no later than its list begins: Java takes a certificate for good before the date of its
     * revocation, and so a peer whose clock is behind would, with the list in its hands.
     */
    private static Instant earlier(Instant revoked, Instant thisUpdate) {
        return revoked.isBefore(thisUpdate) ? revoked : thisUpdate;
    }
}
