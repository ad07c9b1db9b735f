package io.securechannel.examples.rsamigration;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Takes connections of the old protocol, each in a thread of its own and {@value #MOST} at a time, so that none waits for a silent one. */
final class SocketServer implements Closeable {

    /** What is done with one connection; it is closed afterwards. */
    @FunctionalInterface
    interface Handler {
        void handle(Conversation client) throws IOException, GeneralSecurityException;
    }

    static final int MOST = 32;

    private static final int PATIENCE_SECONDS = 5;

    /** How long nothing is accepted after that has failed: too many open files, for one, do not pass at once. */
    private static final int PAUSE_MILLISECONDS = 250;

    private final ServerSocket listening;
    private final Duration timeout;
    private final Journal journal;
    private final Handler handler;
    private final Semaphore free = new Semaphore(MOST);
    private final Set<Conversation> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(task -> new Thread(task, "rsa-migration"));
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    private SocketServer(ServerSocket listening, Duration timeout, Journal journal, Handler handler) {
        this.listening = listening;
        this.timeout = timeout;
        this.journal = journal;
        this.handler = handler;
    }

    static SocketServer open(InetSocketAddress at, Duration timeout, Journal journal, Handler handler)
            throws IOException {
        return open(new ServerSocket(), at, timeout, journal, handler);
    }

    /** The same, with a socket that is not bound yet. */
    static SocketServer open(
            ServerSocket listening, InetSocketAddress at, Duration timeout, Journal journal, Handler handler)
            throws IOException {
        try {
            listening.setReuseAddress(true);
            listening.bind(at);
        } catch (IOException e) {
            listening.close();
            throw new IOException(
                    "cannot listen at " + at.getHostString() + ":" + at.getPort() + ": " + e.getMessage(), e);
        }
        var server = new SocketServer(listening, timeout, journal, handler);
        server.threads.execute(server::acceptAll);
        return server;
    }

    int port() {
        return listening.getLocalPort();
    }

    void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Stops, cuts all connections, and waits until their threads have gone. */
    @Override
    public void close() throws IOException {
        listening.close();
        closing.countDown();
        open.forEach(Conversation::close);
        threads.shutdown();
        try {
            threads.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        closed.countDown();
    }

    /** What fails with one connection, or for a moment, does not end the server: it goes on as long as its socket is open. */
    private void acceptAll() {
        while (!listening.isClosed()) {
            try {
                take(new Conversation(listening.accept(), timeout));
            } catch (IOException e) {
                if (listening.isClosed() || !goesOnAfter(e)) {
                    return;
                }
            }
        }
    }

    private boolean goesOnAfter(IOException failure) {
        journal.failed("the listening socket", failure);
        try {
            return !closing.await(PAUSE_MILLISECONDS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void take(Conversation client) {
        open.add(client);
        if (!free.tryAcquire()) {
            refuse(client);
            return;
        }
        try {
            threads.execute(() -> serve(client));
        } catch (RejectedExecutionException e) {
            client.close(); // this server is being closed
        }
    }

    private void refuse(Conversation client) {
        open.remove(client);
        client.close();
        journal.failed(
                client.peer(),
                new SecureChannelException(Reason.CLOSED, "refused: " + MOST + " connections are open already"));
    }

    private void serve(Conversation client) {
        try (client) {
            handler.handle(client);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            journal.failed(client.peer(), e);
        } finally {
            open.remove(client);
            free.release();
        }
    }
}
