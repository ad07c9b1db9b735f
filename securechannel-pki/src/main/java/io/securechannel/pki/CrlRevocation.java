package io.securechannel.pki;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.internal.crypto.CrlReader;
import io.securechannel.tls.RevocationPolicy;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses peers whose certificate, or the certificate of an authority above it, has been revoked, by certificate
 * revocation lists (CRLs; RFC 5280, section 5) in files:
 *
 * <pre>{@code
 * TlsContextFactory.serverBuilder(identity)
 *         .requireClientCertificate(trust)
 *         .revocation(CrlRevocation.of(Path.of("ca.crl")))
 *         .build();
 * }</pre>
 *
 * <p>It is strict: for each certificate of a peer's path but the trusted authority there must be a list of its issuer,
 * signed by the issuer's own key, begun and not past its nextUpdate. Without one nobody is let in, with the reason
 * REVOCATION_UNKNOWN: renew the lists in good time. A certificate that is on hold counts as revoked. Lists for a part of the
 * certificates only, delta lists and indirect ones are not used.
 *
 * <p>Files are looked at again while the program runs, in the thread of a handshake, and a changed list counts from then
 * on, also for peers that resume a session. What is damaged, wrongly signed or older than what was there does not take its
 * place, and is told to the listener. What was newest is remembered by this object alone: after a restart an older list
 * that has not passed its nextUpdate is taken.
 *
 * <p>It opens no connection: addresses in certificates and lists are ignored, and how fresh lists reach the files is not its
 * business. A certificate that is trusted by itself, because it or its key was given to the Trust, is let in only if it is
 * self-signed: no list of an issuer could be checked. Safe for use by several threads; one object may serve many
 * configurations.
 */
public final class CrlRevocation implements RevocationPolicy {

    private final List<CrlFile> files;
    private final List<Crl> fixed;
    private final NewestCrls newest;
    private final CrlNews news;
    private final InstantSource clock;
    private final Duration reloadInterval;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile long lookedAt = System.nanoTime();
    private volatile List<Crl> lists;

    private CrlRevocation(Builder builder) throws KeyMaterialException {
        this.clock = builder.clock;
        this.reloadInterval = builder.reloadInterval;
        this.news = new CrlNews(builder.listener, clock);
        this.fixed = List.copyOf(builder.fixed);
        var read = new ArrayList<CrlFile>();
        for (var path : builder.files) {
            read.add(new CrlFile(path));
        }
        this.files = List.copyOf(read);
        this.newest = new NewestCrls(builder.clockSkew, whereFrom(builder), news);
        this.lists = allLists();
    }

    /**
     * Takes the lists in these files, with the default settings.
     *
     * @param first a file with one list in DER, or one or more in PEM ({@code X509 CRL}), 16 MiB at most
     * @param more further ones, as for the lists of intermediate authorities
     * @return the policy
     * @throws KeyMaterialException if a file cannot be read now, or holds no list or a damaged one; whether they are
     *     signed well and fresh is looked at in handshakes
     */
    public static CrlRevocation of(Path first, Path... more) throws KeyMaterialException {
        var builder = builder();
        Stream.concat(Stream.of(first), Stream.of(more)).forEach(builder::file);
        return builder.build();
    }

    /**
     * Takes these lists, with the default settings. They are never renewed: once they have passed their nextUpdate nobody is
     * let in.
     *
     * @param first a list
     * @param more further ones
     * @return the policy
     * @throws KeyMaterialException if a list cannot be encoded
     */
    public static CrlRevocation of(X509CRL first, X509CRL... more) throws KeyMaterialException {
        var builder = builder().list(first);
        for (var each : more) {
            builder.list(each);
        }
        return builder.build();
    }

    /** {@return a builder without files and lists, with the default settings} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Looks at a path, from the authority down: where an authority has been revoked, its own list is not asked any more.
     *
     * @param path the peer's certificate, those between, and the trusted authority
     * @throws SecureChannelException with the reason CERTIFICATE_REVOKED, or REVOCATION_UNKNOWN where there is no list that
     *     could tell; the message says which, and how to get one
     */
    @Override
    public void check(List<X509Certificate> path) throws SecureChannelException {
        look();
        if (path.size() == 1) {
            newest.requireSelfSigned(path.get(0));
        }
        for (int i = path.size() - 2; i >= 0; i--) {
            var certificate = path.get(i);
            var list = newest.inForce(lists, certificate, path.get(i + 1), clock.instant());
            var revoked = list.entry(certificate.getSerialNumber());
            if (revoked.isPresent()) {
                throw new SecureChannelException(
                        SecureChannelException.Reason.CERTIFICATE_REVOKED,
                        CrlWords.revoked(certificate, revoked.get(), list, i > 0));
            }
        }
    }

