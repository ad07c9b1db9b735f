package io.securechannel.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.internal.crypto.NewerJdk;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsSettings.ClientCertificate;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sets up TLS for a client; {@link TlsContextFactory#clientBuilder} makes one. Not for use by several threads. */
public final class TlsClientBuilder {

    private final Trust trust;
    private @Nullable Identity identity;
    private boolean tls12;
    private List<String> suites = List.of();
    private List<String> groups = List.of();
    private InstantSource clock = InstantSource.system();

    TlsClientBuilder(Trust trust) {
        this.trust = trust;
    }

    /**
     * Shows this identity to servers that ask for one (mutual TLS).
     *
     * @param own the client's key and certificate chain
     * @return this
     */
    @CanIgnoreReturnValue
    public TlsClientBuilder identity(Identity own) {
        this.identity = own;
        return this;
    }

    /**
     * Allows TLS 1.2 beside 1.3, with ECDHE and AEAD only, for servers that cannot do better. In 1.2 certificates cross in
     * clear and half-close does not work.
     *
     * @return this
     */
    @CanIgnoreReturnValue
    public TlsClientBuilder allowTls12() {
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
    public TlsClientBuilder cipherSuites(String first, String... more) {
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
    public TlsClientBuilder groups(String first, String... more) {
        this.groups = checkedGroups(TlsSettings.wish(first, more));
        return this;
    }

    /**
     * Takes the time, for the dates of certificates, from here.
     *
     * @param source what time it is; by default the system's clock
     * @return this
     */
    @CanIgnoreReturnValue
    public TlsClientBuilder clock(InstantSource source) {
        this.clock = source;
        return this;
    }

    /**
     * {@return the factory}
     *
     * @throws IllegalArgumentException if a cipher suite is not among the allowed ones
     */
    @CheckReturnValue
    public TlsContextFactory.Client build() {
        return new TlsContextFactory.Client(new TlsSettings(
                true,
                Optional.ofNullable(identity),
                Optional.of(trust),
                ClientCertificate.NONE,
                tls12,
                TlsSettings.narrowed("cipher suites", suites, TlsSettings.allowedSuites(tls12)),
                groups,
                clock));
    }

    static List<String> checkedGroups(List<String> wished) {
        if (!NewerJdk.canSetNamedGroups()) {
            throw new UnsupportedOperationException("the groups cannot be narrowed on this JDK ("
                    + Runtime.version().feature()
                    + "); JDK 20 or newer can, and so can the system property jdk.tls.namedGroups");
        }
        return TlsSettings.narrowed("groups", wished, TlsSettings.KNOWN_GROUPS);
    }
}
