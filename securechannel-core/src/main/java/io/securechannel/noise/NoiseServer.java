package io.securechannel.noise;

import io.securechannel.noise.internal.NoiseSides;
import java.util.List;

/**
 * How a server sets up channels over Noise, for {@code ServerConfig.noise}; made by {@link NoiseContext}. Immutable, and safe for use by
 * several threads.
 */
public final class NoiseServer {

    static {
        NoiseSides.openServers(server -> server.end);
    }

    private final ServerEnd end;

    NoiseServer(ServerEnd end) {
        this.end = end;
    }

    /** {@return the names of the protocols that it accepts, at most 64} */
    public List<String> protocolNames() {
        return end.protocolNames();
    }

    /** {@return in words what it accepts} */
    @Override
    public String toString() {
        return end.toString();
    }
}
