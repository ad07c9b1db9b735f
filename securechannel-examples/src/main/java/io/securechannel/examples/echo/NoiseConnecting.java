package io.securechannel.examples.echo;

import io.securechannel.keys.KnownPeers;
import io.securechannel.noise.NoiseClient;
import java.util.Deque;
import java.util.Optional;

/** How a client speaks Noise, and what has to be closed after it. */
final class NoiseConnecting implements AutoCloseable {

    private final NoiseClient context;
    private final Optional<KnownPeers> known;
    private final Deque<AutoCloseable> opened;

    NoiseConnecting(NoiseClient context, Optional<KnownPeers> known, Deque<AutoCloseable> opened) {
        this.context = context;
        this.known = known;
        this.opened = opened;
    }

    NoiseClient context() {
        return context;
    }

    /** {@return the servers that are believed, where a person may add to them} */
    Optional<KnownPeers> known() {
        return known;
    }

    @Override
    public void close() {
        Door.close(opened);
    }
}
