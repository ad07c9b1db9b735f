package io.securechannel.pki.ocsp;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.pki.CertificateWords;
import io.securechannel.internal.pki.RevocationRefusal;
import io.securechannel.internal.pki.http.HttpFetch;
import io.securechannel.internal.pki.http.HttpHost;
import io.securechannel.internal.pki.http.TimeLimit;
import io.securechannel.pki.ocsp.Told.Standing;
import io.securechannel.tls.RevocationPolicy;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DEROctetString;

/**
 * Refuses peers whose certificate, or the certificate of an authority above it, has been revoked, by asking OCSP responders
 * (RFC 6960) in the handshake:
 *
 * <pre>{@code
 * var tls = TlsContextFactory.serverBuilder(identity)
 *         .requireClientCertificate(trust)
 *         .revocation(OcspRevocation.of(URI.create("http://ocsp.chat.example:8080/")))
 *         .build();
 * }</pre>
 *
 * <p>It is strict: for each certificate of a peer's path but the trusted authority a responder must have said that it is good,
 * in an answer that is signed by its issuer or by whom the issuer has certified for that, that has begun, and that has not
 * passed its nextUpdate. Where nobody can be asked nobody is let in, with the reason REVOCATION_UNKNOWN; {@link #orElse} asks a
 * list then. There is no setting that lets in whom nobody could tell about: whoever stands between could make that so.
 *
 * <p>It asks the addresses that it is given and no others; those in certificates are ignored, because the peer wrote them. It
 * asks by plain HTTP, since answers are signed: whoever has the network between sees which certificates are asked about. It
 * follows no redirect, uses no proxy, and leaves neither threads nor connections behind. All of a path takes {@code timeout} at
 * most, and no more than is left of the handshake, whatever the responders do. Their names are looked up when the policy is made and
 * by {@link #refresh}, never in a handshake.
 *
 * <p>Answers are kept, 10,000 at most, until their nextUpdate, until the certificate of the delegate ends that has signed them (RFC
 * 6960, section 4.2.2.2), or for {@link Builder#cacheFor}, whichever comes first; a good one counts no longer then, even if nobody
 * answers. Where several tell of one certificate, it goes by thisUpdate: <em>revoked</em> always wins, also when it is older, and stays
 * until a good answer comes that is newer than all that was seen; nothing else replaces what is newer; and <em>unknown</em> ends the
 * force of the good answers before it. Each object remembers that by itself. Safe for use by several threads; one object may serve many
 * configurations.
 */
@CheckReturnValue
public final class OcspRevocation implements RevocationPolicy {

    private static final String MEDIA_TYPE = "application/ocsp-request";

    /** RFC 6066, section 8: one for each certificate; paths are not longer here. */
    private static final int MOST_STAPLED = 10;

    private final ResponderAddresses responders;
    private final OcspNonce nonce;
    private final boolean sha256;
    private final Duration timeout;
    private final InstantSource clock;
    private final AnswerReader reader;
    private final KnownAnswers known;

    private OcspRevocation(Builder builder) {
        this.responders = new ResponderAddresses(builder.responders);
        this.nonce = builder.nonce;
        this.sha256 = builder.sha256;
        this.timeout = builder.timeout;
        this.clock = builder.clock;
        this.reader = new AnswerReader(builder.clockSkew);
        this.known = new KnownAnswers(builder.cacheFor);
    }

    /**
     * Asks these responders, with the default settings.
     *
     * @param first the address of a responder, as {@code http://ocsp.chat.example:8080/}
     * @param more further ones, which are asked where those before do not answer
     * @return the policy
     * @throws IllegalArgumentException if one is no {@code http:} URI with a host
     */
    public static OcspRevocation of(URI first, URI... more) {
        var builder = builder().responder(first);
        for (var each : more) {
            builder.responder(each);
        }
        return builder.build();
    }

    /** {@return a builder without responders, with the default settings} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Asks about a path, from the authority down.
     *
     * @param path the peer's certificate, those between, and the trusted authority
     * @throws SecureChannelException with the reason CERTIFICATE_REVOKED, or REVOCATION_UNKNOWN where nobody could tell; the
     *     message says what each responder did
     */
    @Override
    public void check(List<X509Certificate> path) throws SecureChannelException {
        check(path, List.of());
    }

