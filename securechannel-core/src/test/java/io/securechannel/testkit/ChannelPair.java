package io.securechannel.testkit;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.Identity;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseClient;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseServer;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Two channels that are connected to each other in memory, with a throwaway CA, for tests of what is built on channels:
 *
 * <pre>{@code
 * try (var pair = ChannelPair.inMemory()) {
 *     pair.client().sendText("hello");
 *     assertEquals("hello", pair.server().receiveText().orElseThrow());
 * }
 * }</pre>
 *
 * <p>They speak TLS 1.3 to each other as over a network; only the network is missing. The configurations to start from are
 * {@link #clientConfig()} and {@link #serverConfig()}, or over Noise {@link #noiseClientConfig()} and {@link #noiseServerConfig()}.
 *
 * @param client the client's end
 * @param server the server's end
 */
public record ChannelPair(SecureChannel client, SecureChannel server) implements Closeable {

    /** The name that the certificate of the server holds. */
    public static final String HOST = "server.test";

    /** {@return a pair that carries messages, with default settings} */
    public static ChannelPair inMemory() {
        return over(
                SocketPair.inMemory(), clientConfig().build(), serverConfig().build());
    }

    /**
     * Makes a pair over sockets that are connected to each other.
     *
     * @param sockets both ends; the channels own them
     * @param client how the client connects
     * @param server how the server accepts
     * @return the pair
     * @throws IllegalStateException if the handshake failed; its cause says why
     */
    public static ChannelPair over(SocketPair sockets, ClientConfig client, ServerConfig server) {
        var accepting = new CompletableFuture<SecureChannel>();
        var thread = new Thread(
                () -> {
                    try {
                        accepting.complete(SecureChannel.accept(sockets.server(), server));
                    } catch (SecureChannelException | RuntimeException e) {
                        accepting.completeExceptionally(e);
                    }
                },
                "channel-pair-accept");
        thread.setDaemon(true);
        thread.start();
        SecureChannel connected;
        try {
            connected = SecureChannel.connect(sockets.client(), HOST, client);
        } catch (SecureChannelException e) {
            throw new IllegalStateException("the client's handshake failed", e);
        }
        try {
            return new ChannelPair(connected, accepting.join());
        } catch (CompletionException e) {
            closeQuietly(connected);
            throw new IllegalStateException("the server's handshake failed", e.getCause());
        }
    }

    /** {@return a client that trusts the throwaway CA and tells nobody of events} */
    public static ClientConfig.Builder clientConfig() {
        return ClientConfig.tls(TlsContextFactory.forClient(Trust.only(Throwaway.CA.certificate())))
                .listener(event -> {});
    }

    /** {@return a server with a certificate of the throwaway CA for {@link #HOST}, which tells nobody of events} */
    public static ServerConfig.Builder serverConfig() {
        return ServerConfig.tls(Throwaway.SERVER).listener(event -> {});
    }

    /**
     * {@return {@link #clientConfig()} over the TLS of a given provider}
     *
     * @param provider whose jar is there
     */
    public static ClientConfig.Builder clientConfig(TlsProvider provider) {
        return ClientConfig.tls(TlsContextFactory.clientBuilder(Trust.only(Throwaway.CA.certificate()))
                        .provider(provider)
                        .build())
                .listener(event -> {});
    }

    /**
     * {@return {@link #serverConfig()} over the TLS of a given provider}
     *
     * @param provider whose jar is there
     */
    public static ServerConfig.Builder serverConfig(TlsProvider provider) {
        if (provider == TlsProvider.JDK) {
            return serverConfig();
        }
        return ServerConfig.tls(TlsContextFactory.serverBuilder(Throwaway.IDENTITY)
                        .provider(provider)
                        .build())
                .listener(event -> {});
    }

    /** {@return a client over Noise (IK) that shows a throwaway key and pins the one of {@link #noiseServerConfig()}} */
    public static ClientConfig.Builder noiseClientConfig() {
        return ClientConfig.noise(noiseClient()).listener(event -> {});
    }

    /** {@return a server over Noise that lets in the key of {@link #noiseClientConfig()} alone} */
    public static ServerConfig.Builder noiseServerConfig() {
        return ServerConfig.noise(noiseServer()).listener(event -> {});
    }

    /** {@return keys and trust of {@link #noiseClientConfig()}} */
    public static NoiseClient noiseClient() {
        return NoiseContext.forClient(Trust.pinned(NoiseKeys.SERVER.publicKey()))
                .identity(NoiseKeys.CLIENT)
                .build();
    }

    /** {@return keys and trust of {@link #noiseServerConfig()}} */
    public static NoiseServer noiseServer() {
        return NoiseContext.forServer(NoiseKeys.SERVER)
                .clients(Trust.allow(NoiseKeys.CLIENT.publicKey()::equals))
                .build();
    }

    /** Closes both channels in order, the client first. */
    @Override
    public void close() throws IOException {
        var closing = CompletableFuture.runAsync(() -> closeQuietly(server));
        try {
            client.close();
        } finally {
            closing.join();
        }
    }

    private static void closeQuietly(SecureChannel channel) {
        try {
            channel.close();
        } catch (SecureChannelException e) {
            return; // the client's close tells what is of interest
        }
    }

    private static final class NoiseKeys {
        static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();
        static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    }

    /** Made once: keys cost time. */
    private static final class Throwaway {
        static final TestCa CA = TestCa.create("Throwaway Test CA");
        static final Identity IDENTITY = CA.server(HOST, "localhost", "127.0.0.1");
        static final TlsContextFactory.Server SERVER = TlsContextFactory.forServer(IDENTITY);
    }
}
