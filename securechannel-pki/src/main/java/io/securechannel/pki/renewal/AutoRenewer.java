package io.securechannel.pki.renewal;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Renews the certificate of a key store's entry before it expires: makes a new key, asks the authority's {@link RenewalService} over a channel that
 * shows the present certificate, and rotates the entry. The authority's key is never here, and the new private key never leaves. With {@link
 * KeyStoreManager#liveIdentity} new connections use the new certificate at once:
 *
 * <pre>{@code
 * var renewer = AutoRenewer.of(keys, "server", () -> SecureChannel.connect("ca.example", 7444, toAuthority));
 * }</pre>
 *
 * <p>A certificate that has expired cannot show itself any more: then somebody has to bring a new one. The certificate must be good for TLS
 * clients as well as for whatever else it is for. Safe for use by several threads; {@link #close} ends its thread.
 */
public final class AutoRenewer implements AutoCloseable {

    private static final Logger LOGGER = System.getLogger("io.securechannel");
    private static final Duration BEGUN_BEFORE = Duration.ofHours(1);
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(200);
    private static final Duration SHORTEST_ANSWER = Duration.ofSeconds(1);
    private static final int RETRIES = 10;

    private final KeyStoreManager keys;
    private final String entry;
    private final ToAuthority authority;
    private final Optional<Duration> before;
    private final InstantSource clock;
    private final RenewalListener listener;
    private final ReentrantLock renewing = new ReentrantLock();
    private final ReentrantLock waiting = new ReentrantLock();
    private final Condition closing = waiting.newCondition();
    private final Thread thread;
    private volatile boolean closed;

    /** How the authority is reached. */
    @FunctionalInterface
    public interface ToAuthority {
        /**
         * {@return a channel with messages to the {@link RenewalService}, which shows the present certificate; it is closed here}
         *
         * @throws SecureChannelException if there is no way now
         */
        SecureChannel connect() throws SecureChannelException;
    }

    private AutoRenewer(Builder builder) {
        this.keys = builder.keys;
        this.entry = builder.entry;
        this.authority = builder.authority;
        this.before = builder.before;
        this.clock = builder.clock;
        this.listener = builder.listener;
        this.thread = new Thread(this::run, "securechannel-renewal");
        thread.setDaemon(true);
    }

    /**
     * Begins to renew, a third of its lifetime before the certificate expires.
     *
     * @param keys stays open for longer than the renewer
     * @param entry the name of an identity in it
     * @param authority how the authority is reached
     * @return the renewer
     */
    public static AutoRenewer of(KeyStoreManager keys, String entry, ToAuthority authority) {
        return builder(keys, entry, authority).start();
    }

    /**
     * Begins with settings.
     *
     * @param keys stays open for longer than the renewer
     * @param entry the name of an identity in it
     * @param authority how the authority is reached
     * @return a builder
     */
    public static Builder builder(KeyStoreManager keys, String entry, ToAuthority authority) {
        return new Builder(keys, entry, authority);
    }

    /**
     * Renews now, whenever the certificate expires. What is before it in the entry is pruned.
     *
     * @return the new certificate
     * @throws SecureChannelException if the authority cannot be reached, or refuses the present certificate; RECEIVE_TIMEOUT if it does not
     *     answer within 10 s, or a third of what is left of the certificate if that is less, but at least 1 s
     * @throws KeyMaterialException NOT_GRANTED if the authority does not renew it, with the reason; MALFORMED if the answer is none, or the
     *     certificate is not what was asked for; OUTSIDE_VALIDITY if the certificate is not valid yet; or if the key store cannot be written
     * @throws IllegalArgumentException if the present certificate has a name of a kind that no profile has
     */
    @CanIgnoreReturnValue
    public X509Certificate renewNow() throws SecureChannelException, KeyMaterialException {
        renewing.lock();
        try {
            var current = keys.get(entry, Identity.class).certificate();
            var pending = CertificateRequest.make(CertificateProfile.like(current));
            byte[] answer;
            try (var channel = authority.connect()) {
                channel.send(pending.request().toDer());
                answer = channel.receive(patience(current))
                        .orElseThrow(() -> new KeyMaterialException(
                                Reason.MALFORMED, "the renewal service has closed the channel without an answer"));
            }
            var fresh = pending.complete(RenewalMessage.read(answer));
            requireLike(current, fresh.certificate());
            requireValid(fresh.certificate());
            keys.rotate(entry, fresh);
            keys.prune(entry);
            return fresh.certificate();
        } finally {
            renewing.unlock();
        }
    }

    /** A third of what is left, so that an authority which is silent leaves time for another attempt. */
    private Duration patience(X509Certificate current) {
        var share = Duration.between(clock.instant(), current.getNotAfter().toInstant())
                .dividedBy(3);
        return share.isNegative() || share.compareTo(RenewalMessage.PATIENCE) > 0
                ? RenewalMessage.PATIENCE
                : share.compareTo(SHORTEST_ANSWER) < 0 ? SHORTEST_ANSWER : share;
    }

    private static void requireLike(X509Certificate current, X509Certificate fresh) throws KeyMaterialException {
        try {
            boolean like = names(current).equals(names(fresh))
                    && current.getSubjectX500Principal().equals(fresh.getSubjectX500Principal())
                    && uses(current).equals(uses(fresh));
            if (!like
                    || !fresh.getNotAfter()
                            .toInstant()
                            .isAfter(current.getNotAfter().toInstant())) {
                throw new KeyMaterialException(
                        Reason.MALFORMED,
                        "the authority has answered with a certificate for other names or uses, or one that does not live longer: it was"
                                + " not taken");
            }
        } catch (CertificateParsingException e) {
            throw new KeyMaterialException(Reason.MALFORMED, "the authority's answer cannot be read", e);
        }
    }

    /** Else every peer would refuse it, and the one that is good is pruned. */
    private void requireValid(X509Certificate fresh) throws KeyMaterialException {
        var now = clock.instant();
        if (now.isBefore(fresh.getNotBefore().toInstant())
                || now.isAfter(fresh.getNotAfter().toInstant())) {
            throw new KeyMaterialException(
                    Reason.OUTSIDE_VALIDITY,
                    "the authority has answered with a certificate that is valid from "
                            + fresh.getNotBefore().toInstant() + " to "
                            + fresh.getNotAfter().toInstant() + ", and it is " + now
                            + " here: it was not taken. Set the clock right, here or at the authority");
        }
    }

    private static Set<String> uses(X509Certificate certificate) throws CertificateParsingException {
        var uses = certificate.getExtendedKeyUsage();
        return uses == null ? Set.of() : Set.copyOf(uses);
    }

    private static Set<Object> names(X509Certificate certificate) throws CertificateParsingException {
        Collection<?> names = certificate.getSubjectAlternativeNames();
        return names == null ? Set.of() : new HashSet<>(names);
    }

    private void run() {
        while (!closed) {
            Duration pause;
            try {
                pause = Duration.between(clock.instant(), due());
                if (pause.isNegative() || pause.isZero()) {
                    var certificate = renewNow();
                    tell(() -> listener.renewed(certificate));
                    pause = SHORTEST_WAIT;
                }
            } catch (SecureChannelException | KeyMaterialException | RuntimeException e) {
                if (closed) {
                    return;
                }
                var again = again();
                tell(() -> listener.failed(e, again));
                pause = again;
            }
            await(pause);
        }
    }

    private static void tell(Runnable listening) {
        try {
            listening.run();
        } catch (RuntimeException e) {
            LOGGER.log(
                    Level.WARNING, "a listener of renewals failed", e); // and the certificate is renewed all the same
        }
    }

    /** Certificates of this library begin an hour early, which is no part of the time for which they are used. */
    private static Duration lifetime(X509Certificate certificate) {
        var whole = Duration.between(
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant());
        return whole.compareTo(BEGUN_BEFORE) > 0 ? whole.minus(BEGUN_BEFORE) : whole;
    }

    private Instant due() throws KeyMaterialException {
        var certificate = keys.get(entry, Identity.class).certificate();
        var end = certificate.getNotAfter().toInstant();
        return end.minus(before.orElse(lifetime(certificate).dividedBy(3)));
    }

    /** A tenth of what is left, so that there are several attempts, and a minute at most. */
    private Duration again() {
        Duration left;
        try {
            left = Duration.between(
                    clock.instant(),
                    keys.get(entry, Identity.class).certificate().getNotAfter().toInstant());
        } catch (KeyMaterialException | RuntimeException e) {
            left = LONGEST_WAIT;
        }
        var share = left.isNegative() ? LONGEST_WAIT : left.dividedBy(RETRIES);
        return share.compareTo(LONGEST_WAIT) > 0
                ? LONGEST_WAIT
                : share.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : share;
    }

    /** Looks at the clock again after a minute, because clocks are set. */
    private void await(Duration atMost) {
        waiting.lock();
        try {
            long left = Math.min(atMost.toNanos(), LONGEST_WAIT.toNanos());
            while (!closed && left > 0) {
                left = closing.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            closed = true;
        } finally {
            waiting.unlock();
        }
    }

    /** Ends the thread, and waits for it, 10 s at most; a renewal that is under way is interrupted. */
    @Override
    public void close() {
        waiting.lock();
        try {
            closed = true;
            closing.signalAll();
        } finally {
            waiting.unlock();
        }
        if (Thread.currentThread() == thread) {
            return; // of a listener
        }
        thread.interrupt();
        try {
            thread.join(RenewalMessage.PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gathers settings. Not for use by several threads. */
    public static final class Builder {

        private final KeyStoreManager keys;
        private final String entry;
        private final ToAuthority authority;
        private Optional<Duration> before = Optional.empty();
        private InstantSource clock = InstantSource.system();
        private RenewalListener listener = new LoggingRenewalListener();

        private Builder(KeyStoreManager keys, String entry, ToAuthority authority) {
            this.keys = keys;
            this.entry = entry;
            this.authority = authority;
        }

        /**
         * Renews so long before the certificate expires.
         *
         * @param left what is left of it then; a third of its lifetime by default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder before(Duration left) {
            if (left.isNegative() || left.isZero()) {
                throw new IllegalArgumentException(
                        "a certificate is renewed before it expires, not " + left + " before");
            }
            this.before = Optional.of(left);
            return this;
        }

        /**
         * Takes the time from here.
         *
         * @param source what time it is; by default the system's clock
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource source) {
            this.clock = source;
            return this;
        }

        /**
         * Tells what happens, instead of the logger {@code io.securechannel}.
         *
         * @param replacement who hears
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder listener(RenewalListener replacement) {
            this.listener = replacement;
            return this;
        }

        /** {@return the renewer, which has begun} */
        public AutoRenewer start() {
            var renewer = new AutoRenewer(this);
            renewer.thread.start();
            return renewer;
        }
    }
}
