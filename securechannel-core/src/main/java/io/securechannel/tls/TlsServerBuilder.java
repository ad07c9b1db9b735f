package io.securechannel.tls;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsSettings.ClientCertificate;
import java.security.cert.X509Certificate;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sets up TLS for a server; {@link TlsContextFactory#serverBuilder} makes one. With several identities the one is shown
 * whose subjectAltName holds the name that the client asks for; the first is for clients that ask for none, or for one that
 * no identity has. Not for use by several threads.
 */
public final class TlsServerBuilder extends TlsBuilder<TlsServerBuilder> {

    ClientCertificate clientCertificate = ClientCertificate.NONE;

    @Nullable
    Function<X509Certificate, Optional<String>> peerName;

    TlsServerBuilder(TlsMaterial<Identity> identity) {
        identities.add(identity);
    }

    /**
     * Demands a certificate of every client (mutual TLS).
     *
     * @param clients which clients to believe
     * @return this
     */
    @CanIgnoreReturnValue
    public TlsServerBuilder requireClientCertificate(Trust clients) {
        return clients(TlsMaterial.fixed(clients), ClientCertificate.REQUIRED);
    }

    /**
     * Demands a certificate of every client (mutual TLS).
     *
     * @param clients which clients to believe, as it is at the time of each handshake
     * @return this
     * @throws KeyMaterialException if it cannot be read now
     */
    @CanIgnoreReturnValue
    public TlsServerBuilder requireClientCertificate(Live<Trust> clients) throws KeyMaterialException {
        return clients(TlsMaterial.live(clients), ClientCertificate.REQUIRED);
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
        return clients(TlsMaterial.fixed(clients), ClientCertificate.OPTIONAL);
    }

    /**
     * Asks clients for a certificate and lets in also those that have none.
     *
     * @param clients which clients to believe, as it is at the time of each handshake
     * @return this
     * @throws KeyMaterialException if it cannot be read now
     */
    @CanIgnoreReturnValue
    public TlsServerBuilder requestClientCertificate(Live<Trust> clients) throws KeyMaterialException {
        return clients(TlsMaterial.live(clients), ClientCertificate.OPTIONAL);
    }

    /**
     * Names clients by their certificates: {@code channel.peer().name()} is what the function returns. A client for which
     * it returns nothing is refused with the reason PEER_NOT_ALLOWED, so it is also an allow-list. It is asked in every
     * handshake, resumed ones included, perhaps twice in one, after the certificate has passed every other check.
     *
     * @param function from a client's own certificate to its name; called by many threads
     * @return this; without a demand for client certificates {@link #build()} refuses it
     */
    @CanIgnoreReturnValue
    public TlsServerBuilder peerName(Function<X509Certificate, Optional<String>> function) {
        this.peerName = function;
        return this;
    }

    /**
     * {@return the factory}
     *
     * @throws IllegalArgumentException if a suite or a group is not among the allowed ones, or is unknown to the provider; or if something is
     *     demanded of certificates of clients, and none are asked for; or if the extended key usage of an identity's certificate
     *     does not allow servers
     * @throws IllegalStateException if the provider's jar is missing
     * @throws UnsupportedOperationException if the provider cannot do here what is asked for; the message says which can
     */
    @CheckReturnValue
    public TlsContextFactory.Server build() {
        return new TlsContextFactory.Server(TlsSettings.server(this));
    }

    private TlsServerBuilder clients(TlsMaterial<Trust> clients, ClientCertificate demand) {
        this.trust = clients;
        this.clientCertificate = demand;
        return this;
    }

    @Override
    TlsServerBuilder self() {
        return this;
    }
}
