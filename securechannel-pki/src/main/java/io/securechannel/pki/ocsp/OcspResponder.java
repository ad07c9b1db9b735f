package io.securechannel.pki.ocsp;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.pki.AuthorityAccess;
import io.securechannel.internal.pki.CertificateWords;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Tells whether certificates of an authority have been revoked, to whoever asks (OCSP, RFC 6960). It takes the bytes of a
 * request and gives those of the answer; carrying them, mostly by HTTP, is its caller's business.
 *
 * <pre>{@code
 * var signer = authority.issue(CertificateProfile.ocspSigner("Example OCSP"));
 * var responder = OcspResponder.builder(authority).signer(signer).build();
 * var answer = responder.answer(request); // application/ocsp-response: answer.encoded()
 * }</pre>
 *
 * <p>A certificate is good, revoked with its time and reason, or unknown: that is what it says of a serial number that the
 * authority's ledger does not hold, and of the certificates of other authorities. It never says good of what was not issued.
 * A nonce is given back (RFC 9654). Requests are bounded: 16 KiB, 32 certificates. No request makes it throw.
 *
 * <p>With a signer of its own, the authority's key signs nothing for strangers. Whoever asks learns when a certificate was
 * revoked and why; what else is in the ledger stays there. Safe for use by several threads.
 */
@CheckReturnValue
public final class OcspResponder {

    private final CertificateAuthority authority;
    private final CertIds ids;
    private final IssuedNow issued;
    private final Optional<SignerNow> signer;
    private final Duration validity;
    private final InstantSource clock;

    private OcspResponder(Builder builder) throws KeyMaterialException {
        this.authority = builder.authority;
        this.ids = new CertIds(
                authority.certificate().getSubjectX500Principal(),
                authority.certificate().getPublicKey());
        this.signer = builder.signer.map(live -> new SignerNow(live, authority.certificate(), builder.reloadInterval));
        this.validity = builder.validity;
        this.clock = AuthorityAccess.get().clock(authority);
        this.issued = new IssuedNow(authority, clock, builder.reloadInterval);
        if (signer.isPresent()) {
            signer.get().get();
        }
    }

    /**
     * A responder whose answers the authority signs itself, and which hold for an hour.
     *
     * @param authority is answered for
     * @return the responder
     * @throws KeyMaterialException if the authority was opened without its ledger ({@link Reason#MISSING MISSING}): it could
     *     say of no certificate that it is good
     */
    public static OcspResponder of(CertificateAuthority authority) throws KeyMaterialException {
        return builder(authority).build();
    }

    /**
     * Begins a responder with settings of its own.
     *
     * @param authority is answered for, and says what time it is
     * @return a builder with the settings of {@link #of}
     */
    public static Builder builder(CertificateAuthority authority) {
        return new Builder(authority);
    }

    /**
     * Answers a request.
     *
     * @param request an OCSPRequest in DER (RFC 6960, section 4.1), from anybody
     * @return the answer; where it is not successful, it says why to its caller
     */
    public OcspAnswer answer(byte[] request) {
        OcspQuery query;
        try {
            query = OcspQuery.parse(request);
        } catch (KeyMaterialException e) {
            return OcspAnswer.failed(OcspAnswer.Status.MALFORMED_REQUEST, e);
        }
        try {
            return answer(query);
        } catch (KeyMaterialException e) {
            boolean passing = e.reason() == Reason.OUTSIDE_VALIDITY || e.reason() == Reason.IN_USE;
            return OcspAnswer.failed(passing ? OcspAnswer.Status.TRY_LATER : OcspAnswer.Status.INTERNAL_ERROR, e);
        }
    }

    private OcspAnswer answer(OcspQuery query) throws KeyMaterialException {
        var identity = signer();
        var now = clock.instant();
        requireValid(identity, now);
        // The signer's end is the answer's: after that nobody takes it.
        var end =
                earlier(now.plus(validity), identity.certificate().getNotAfter().toInstant());
        var ledger = issued.now();
        var writer = new AnswerWriter(earlier(ledger.readAt(), now), now, end);
        for (var each : query.certificates()) {
            writer.add(
                    each,
                    ids.isIssuerOf(each) ? ledger.find(each.getSerialNumber().getValue()) : Optional.empty());
        }
        return writer.sign(identity, signer.isPresent(), query.nonce());
    }

