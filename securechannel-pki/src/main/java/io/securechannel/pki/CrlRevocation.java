package io.securechannel.pki;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.internal.crypto.CrlReader;
import io.securechannel.internal.pki.RevocationRefusal;
import io.securechannel.internal.pki.http.HttpHost;
import io.securechannel.tls.RevocationPolicy;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Refuses peers whose certificate, or the certificate of an authority above it, has been revoked, by certificate
 * revocation lists (CRLs; RFC 5280, section 5) in files or at addresses:
 *
 * <pre>{@code
 * var tls = TlsContextFactory.serverBuilder(identity)
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
 * that has not passed its nextUpdate is taken, unless the newest is kept in a file ({@link Builder#url(URI, Path)}).
 *
 * <p>Addresses in certificates and lists are ignored. With files alone it opens no connection, and how fresh lists reach them
 * is not its business. Lists at configured addresses are fetched by plain HTTP, since they are signed, in the thread of a
 * handshake whose path has been found valid, and then once in an interval: {@code timeout} bounds it, and so does what is left of the
 * handshake; it leaves neither threads nor connections behind. Hosts' names are looked up when the policy is made and by {@link
 * #refresh}, never in a handshake. A certificate that is trusted by itself, because it or its key was given to the Trust, is let in only if it is
 * self-signed: no list of an issuer could be checked. Safe for use by several threads; one object may serve many
 * configurations.
 */
public final class CrlRevocation implements RevocationPolicy {

    private final List<CrlFile> files;
    private final List<Crl> fixed;
    private final CrlUrls urls;
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
        var fetched = new ArrayList<CrlUrl>();
        for (var each : builder.urls) {
            fetched.add(new CrlUrl(each.address, each.keepIn, builder.fetchInterval, builder.nanoTime));
        }
        this.urls = new CrlUrls(fetched, builder.timeout, news);
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
        check(path, List.of(), urls.timeout());
    }

    /**
     * Looks at a path as {@link #check(List)} does, and waits for lists no longer than a handshake has time.
     *
     * @param path as there
     * @param stapled what the peer sent along, which lists have no use for
     * @param atMost how long lists may be waited for, if that is shorter than {@link Builder#timeout}
     * @throws SecureChannelException as there
     */
    @Override
    public void check(List<X509Certificate> path, List<byte[]> stapled, Duration atMost) throws SecureChannelException {
        look();
        if (path.size() == 1) {
            RevocationRefusal.requireSelfSigned(path.get(0));
            return;
        }
        urls.look(clock.instant(), atMost);
        RevocationRefusal.forEachOf(path, (certificate, issuer) -> {
            var list = inForce(certificate, issuer);
            var revoked = list.entry(certificate.getSerialNumber());
            if (revoked.isPresent()) {
                throw new SecureChannelException(
                        SecureChannelException.Reason.CERTIFICATE_REVOKED,
                        CrlWords.revoked(certificate, revoked.get(), list, !certificate.equals(path.get(0))));
            }
        });
    }

    private Crl inForce(X509Certificate certificate, X509Certificate issuer) throws SecureChannelException {
        try {
            var list = newest.inForce(this::candidates, certificate, issuer, clock.instant());
            urls.isInForce(list);
            return list;
        } catch (SecureChannelException e) {
            urls.noneIsInForce(clock.instant());
            throw urls.explained(e);
        }
    }

    private List<Crl> candidates() {
        return Stream.concat(lists.stream(), urls.lists()).toList();
    }

    /** Looks up the names of hosts from which lists are fetched, once a minute. Nothing is fetched. */
    @Override
    public void refresh() {
        urls.refresh();
    }

    /** {@return where the lists come from, for people} */
    @Override
    public String toString() {
        return "CrlRevocation["
                + Stream.concat(lists.stream().map(Crl::toString), urls.addresses())
                        .distinct()
                        .collect(Collectors.joining(", "))
                + "]";
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
                    var seen = file.look();
                    changed |= seen == CrlFile.Look.CHANGED;
                    if (seen != CrlFile.Look.NOT_GOOD) {
                        news.mended(file);
                    }
                } catch (KeyMaterialException e) {
                    news.refused(file, e);
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
        var places = Stream.concat(
                        builder.files.stream().map(Path::toString),
                        builder.urls.stream().map(each -> each.address.toString()))
                .collect(Collectors.joining(", "));
        return places.isEmpty() ? "the lists given to CrlRevocation" : places;
    }

    /** Gathers settings. Not for use by several threads. */
    public static final class Builder {

        private static final Duration LONGEST_SKEW = Duration.ofDays(1);
        private static final Duration LONGEST_INTERVAL = Duration.ofDays(365);
        private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);

        private final List<Path> files = new ArrayList<>();
        private final List<Crl> fixed = new ArrayList<>();
        private final List<Url> urls = new ArrayList<>();
        private Duration timeout = Duration.ofSeconds(3);
        private Duration fetchInterval = Duration.ofHours(1);
        private Duration clockSkew = Duration.ofMinutes(5);
        private Duration reloadInterval = Duration.ofSeconds(1);
        private InstantSource clock = InstantSource.system();
        private LongSupplier nanoTime = System::nanoTime;
        private SecurityListener listener =
                SecurityListener.all(SecurityListener.logging(), SecurityListener.flightRecorder());

        private record Url(HttpHost address, Optional<Path> keepIn) {}

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
         * Takes the list at this address, beside those given before. It is fetched when a certificate is first looked at.
         *
         * @param address an {@code http:} URI with one list in DER or PEM, 16 MiB at most
         * @return this
         * @throws IllegalArgumentException if it is no such URI; the message says why
         */
        @CanIgnoreReturnValue
        public Builder url(URI address) {
            urls.add(new Url(HttpHost.of(address), Optional.empty()));
            return this;
        }

        /**
         * Takes the list at this address, and keeps the newest that was found good in a file: so that an older one is refused
         * after a restart as well, and that there is one if the address is then silent.
         *
         * @param address as in {@link #url(URI)}
         * @param keepIn a file of this address alone, which need not be there; who can write it can bring an old list back
         * @return this
         * @throws IllegalArgumentException as there
         */
        @CanIgnoreReturnValue
        public Builder url(URI address, Path keepIn) {
            urls.add(new Url(HttpHost.of(address), Optional.of(keepIn)));
            return this;
        }

        /**
         * Limits how long a handshake waits for lists that are fetched, all addresses together.
         *
         * @param limit 3 seconds by default; a minute at most. A handshake that has less time left waits no longer than that
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder timeout(Duration limit) {
            if (limit.isNegative() || limit.isZero() || limit.compareTo(LONGEST_TIMEOUT) > 0) {
                throw new IllegalArgumentException("timeout is more than nothing and a minute at most, not " + limit);
            }
            this.timeout = limit;
            return this;
        }

        /**
         * Limits how often lists are fetched. Where that has failed, or has brought none that can be used, it is tried again after ten
         * seconds.
         *
         * @param interval an hour by default; zero to fetch in every handshake; 365 days at most
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder fetchInterval(Duration interval) {
            if (interval.isNegative() || interval.compareTo(LONGEST_INTERVAL) > 0) {
                throw new IllegalArgumentException("fetchInterval is from nothing to 365 days, not " + interval);
            }
            this.fetchInterval = interval;
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

        /** For tests: what intervals between fetches are measured by. */
        @CanIgnoreReturnValue
        Builder nanoTime(LongSupplier source) {
            this.nanoTime = source;
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
            if (files.isEmpty() && fixed.isEmpty() && urls.isEmpty()) {
                throw new KeyMaterialException(
                        Reason.MISSING,
                        "no revocation lists were given, and so nobody would ever be let in: add a file, a list or"
                                + " an address");
            }
            return new CrlRevocation(this);
        }
    }
}