    /**
     * Asks about a path what the peer has not sent answers to already. They count like those of a responder; with
     * {@link OcspNonce#REQUIRED} they are not looked at.
     *
     * @param path as in {@link #check(List)}
     * @param stapled answers that the peer sent
     * @throws SecureChannelException as there
     */
    @Override
    public void check(List<X509Certificate> path, List<byte[]> stapled) throws SecureChannelException {
        check(path, stapled, timeout);
    }

    /**
     * Asks as {@link #check(List, List)} does, within what is left of a handshake.
     *
     * @param path as there
     * @param stapled as there
     * @param atMost how long it may take, if that is shorter than {@link Builder#timeout}
     * @throws SecureChannelException as there
     */
    @Override
    public void check(List<X509Certificate> path, List<byte[]> stapled, Duration atMost) throws SecureChannelException {
        if (path.size() == 1) {
            RevocationRefusal.requireSelfSigned(path.get(0));
            return;
        }
        var usable = nonce == OcspNonce.REQUIRED
                ? List.<byte[]>of()
                : stapled.stream().limit(MOST_STAPLED).toList();
        var limit = TimeLimit.in(atMost.compareTo(timeout) < 0 ? atMost : timeout);
        RevocationRefusal.forEachOf(path, (certificate, issuer) -> {
            var told = find(new AskedCertificate(certificate, issuer), usable, limit);
            if (told.is(Standing.REVOKED)) {
                throw new SecureChannelException(
                        Reason.CERTIFICATE_REVOKED,
                        CertificateWords.revoked(
                                certificate,
                                told.revokedAt().orElse(told.thisUpdate()),
                                told.reason().orElse(null),
                                told.source(),
                                !certificate.equals(path.get(0))));
            }
        });
    }

    /** Looks up the names of the responders' hosts, once a minute. Nobody is asked. */
    @Override
    public void refresh() {
        responders.refresh();
    }

    private Told find(AskedCertificate asked, List<byte[]> stapled, TimeLimit limit) throws SecureChannelException {
        var troubles = new ArrayList<String>();
        var sent = Optional.<Told>empty();
        for (var each : stapled) {
            var told = take(asked, each, Question.NONE, "an answer that the peer sent along", troubles);
            sent = told.isPresent() ? told : sent; // taken in spite of those before it, so it is what counts
        }
        var found = sent.filter(told -> !told.is(Standing.UNKNOWN)).or(() -> known.fresh(asked, clock.instant()));
        if (found.isPresent()) {
            return found.get();
        }
        // That something was revoked holds until the contrary has been heard.
        return ask(asked, limit, troubles).or(() -> known.revoked(asked)).orElseThrow(() -> unknown(asked, troubles));
    }

    private Optional<Told> ask(AskedCertificate asked, TimeLimit limit, List<String> troubles) {
        var addresses = responders.of(asked);
        for (int i = 0; i < addresses.size(); i++) {
            var address = addresses.get(i);
            var request = OcspQuestion.about(asked, sha256, nonce);
            var question = new Question(request.nonce(), known.turn());
            try {
                var answer = HttpFetch.post(
                        address,
                        MEDIA_TYPE,
                        request.encoded(),
                        AnswerReader.LARGEST,
                        limit.share(addresses.size() - i));
                var told = take(asked, answer, question, address.toString(), troubles)
                        .filter(each -> !each.is(Standing.UNKNOWN));
                if (told.isPresent()) {
                    return told;
                }
            } catch (IOException e) {
                troubles.add(address + ": " + CertificateWords.printable(String.valueOf(e.getMessage())));
            }
        }
        return Optional.empty();
    }

    /**
     * What was asked, if an answer is one to a question.
     *
     * @param nonce what was sent, if it was
     * @param turn what was known then
     */
    private record Question(Optional<DEROctetString> nonce, long turn) {

        /** Of an answer that came by itself, which nothing that is known is newer than by chance. */
        static final Question NONE = new Question(Optional.empty(), Long.MAX_VALUE);
    }

