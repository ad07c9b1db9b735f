package io.securechannel.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import io.securechannel.peer.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients and servers set up alike. Not for use by several threads.
 *
 * @param <B> the builder itself
 */
abstract sealed class TlsBuilder<B extends TlsBuilder<B>> permits TlsClientBuilder, TlsServerBuilder {

    static final int DEFAULT_SESSIONS = 1_024;
    static final Duration DEFAULT_SESSION_LIFETIME = Duration.ofHours(1);

    private static final Duration LONGEST_INTERVAL = Duration.ofDays(365);
    private static final Duration LONGEST_SESSION = Duration.ofDays(7);

    final List<TlsMaterial<Identity>> identities = new ArrayList<>();

    @Nullable
    TlsMaterial<Trust> trust;

    TlsProvider provider = TlsProvider.JDK;
    boolean postQuantum;
    boolean tls12;
    List<String> suites = List.of();
    List<String> groups = List.of();
    int sessions = DEFAULT_SESSIONS;
    Duration sessionLifetime = DEFAULT_SESSION_LIFETIME;

    @Nullable
    RevocationPolicy revocation;

    Duration reloadInterval = Duration.ofSeconds(1);

    @Nullable
    Path keyLog;

    InstantSource clock = InstantSource.system();

    TlsBuilder() {}

    /**
     * Chooses who does the TLS.
     *
     * @param choice by default the JDK's own; {@code build()} throws where its jar is missing
     * @return this
     */
    @CanIgnoreReturnValue
    public B provider(TlsProvider choice) {
        this.provider = choice;
        return self();
    }

    /**
     * Insists on a post-quantum key exchange (X25519MLKEM768, draft-ietf-tls-ecdhe-mlkem): a handshake without it fails
     * with the reason NOT_POST_QUANTUM before a byte of the application has crossed. What is recorded today can then not be
     * read by a quantum computer later. Authentication stays classical.
     *
     * @return this; {@code build()} throws where the provider has no such group, and says which has
     */
    @CanIgnoreReturnValue
    public B requirePostQuantum() {
        this.postQuantum = true;
        return self();
    }

    /**
     * Shows this identity, beside those given before: what fits the peer's key types and, at a server, the name that the
     * client asks for (SNI, RFC 6066, section 3) is chosen.
     *
     * @param own a key and its certificate chain
     * @return this
     */
    @CanIgnoreReturnValue
    public B identity(Identity own) {
        identities.add(TlsMaterial.fixed(own));
        return self();
    }

    /**
     * Shows this identity, beside those given before, as it is at the time of each handshake.
     *
     * @param own a key and its certificate chain, which may be replaced while the program runs
     * @return this
     * @throws KeyMaterialException if it cannot be read now
     */
    @CanIgnoreReturnValue
    public B identity(Live<Identity> own) throws KeyMaterialException {
        identities.add(TlsMaterial.live(own));
        return self();
    }

    /**
     * Allows TLS 1.2 beside 1.3, with ECDHE and AEAD only, for peers that cannot do better. In 1.2 certificates cross in
     * clear and half-close does not work.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public B allowTls12() {
        this.tls12 = true;
        return self();
    }

    /**
     * Narrows the cipher suites and sets their order. Conscrypt takes no notice of it for TLS 1.3: there {@code build()}
     * refuses it.
     *
     * @param first the most wanted suite
     * @param more further ones, in order
     * @return this; {@code build()} refuses names that are not among the allowed ones
     */
    @CanIgnoreReturnValue
    public B cipherSuites(String first, String... more) {
        this.suites = TlsSettings.wish(first, more);
        return self();
    }

    /**
     * Narrows the groups of the key exchange and sets their order. With the JDK's provider and with Conscrypt it needs JDK
     * 20 or newer, where {@link javax.net.ssl.SSLParameters} can say it.
     *
     * @param first the most wanted group, for instance {@code x25519}
     * @param more further ones, in order
     * @return this; {@code build()} refuses what the provider does not have, or cannot be told
     */
    @CanIgnoreReturnValue
    public B groups(String first, String... more) {
        this.groups = TlsSettings.wish(first, more);
        return self();
    }

    /**
     * Limits the sessions that are kept to be resumed (RFC 8446, section 4.6.1). A resumed handshake saves certificates and
     * signatures; the peer's certificate is checked again all the same, and every change of identities or trust forgets all
     * sessions.
     *
     * @param atMost how many this side keeps; 1,024 by default. The tickets that a server hands out hold the session
     *     themselves and do not count
     * @param lifetime for how long; an hour by default, a second to a week
     * @return this
     */
    @CanIgnoreReturnValue
    public B resumption(int atMost, Duration lifetime) {
        if (atMost < 1) {
            throw new IllegalArgumentException(
                    "resumption keeps at least 1 session, not " + atMost + "; withoutResumption() keeps none");
        }
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(LONGEST_SESSION) > 0) {
            throw new IllegalArgumentException(
                    "a session lives from a second to a week (RFC 8446, section 4.6.1), not " + lifetime);
        }
        this.sessions = atMost;
        this.sessionLifetime = lifetime;
        return self();
    }

    /**
     * Resumes no session: every handshake is a full one.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public B withoutResumption() {
        this.sessions = 0;
        return self();
    }

    /**
     * Asks this policy in every handshake, resumed ones included, whether the peer's certificates have been revoked.
     *
     * @param policy what is asked
     * @return this; {@code build()} refuses it at a server that asks no client for a certificate
     */
    @CanIgnoreReturnValue
    public B revocation(RevocationPolicy policy) {
        this.revocation = policy;
        return self();
    }

    /**
     * Limits how often {@link Live} identities and trust are looked at.
     *
     * @param interval a second by default; zero to look before every handshake; 365 days at most
     * @return this
     */
    @CanIgnoreReturnValue
    public B reloadInterval(Duration interval) {
        if (interval.isNegative() || interval.compareTo(LONGEST_INTERVAL) > 0) {
            throw new IllegalArgumentException("reloadInterval is between zero and 365 days: " + interval);
        }
        this.reloadInterval = interval;
        return self();
    }

    /**
     * Writes the secrets of every connection to a file, so that Wireshark can decrypt a recording (SSLKEYLOGFILE, RFC 9850).
     * Whoever has the file reads everything: for debugging alone, never with real data. It needs the provider
     * {@link TlsProvider#BOUNCY_CASTLE}, the only one that lets its secrets be seen.
     *
     * @param file is appended to; made readable by its owner only if it is new
     * @return this; {@code build()} throws with another provider
     */
    @CanIgnoreReturnValue
    public B insecureKeyLog(Path file) {
        this.keyLog = file;
        return self();
    }

    /**
     * Takes the time, for the dates of certificates, from here.
     *
     * @param source what time it is; by default the system's clock
     * @return this
     */
    @CanIgnoreReturnValue
    public B clock(InstantSource source) {
        this.clock = source;
        return self();
    }

    abstract B self();
}
