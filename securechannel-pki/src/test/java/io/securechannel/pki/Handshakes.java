package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Connections over the loopback interface to one port, so that sessions can be resumed. */
public final class Handshakes implements AutoCloseable {

    /** The name that the client asks for. */
    public static final String HOST = "localhost";

    private static final long PATIENCE_SECONDS = 20;

    private final ServerSocket listening;

    public Handshakes() throws IOException {
        listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    /** What each end threw, or null; and whether a session was resumed, as the server sees it. */
    public record Outcome(SecureChannelException client, SecureChannelException server, boolean resumed) {}

    private record Served(SecureChannelException error, boolean resumed) {}

    /** Connects, sends a message each way, so that tickets arrive, and closes in order. */
    public Outcome connect(TlsContextFactory.Client client, TlsContextFactory.Server server) throws Exception {
        var serving = CompletableFuture.supplyAsync(() -> serve(server));
        SecureChannelException error = null;
        var config = ClientConfig.tls(client).listener(event -> {}).build();
        var socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
        try (var channel = SecureChannel.connect(socket, HOST, config)) {
            assertThat(channel.receiveText()).contains("hello");
            channel.sendText("goodbye");
            assertThat(channel.receive()).isEmpty();
        } catch (SecureChannelException e) {
            error = e;
        }
        var served = serving.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return new Outcome(error, served.error, served.resumed);
    }

    private Served serve(TlsContextFactory.Server server) {
        var config = ServerConfig.tls(server).listener(event -> {}).build();
        try (var channel = SecureChannel.accept(listening.accept(), config)) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("goodbye");
            return new Served(null, channel.protocol().resumed());
        } catch (SecureChannelException e) {
            return new Served(e, false);
        } catch (IOException e) {
            throw new CompletionException(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