    /** Empty if it cannot be used; why is among the troubles, and so is that it knows nothing of the certificate. */
    private Optional<Told> take(
            AskedCertificate asked, byte[] answer, Question question, String source, List<String> troubles) {
        var now = clock.instant();
        try {
            var expected = new AnswerReader.Expected(asked, question.nonce, nonce == OcspNonce.REQUIRED, now);
            var told = known.take(asked, reader.read(answer, expected, source), now, question.turn);
            if (told.is(Standing.UNKNOWN)) {
                troubles.add(source + ": the responder says that it does not know this certificate");
            }
            return Optional.of(told);
        } catch (KeyMaterialException e) {
            troubles.add(String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private SecureChannelException unknown(AskedCertificate asked, List<String> troubles) {
        return RevocationRefusal.unknown(
                asked.certificate(),
                troubles.isEmpty()
                        ? "no responder is configured for its issuer " + CertificateWords.name(asked.issuer())
                                + ": OcspRevocation.builder().responder(uri) adds one"
                        : String.join("; ", troubles) + ". Let a responder of " + CertificateWords.name(asked.issuer())
                                + " run there (here: \"ca ocsp\"), or add a revocation list by orElse");
    }

    /** {@return whom it asks, for people} */
    @Override
    public String toString() {
        return "OcspRevocation[" + responders + "]";
    }

    /** Gathers settings. Not for use by several threads. */
    public static final class Builder {

        private static final Duration LONGEST_SKEW = Duration.ofDays(1);
        private static final Duration LONGEST_TIMEOUT = Duration.ofMinutes(1);
        private static final Duration LONGEST_CACHE = Duration.ofDays(365);

        private final List<ResponderAddresses.Responder> responders = new ArrayList<>();
        private OcspNonce nonce = OcspNonce.REQUIRED;
        private boolean sha256;
        private Duration timeout = Duration.ofSeconds(3);
        private Duration cacheFor = LONGEST_CACHE;
        private Duration clockSkew = Duration.ofMinutes(5);
        private InstantSource clock = InstantSource.system();

        private Builder() {}

        /**
         * Asks this responder about all certificates, where those that were added before do not answer.
         *
         * @param address an {@code http:} URI, whose host is looked up now; if it is not found, {@link #refresh} tries again
         * @return this
         * @throws IllegalArgumentException if it is none; the message says why
         */
        @CanIgnoreReturnValue
        public Builder responder(URI address) {
            responders.add(new ResponderAddresses.Responder(Optional.empty(), HttpHost.of(address)));
            return this;
        }

        /**
         * Asks this responder about the certificates of one issuer alone, where those that were added before do not answer.
         *
         * @param issuer the certificate of an authority
         * @param address an {@code http:} URI
         * @return this
         * @throws IllegalArgumentException if it is none; the message says why
         */
        @CanIgnoreReturnValue
        public Builder responder(X509Certificate issuer, URI address) {
            responders.add(new ResponderAddresses.Responder(
                    Optional.of(AskedCertificate.encoded(issuer.getPublicKey())), HttpHost.of(address)));
            return this;
        }

        /**
         * Chooses whether answers have to hold the request's nonce.
         *
         * @param rule {@link OcspNonce#REQUIRED} by default; the others take also what peers send along
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder nonce(OcspNonce rule) {
            this.nonce = rule;
            return this;
        }

        /**
         * Names certificates by SHA-256 in requests, for responders that do not know SHA-1 any more. Nothing is believed
         * because of this hash, which is why SHA-1, known to all responders, is the default.
         *
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder sha256CertIds() {
            this.sha256 = true;
            return this;
        }

        /**
         * Limits how long one path may take, all responders together. A handshake that has less time left waits no longer than
         * that.
         *
         * @param limit 3 seconds by default; a minute at most
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
         * Asks again after this time although the last answer still holds, and so learns sooner of what is revoked. Where nobody
         * answers then, nobody is let in: whoever stands between could keep a good answer in force otherwise.
         *
         * @param atMost from nothing, to ask in every handshake, to 365 days, which is the default
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder cacheFor(Duration atMost) {
            if (atMost.isNegative() || atMost.compareTo(LONGEST_CACHE) > 0) {
                throw new IllegalArgumentException("cacheFor is from nothing to 365 days, not " + atMost);
            }
            this.cacheFor = atMost;
            return this;
        }

        /**
         * Lets answers in that begin this much later than it is here, because clocks differ. It does not prolong them.
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
         * Makes the policy. Nobody is asked yet; hosts have been looked up when they were given.
         *
         * @return the policy
         * @throws IllegalArgumentException if there is no responder: nobody would ever be let in
         */
        public OcspRevocation build() {
            if (responders.isEmpty()) {
                throw new IllegalArgumentException("no responder was given, and so nobody would ever be let in");
            }
            return new OcspRevocation(this);
        }
    }
}
