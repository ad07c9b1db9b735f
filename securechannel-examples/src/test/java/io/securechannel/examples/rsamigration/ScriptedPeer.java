package io.securechannel.examples.rsamigration;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server for one client that does what a test says, and keeps what the client sent. */
final class ScriptedPeer implements AutoCloseable {

    /** What it does with its client; the connection is closed afterwards. */
    interface Script {
        void run(Socket client) throws IOException;
    }

    private final ServerSocket listening;
    private final CompletableFuture<byte[]> received = new CompletableFuture<>();
    private final Thread thread;

    private ScriptedPeer(Script script) throws IOException {
        listening = new ServerSocket();
        listening.bind(Keys.loopback(0));
        thread = new Thread(() -> serve(script), "scripted peer");
        thread.start();
    }

    static ScriptedPeer doing(Script script) throws IOException {
        return new ScriptedPeer(script);
    }

    /** Sends this, and waits until the client has closed. */
    static ScriptedPeer sending(byte[] bytes) throws IOException {
        return new ScriptedPeer(client -> client.getOutputStream().write(bytes));
    }

    /** Sends this, and closes its side at once. */
    static ScriptedPeer sendingAll(byte[] bytes) throws IOException {
        return new ScriptedPeer(client -> {
            client.getOutputStream().write(bytes);
            client.shutdownOutput();
        });
    }

    InetSocketAddress address() {
        return Keys.loopback(listening.getLocalPort());
    }

    /** {@return all that the client sent, once it has closed} */
    byte[] received() throws InterruptedException, ExecutionException, TimeoutException {
        return received.get(20, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
        listening.close();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Script script) {
        var all = new ByteArrayOutputStream();
        try (var client = listening.accept()) {
            script.run(client);
            client.getInputStream().transferTo(all);
        } catch (IOException e) {
            received.complete(all.toByteArray());
            return;
        }
        received.complete(all.toByteArray());
    }
}