    /** The authority itself, unless another key does it. */
    private Identity signer() throws KeyMaterialException {
        return signer.isPresent() ? signer.get().get() : authority.identity();
    }

    private static void requireValid(Identity identity, Instant now) throws KeyMaterialException {
        var certificate = identity.certificate();
        if (now.isBefore(certificate.getNotBefore().toInstant())
                || now.isAfter(certificate.getNotAfter().toInstant())) {
            throw new KeyMaterialException(
                    Reason.OUTSIDE_VALIDITY,
                    "the certificate of the signer " + CertificateWords.name(certificate) + " is valid from "
                            + CertificateWords.date(certificate.getNotBefore().toInstant()) + " to "
                            + CertificateWords.date(certificate.getNotAfter().toInstant()) + ", and it is "
                            + CertificateWords.date(now) + ": issue a new one, or set the clock right");
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    /** {@return for whom it answers, and who signs} */
    @Override
    public String toString() {
        return "OcspResponder[" + CertificateWords.name(authority.certificate()) + ", signed by "
                + (signer.isPresent() ? "a delegate" : "itself") + "]";
    }

    /** Gathers settings. Not for use by several threads. */
    public static final class Builder {

        private static final Duration SHORTEST = Duration.ofSeconds(1);
        private static final Duration LONGEST = Duration.ofDays(30);

        private final CertificateAuthority authority;
        private Optional<Live<Identity>> signer = Optional.empty();
        private Duration validity = Duration.ofHours(1);
        private Duration reloadInterval = Duration.ofSeconds(1);

        private Builder(CertificateAuthority authority) {
            this.authority = authority;
        }

        /**
         * Lets another key than the authority's sign.
         *
         * @param identity a key with a certificate that the authority issued by {@link CertificateProfile#ocspSigner}
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder signer(Identity identity) {
            return signer(() -> identity);
        }

        /**
         * Lets another key than the authority's sign, which may be replaced while the responder runs.
         *
         * @param identity as in {@link #signer(Identity)}, as {@code keys.liveIdentity("ocsp")} is
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder signer(Live<Identity> identity) {
            this.signer = Optional.of(identity);
            return this;
        }

        /**
         * Sets for how long an answer holds. Who has one need not ask again before that, and so may learn as late of what is
         * revoked meanwhile.
         *
         * @param duration an hour by default; a second to 30 days. It ends with the signer's certificate, if that is sooner
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder validity(Duration duration) {
            if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException("an answer holds for a second to 30 days, not for " + duration);
            }
            this.validity = duration;
            return this;
        }

        /**
         * Limits how often the authority's ledger and a live signer are read, for which a key store is decrypted each time. Answers are
         * dated (thisUpdate) to the time at which the ledger was read.
         *
         * @param interval a second by default; zero to read it for every answer; an hour at most
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder reloadInterval(Duration interval) {
            if (interval.isNegative() || interval.compareTo(Duration.ofHours(1)) > 0) {
                throw new IllegalArgumentException("reloadInterval is from nothing to an hour, not " + interval);
            }
            this.reloadInterval = interval;
            return this;
        }

        /**
         * Looks at the signer.
         *
         * @return the responder
         * @throws KeyMaterialException if the authority was opened without its ledger ({@link Reason#MISSING MISSING}), or the
         *     signer is none of this authority ({@link Reason#UNSUPPORTED UNSUPPORTED})
         */
        public OcspResponder build() throws KeyMaterialException {
            if (!AuthorityAccess.get().hasWholeLedger(authority)) {
                throw new KeyMaterialException(
                        Reason.MISSING,
                        "this authority was opened without its ledger, so it knows no certificate: use"
                                + " CertificateAuthority.open(keys, entry)");
            }
            return new OcspResponder(this);
        }
    }
}
