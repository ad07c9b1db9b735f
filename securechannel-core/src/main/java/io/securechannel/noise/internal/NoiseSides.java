package io.securechannel.noise.internal;

import io.securechannel.noise.NoiseClient;
import io.securechannel.noise.NoiseServer;
import io.securechannel.noise.OneTimeCode;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The way from a set-up to its side for the engine. The classes of {@code noise} open it when they are initialised, which they are as soon as
 * there is an object of them.
 */
public final class NoiseSides {

    private static volatile @Nullable Function<NoiseClient, ClientSide> clients;
    private static volatile @Nullable Function<NoiseServer, ServerSide> servers;
    private static volatile @Nullable Function<OneTimeCode, CodeSide> codes;

    private NoiseSides() {}

    /**
     * {@return the side of a client}
     *
     * @param client its set-up
     */
    public static ClientSide of(NoiseClient client) {
        return opened(clients).apply(client);
    }

    /**
     * {@return the side of a server}
     *
     * @param server its set-up
     */
    public static ServerSide of(NoiseServer server) {
        return opened(servers).apply(server);
    }

    /**
     * {@return the side of a code}
     *
     * @param code which two people have told each other
     */
    public static CodeSide of(OneTimeCode code) {
        return opened(codes).apply(code);
    }

    /**
     * Opens the way to clients.
     *
     * @param way of {@link NoiseClient}
     */
    public static void openClients(Function<NoiseClient, ClientSide> way) {
        clients = way;
    }

    /**
     * Opens the way to servers.
     *
     * @param way of {@link NoiseServer}
     */
    public static void openServers(Function<NoiseServer, ServerSide> way) {
        servers = way;
    }

    /**
     * Opens the way to codes.
     *
     * @param way of {@link OneTimeCode}
     */
    public static void openCodes(Function<OneTimeCode, CodeSide> way) {
        codes = way;
    }

    private static <O, S> Function<O, S> opened(@Nullable Function<O, S> way) {
        return Objects.requireNonNull(way, "what has an object is initialised");
    }
}
