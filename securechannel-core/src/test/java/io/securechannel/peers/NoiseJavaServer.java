package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.peers.NoiseJavaChannel.Setup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** noise-java as a server for one connection, in a thread of its own. */
final class NoiseJavaServer implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 60;

    private final ServerSocket listening;
    private final CompletableFuture<NoiseJavaChannel> served = new CompletableFuture<>();

    /** Serves a channel. */
    interface Handler {
        void handle(NoiseJavaChannel channel) throws Exception;
    }

    private NoiseJavaServer(Setup setup, Handler handler) throws Exception {
        listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        var thread = new Thread(() -> serve(setup, handler), "noise-java");
        thread.setDaemon(true);
        thread.start();
    }

    static NoiseJavaServer start(Setup setup, Handler handler) throws Exception {
        return new NoiseJavaServer(setup, handler);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Waits until the handler is done. */
    NoiseJavaChannel served() throws Exception {
        return served.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    /** Waits until the handshake or the handler has failed. */
    Throwable failure() throws InterruptedException, TimeoutException {
        try {
            var channel = served.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(channel).as("a channel that should have failed").isNull();
            return new AssertionError();
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private void serve(Setup setup, Handler handler) {
        try (var channel = NoiseJavaChannel.accept(listening.accept(), setup)) {
            handler.handle(channel);
            served.complete(channel);
        } catch (Throwable e) { // the test asks for it
            served.completeExceptionally(e);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
