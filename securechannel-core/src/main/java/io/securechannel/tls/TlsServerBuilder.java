package io.securechannel.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsSettings.ClientCertificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets up TLS for a server; {@link TlsContextFactory#serverBuilder} makes one. Not for use by several threads. */
public final class TlsServerBuilder {

    private final Identity identity;
    private @Nullable Trust trust;
    private ClientCertificate clientCertificate = ClientCertificate.NONE;
    private boolean tls12;
    private List<String> suites = List.of();
    private List<String> groups = List.of();
    private InstantSource clock = InstantSource.system();

    TlsServerBuilder(Identity identity) {
        this.identity = identity;
    }

    /**
     * Demands a certificate of every client (mutual TLS).
     *
     * @param clients which clients to believe
     * @return this
     */
    @CanIgnoreReturnValue
    public TlsServerBuilder requireClientCertificate(Trust clients) {
        this.trust = clients;
        this.clientCertificate = ClientCertificate.REQUIRED;
        return this;
    }

    /**
     * Asks clients for a certificate and lets in also those that have none: {@code channel.peer().authenticated()} tells
     * them apart. A certificate that is shown and not believed is refused.
     *
     * @param clients which clients to believe
     * @return this
     */
    @CanIgnoreReturnValue
    public TlsServerBuilder requestClientCertificate(Trust clients) {
        this.trust = clients;
        this.clientCertificate = ClientCertificate.OPTIONAL;
        return this;
    }

    /**
     * Allows TLS 1.2 beside 1.3, with ECDHE and AEAD only, for clients that cannot do better. In 1.2 certificates cross in
     * clear and half-close does not work.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public TlsServerBuilder allowTls12() {
        this.tls12 = true;
        return this;
    }

    /**
     * Narrows the cipher suites and sets their order.
     *
     * @param first the most wanted suite
     * @param more further ones, in order
     * @return this; {@link #build()} refuses names that are not among the allowed ones
     */
    @CanIgnoreReturnValue
    public TlsServerBuilder cipherSuites(String first, String... more) {
        this.suites = TlsSettings.wish(first, more);
        return this;
    }

    /**
     * Narrows the groups of the key exchange and sets their order. It needs JDK 20 or newer.
     *
     * @param first the most wanted group, for instance {@code x25519}
     * @param more further ones, in order
     * @return this
     * @throws UnsupportedOperationException on an older JDK, whose groups only a system property can change
     */
    @CanIgnoreReturnValue
    public TlsServerBuilder groups(String first, String... more) {
        this.groups = TlsClientBuilder.checkedGroups(TlsSettings.wish(first, more));
        return this;
    }

    /**
     * Takes the time, for the dates of certificates, from here.
     *
     * @param source what time it is; by default the system's clock
     * @return this
     */
    @CanIgnoreReturnValue
    public TlsServerBuilder clock(InstantSource source) {
        this.clock = source;
        return this;
    }

    /**
     * {@return the factory}
     *
     * @throws IllegalArgumentException if a cipher suite is not among the allowed ones
     */
    @CheckReturnValue
    public TlsContextFactory.Server build() {
        return new TlsContextFactory.Server(new TlsSettings(
                false,
                Optional.of(identity),
                Optional.ofNullable(trust),
                clientCertificate,
                tls12,
                TlsSettings.narrowed("cipher suites", suites, TlsSettings.allowedSuites(tls12)),
                groups,
                clock));
    }
}
