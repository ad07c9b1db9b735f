package io.securechannel.tls;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.peer.Trust;

/**
 * Sets up TLS for a client; {@link TlsContextFactory#clientBuilder} makes one. An identity, if there is one, is shown to
 * servers that ask for it (mutual TLS). Not for use by several threads.
 */
public final class TlsClientBuilder extends TlsBuilder<TlsClientBuilder> {

    TlsClientBuilder(TlsMaterial<Trust> trust) {
        this.trust = trust;
    }

    /**
     * {@return the factory}
     *
     * @throws IllegalArgumentException if a suite or a group is not among the allowed ones, or is unknown to the provider
     * @throws IllegalStateException if the provider's jar is missing
     * @throws UnsupportedOperationException if the provider cannot do here what is asked for; the message says which can
     */
    @CheckReturnValue
    public TlsContextFactory.Client build() {
        return new TlsContextFactory.Client(TlsSettings.client(this));
    }

    @Override
    TlsClientBuilder self() {
        return this;
    }
}
