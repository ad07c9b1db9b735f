package io.securechannel.noise;

import io.securechannel.noise.internal.NoiseSides;

/**
 * How a client sets up channels over Noise, for {@code ClientConfig.noise}; made by {@link NoiseContext}. Immutable, and safe for use by
 * several threads.
 */
public final class NoiseClient {

    static {
        NoiseSides.openClients(client -> client.end);
    }

    private final ClientEnd end;

    NoiseClient(ClientEnd end) {
        this.end = end;
    }

    /** {@return the name of the protocol that it proposes} */
    public String protocolName() {
        return end.protocolName();
    }

    /** {@return in words what it believes and proposes} */
    @Override
    public String toString() {
        return end.toString();
    }
}
