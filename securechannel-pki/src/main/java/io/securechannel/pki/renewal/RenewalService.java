package io.securechannel.pki.renewal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.crypto.MlDsa;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.pki.IssuedCertificate;
import io.securechannel.pki.NamePolicy;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The authority's end of renewal: whoever shows a certificate of this authority that is still good gets the next one, for another key and the same
 * names (docs/spec/renewal.md, which follows simple re-enrollment, RFC 7030, section 4.2.2). Serve it by a {@code SecureChannelServer} that
 * requires client certificates of the authority, and whose TLS is built {@code withoutResumption()}: in a handshake that resumes a session the
 * certificate's key signs nothing, and what comes then is refused:
 *
 * <pre>{@code
 * var service = RenewalService.of(authority, Duration.ofDays(30));
 * var server = SecureChannelServer.listen(port, config, service::serve);
 * }</pre>
 *
 * <p>It never grants a name, a use or a kind of profile that the certificate shown does not have, nor another certificate for the key of that one,
 * and to one holder no more than a number of certificates in a period: 16 in the time for which they are valid, unless {@link #builder} says otherwise.
 * Whoever has stolen a certificate's key can renew it until it is revoked: {@link CertificateAuthority#revoke} it, and what has been issued to the
 * same names since. Safe for use by several threads.
 */
@CheckReturnValue
public final class RenewalService {

    private static final Logger LOGGER = System.getLogger("io.securechannel");

    /** AutoRenewer asks two or three times in that, and ten times more where it cannot keep what it gets. */
    private static final int MOST = 16;

    private final CertificateAuthority authority;
    private final Duration validity;
    private final int most;
    private final Duration period;
    private final boolean sameKey;
    private final InstantSource clock;
    private final Duration patience;

    /** From the count to the signature, so that two at once do not both find room for one. */
    private final ReentrantLock signing = new ReentrantLock();

    /** Kinds of trouble that the log has been told of since the last certificate: whoever may ask must not be able to fill it. */
    private final Set<String> told = ConcurrentHashMap.newKeySet();

    private RenewalService(Builder builder) {
        this.authority = builder.authority;
        this.validity = builder.validity;
        this.most = builder.most;
        this.period = builder.period;
        this.sameKey = builder.sameKey;
        this.clock = builder.clock;
        this.patience = builder.patience;
    }

    /**
     * A service for what an authority has issued.
     *
     * @param authority with its ledger
     * @param validity how long the new certificates are valid
     * @return the service
     */
    public static RenewalService of(CertificateAuthority authority, Duration validity) {
        return of(authority, validity, InstantSource.system());
    }

    /**
     * A service for what an authority has issued, with a clock.
     *
     * @param authority with its ledger
     * @param validity how long the new certificates are valid
     * @param clock what time it is; the authority's
     * @return the service
     */
    public static RenewalService of(CertificateAuthority authority, Duration validity, InstantSource clock) {
        return builder(authority, validity).clock(clock).build();
    }

    /**
     * Begins with settings.
     *
     * @param authority with its ledger
     * @param validity how long the new certificates are valid
     * @return a builder
     */
    public static Builder builder(CertificateAuthority authority, Duration validity) {
        return new Builder(authority, validity);
    }

    /**
     * Answers one request. One that is refused is answered with the reason, and is no error here. Where the authority itself is in trouble, as
     * with a ledger that cannot be read, the client hears that it cannot renew now, and the logger {@code io.securechannel} why: of each kind of
     * trouble once, until a certificate has been renewed.
     *
     * @param channel with messages; its peer has shown a certificate
     * @throws SecureChannelException if the channel fails; RECEIVE_TIMEOUT if no request has come within 10 s
     */
    public void serve(SecureChannel channel) throws SecureChannelException {
        var request = channel.receive(patience);
        if (request.isPresent()) {
            channel.send(answer(channel, request.get()));
        }
    }

    /** What the client may hear: it says of the authority nothing but whom it refuses. */
    private static final class RefusedException extends Exception {

        private static final long serialVersionUID = 1L;

        RefusedException(@Nullable String why) {
            super(why);
        }
    }

    private byte[] answer(SecureChannel channel, byte[] request) {
        try {
            var chain = renewed(shown(channel), request);
            told.clear();
            return RenewalMessage.granted(chain);
        } catch (RefusedException e) {
            return RenewalMessage.refused(String.valueOf(e.getMessage()));
        } catch (KeyMaterialException | RuntimeException e) {
            if (told.add(kind(e))) {
                LOGGER.log(
                        Level.WARNING,
                        "the authority could not renew a certificate; not told again until one has been renewed",
                        e);
            }
            return RenewalMessage.refused("the authority cannot renew now: ask it again later");
        }
    }

    /** Without the message, in which the request may have a say. */
    private static String kind(Exception e) {
        return e.getClass().getName() + (e instanceof KeyMaterialException known ? " " + known.reason() : "");
    }

    private static X509Certificate shown(SecureChannel channel) throws RefusedException {
        if (channel.protocol().resumed()) {
            throw new RefusedException(
                    "the session was resumed, and so the certificate's key has signed nothing in this handshake:"
                            + " connect anew, and build the service's TLS withoutResumption()");
        }
        return channel.peer()
                .certificate()
                .orElseThrow(() -> new RefusedException("the channel has shown no certificate that could be renewed"));
    }

    private List<X509Certificate> renewed(X509Certificate current, byte[] request)
            throws RefusedException, KeyMaterialException {
        CertificateRequest wish;
        CertificateProfile profile;
        NamePolicy policy;
        try {
            if (request.length > RenewalMessage.LONGEST) {
                throw new RefusedException("a request has 64 KiB at most");
            }
            wish = CertificateRequest.parse(request);
            profile = CertificateProfile.like(current).withValidity(validity);
            policy = policy(profile);
        } catch (KeyMaterialException | IllegalArgumentException e) {
            throw new RefusedException(e.getMessage()); // of the request, or the certificate shown
        }
        signing.lock();
        try {
            requireRenewable(current, wish);
            return authority.sign(wish, profile, policy);
        } catch (KeyMaterialException e) {
            if (e.reason() == Reason.NOT_GRANTED) {
                throw new RefusedException(
                        e.getMessage()); // by the policy, or the limits of the authority's own certificate
            }
            throw e;
        } finally {
            signing.unlock();
        }
    }

    /** No other names than the certificate has; those it has come from the profile. */
    private static NamePolicy policy(CertificateProfile profile) {
        NamePolicy none = name -> false;
        var names = Stream.concat(profile.subject().commonName().stream(), profile.names().stream());
        return names.map(NamePolicy::exactly).reduce(none, NamePolicy::or);
    }

    private void requireRenewable(X509Certificate current, CertificateRequest request)
            throws RefusedException, KeyMaterialException {
        var all = authority.issued();
        var shown = all.stream()
                .filter(each -> each.serial().equals(current.getSerialNumber())
                        && each.sha256().equals(sha256(current)))
                .findFirst()
                .orElseThrow(() ->
                        new RefusedException("this authority has no certificate like the one shown in its ledger"));
        if (shown.revocation().isPresent()) {
            throw new RefusedException("the certificate shown has been revoked");
        }
        requireTime(shown);
        if (!sameKey && isSameKey(current.getPublicKey(), request.publicKey())) {
            throw new RefusedException(
                    "the request is for the key of the certificate shown: this authority wants a new key each time");
        }
        requireRoom(shown, all);
    }

    private void requireTime(IssuedCertificate shown) throws RefusedException {
        var now = clock.instant();
        if (now.isAfter(shown.notAfter())) {
            throw new RefusedException("the certificate shown has expired");
        }
        if (now.plus(validity.multipliedBy(2).dividedBy(3)).isBefore(shown.notAfter())) {
            throw new RefusedException("the certificate shown is valid until " + shown.notAfter()
                    + ": this authority renews in the last two thirds of " + validity);
        }
    }

    /** By the ledger, so that a restart forgets nothing, and other services over it count as well. */
    private void requireRoom(IssuedCertificate shown, List<IssuedCertificate> all) throws RefusedException {
        var since = clock.instant().minus(period);
        long lately = all.stream()
                .filter(each -> each.subject().equals(shown.subject())
                        && each.names().equals(shown.names())
                        && each.profile().equals(shown.profile())
                        && each.issued().isAfter(since))
                .count();
        if (lately >= most) {
            throw new RefusedException("this holder has got " + lately + " certificates within " + period + ", and "
                    + most + " are the most: what happens to them?");
        }
    }

    private static boolean isSameKey(PublicKey one, PublicKey other) {
        return Arrays.equals(MlDsa.subjectPublicKeyInfo(one), MlDsa.subjectPublicKeyInfo(other));
    }

    private static String sha256(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (CertificateEncodingException | NoSuchAlgorithmException e) {
            throw new IllegalStateException("a certificate that came over TLS has an encoding", e);
        }
    }

    /** Gathers settings. Not for use by several threads. */
    public static final class Builder {

        private final CertificateAuthority authority;
        private final Duration validity;
        private int most = MOST;
        private Duration period;
        private boolean sameKey;
        private InstantSource clock = InstantSource.system();
        private Duration patience = RenewalMessage.PATIENCE;

        private Builder(CertificateAuthority authority, Duration validity) {
            this.authority = authority;
            this.validity = positive(validity);
            this.period = validity;
        }

        /**
         * Limits how many certificates one holder gets: whose subject, names and kind of profile are the same. All count that the ledger has, also those
         * that were not issued by renewal; two programs that serve one ledger may each go one beyond it.
         *
         * @param atMost so many within the period, 1 at least; 16 by default
         * @param within the period up to now; the validity by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder limit(int atMost, Duration within) {
            if (atMost < 1) {
                throw new IllegalArgumentException(
                        "a service that renews grants 1 certificate at least, not " + atMost);
            }
            this.most = atMost;
            this.period = positive(within);
            return this;
        }

        /**
         * Renews certificates for the key that they have, too, for holders whose key is in hardware that makes no other. By default a request for the
         * key of the certificate shown is refused.
         *
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder allowSameKey() {
            this.sameKey = true;
            return this;
        }

        /**
         * Takes the time from here.
         *
         * @param source what time it is; the authority's
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /** For tests: how long a request is waited for. */
        @CanIgnoreReturnValue
        Builder patience(Duration atMost) {
            this.patience = atMost;
            return this;
        }

        /** {@return the service} */
        public RenewalService build() {
            return new RenewalService(this);
        }

        private static Duration positive(Duration duration) {
            if (duration.isNegative() || duration.isZero()) {
                throw new IllegalArgumentException(
                        "certificates are valid, and counted, for some time, and not for " + duration);
            }
            return duration;
        }
    }
}