    /** {@return where the lists come from, for people} */
    @Override
    public String toString() {
        return "CrlRevocation[" + lists.stream().map(Crl::toString).distinct().collect(Collectors.joining(", ")) + "]";
    }

    /** Looks whether files have changed, unless that was done within the interval, or is being done. */
    private void look() {
        long now = System.nanoTime();
        if (now - lookedAt < reloadInterval.toNanos() || !looking.tryLock()) {
            return;
        }
        try {
            lookedAt = now;
            boolean changed = false;
            for (var file : files) {
                try {
                    changed |= file.look();
                } catch (KeyMaterialException e) {
                    news.refused(e);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // the next look will see the change
                    break;
                }
            }
            if (changed) {
                lists = allLists();
            }
        } finally {
            looking.unlock();
        }
    }

    private List<Crl> allLists() {
        return Stream.concat(fixed.stream(), files.stream().flatMap(file -> file.lists().stream()))
                .toList();
    }

    private static String whereFrom(Builder builder) {
        return builder.files.isEmpty()
                ? "the lists given to CrlRevocation"
                : builder.files.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /** Gathers settings. Not for use by several threads. */
    public static final class Builder {

        private static final Duration LONGEST_SKEW = Duration.ofDays(1);
        private static final Duration LONGEST_INTERVAL = Duration.ofDays(365);

        private final List<Path> files = new ArrayList<>();
        private final List<Crl> fixed = new ArrayList<>();
        private Duration clockSkew = Duration.ofMinutes(5);
        private Duration reloadInterval = Duration.ofSeconds(1);
        private InstantSource clock = InstantSource.system();
        private SecurityListener listener =
                SecurityListener.all(SecurityListener.logging(), SecurityListener.flightRecorder());

        private Builder() {}

        /**
         * Takes the lists in this file, as it is at the time of each handshake, beside those given before.
         *
         * @param path a file with one list in DER, or one or more in PEM ({@code X509 CRL}), 16 MiB at most
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder file(Path path) {
            files.add(path);
            return this;
        }

        /**
         * Takes this list beside those given before.
         *
         * @param list a list
         * @return this
         * @throws KeyMaterialException if it cannot be encoded
         */
        @CanIgnoreReturnValue
        public Builder list(X509CRL list) throws KeyMaterialException {
            fixed.add(Crl.of(CrlReader.ofJdk(list, "a list given to CrlRevocation"), "a list given to CrlRevocation"));
            return this;
        }

        /**
         * Lets lists in that begin this much later than it is here, because clocks differ. It does not prolong them.
         *
         * @param atMost 5 minutes by default; a day at most
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder clockSkew(Duration atMost) {
            if (atMost.isNegative() || atMost.compareTo(LONGEST_SKEW) > 0) {
                throw new IllegalArgumentException("clockSkew is from nothing to a day, not " + atMost);
            }
            this.clockSkew = atMost;
            return this;
        }

        /**
         * Limits how often the files are looked at. Each look reads them whole.
         *
         * @param interval a second by default; zero to look in every handshake; 365 days at most
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder reloadInterval(Duration interval) {
            if (interval.isNegative() || interval.compareTo(LONGEST_INTERVAL) > 0) {
                throw new IllegalArgumentException("reloadInterval is from nothing to 365 days, not " + interval);
            }
            this.reloadInterval = interval;
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
         * Hears of lists that have changed ({@link SecurityEvent.Reloaded}), and of changes that are no good ({@link
         * SecurityEvent.ReloadRefused}), instead of System.Logger and JDK Flight Recorder.
         *
         * @param replacement who hears
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder listener(SecurityListener replacement) {
            this.listener = SecurityListener.all(replacement);
            return this;
        }

        /**
         * Reads the files.
         *
         * @return the policy
         * @throws KeyMaterialException if there is nothing to read, a file cannot be read now, or holds no list or a damaged
         *     one
         */
        public CrlRevocation build() throws KeyMaterialException {
            if (files.isEmpty() && fixed.isEmpty()) {
                throw new KeyMaterialException(
                        Reason.MISSING,
                        "no revocation lists were given, and so nobody would ever be let in: add a file or a list");
            }
            return new CrlRevocation(this);
        }
    }
}
