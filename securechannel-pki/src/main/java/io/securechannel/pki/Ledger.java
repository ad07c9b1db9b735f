package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What an authority has issued and revoked, at one moment. Immutable: every change gives a new ledger, which a
 * {@link LedgerStore} puts in the place of the old one.
 *
 * @param authority the SHA-256 of the authority's SubjectPublicKeyInfo, in hexadecimal digits: whose ledger it is
 * @param crlNumber the number of the latest revocation list (RFC 5280, section 5.2.3); 0 before the first
 * @param entries the certificates in the order of issue
 */
record Ledger(String authority, long crlNumber, List<Entry> entries) {

    /**
     * One certificate.
     *
     * @param certificate what is known of it
     * @param listedAfterExpiry whether it is revoked, and was on a revocation list that began after its end, so that it need
     *     not be on another one (section 3.3)
     */
    record Entry(IssuedCertificate certificate, boolean listedAfterExpiry) {}

    Ledger {
        entries = List.copyOf(entries);
    }

    static Ledger empty(String authority) {
        return new Ledger(authority, 0, List.of());
    }

    List<IssuedCertificate> issued() {
        return entries.stream().map(Entry::certificate).toList();
    }

    Optional<IssuedCertificate> find(BigInteger serial) {
        return issued().stream().filter(each -> each.serial().equals(serial)).findFirst();
    }

    /** Adds a certificate. */
    Ledger with(IssuedCertificate certificate) throws KeyMaterialException {
        if (find(certificate.serial()).isPresent()) {
            throw new KeyMaterialException(
                    Reason.ALREADY_THERE,
                    "a certificate with the serial number " + hex(certificate.serial())
                            + " is in the ledger already: issue another one");
        }
        var all = new ArrayList<>(entries);
        all.add(new Entry(certificate, false));
        return new Ledger(authority, crlNumber, all);
    }

    /** Revokes a certificate; one that is on hold stays revoked since then, for another reason. */
    Ledger withRevoked(BigInteger serial, RevocationReason reason, Instant now) throws KeyMaterialException {
        var revocation = required(serial).revocation();
        boolean hardened = revocation.isPresent()
                && revocation.get().reason() == RevocationReason.CERTIFICATE_HOLD
                && reason != RevocationReason.CERTIFICATE_HOLD;
        if (revocation.isPresent() && !hardened) {
            throw new KeyMaterialException(
                    Reason.ALREADY_THERE,
                    "the certificate " + hex(serial) + " was revoked at "
                            + revocation.get().time() + " for the reason "
                            + revocation.get().reason() + ", and only CERTIFICATE_HOLD can be changed");
        }
        var time = revocation.map(Revocation::time).orElse(now.truncatedTo(ChronoUnit.SECONDS));
        return withRevocation(serial, Optional.of(new Revocation(time, reason)));
    }

    /** Takes back a hold. */
    Ledger withReleased(BigInteger serial) throws KeyMaterialException {
        var revocation = required(serial).revocation();
        if (revocation.isEmpty()) {
            throw new KeyMaterialException(
                    Reason.MISSING,
                    "the certificate " + hex(serial) + " is not revoked, so nothing is to be taken back");
        }
        if (revocation.get().reason() != RevocationReason.CERTIFICATE_HOLD) {
            throw new KeyMaterialException(
                    Reason.ALREADY_THERE,
                    "the certificate " + hex(serial) + " was revoked for the reason "
                            + revocation.get().reason()
                            + ", and only CERTIFICATE_HOLD can be taken back: issue a new certificate");
        }
        return withRevocation(serial, Optional.empty());
    }

    /**
     * What the next revocation list holds: all that is revoked, until it was on one list that began after its end. One that
     * was, and has not ended for this list, was listed while the clock was wrong.
     *
     * @param thisUpdate when the list begins, which is before now: whoever takes it may think that it is no later
     */
    List<IssuedCertificate> onNextCrl(Instant thisUpdate) {
        return entries.stream()
                .filter(entry -> entry.certificate().revocation().isPresent()
                        && !(entry.listedAfterExpiry()
                                && entry.certificate().notAfter().isBefore(thisUpdate)))
                .map(Entry::certificate)
                .toList();
    }

    /** After the next revocation list, which held {@link #onNextCrl} and has the number that this has now. */
    Ledger withNextCrl(Instant thisUpdate) {
        return new Ledger(
                authority,
                Math.addExact(crlNumber, 1),
                changed(entry -> new Entry(
                        entry.certificate(),
                        entry.certificate().revocation().isPresent()
                                && entry.certificate().notAfter().isBefore(thisUpdate))));
    }

    /** Without what expired before a moment, unless a revocation list still has to hold it. */
    Ledger prunedBefore(Instant end) {
        var kept = entries.stream()
                .filter(entry -> !entry.certificate().notAfter().isBefore(end)
                        || (entry.certificate().revocation().isPresent() && !entry.listedAfterExpiry()))
                .toList();
        return new Ledger(authority, crlNumber, kept);
    }

    static String hex(BigInteger serial) {
        return serial.toString(16);
    }

    private IssuedCertificate required(BigInteger serial) throws KeyMaterialException {
        return find(serial)
                .orElseThrow(
                        () -> new KeyMaterialException(
                                Reason.MISSING,
                                "no certificate with the serial number " + hex(serial)
                                        + " (hexadecimal) is in the ledger of this authority: look at the list of what it issued"));
    }

    private Ledger withRevocation(BigInteger serial, Optional<Revocation> revocation) {
        return new Ledger(
                authority,
                crlNumber,
                changed(entry -> entry.certificate().serial().equals(serial)
                        ? new Entry(entry.certificate().with(revocation), false)
                        : entry));
    }

    private List<Entry> changed(UnaryOperator<Entry> change) {
        return entries.stream().map(change).toList();
    }
}
