package io.securechannel;

import com.google.errorprone.annotations.CheckReturnValue;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.internal.socket.ConnectionLimits;
import io.securechannel.internal.socket.Deadline;
import io.securechannel.internal.socket.Workers;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Listens, and serves each connection in a thread of its own: a virtual one where the JDK has them (21), otherwise one of
 * a pool that is bounded by {@code maxConnections}. Handshakes happen there too, so that a slow peer holds up nobody.
 *
 * <pre>{@code
 * try (var server = SecureChannelServer.listen(7443, config, channel -> channel.forEachMessage(channel::send))) {
 *     server.awaitClose();
 * }
 * }</pre>
 */
public final class SecureChannelServer implements Closeable {

    /** A handler may ask for its next message just when it is looked at, and is looked at again after this. */
    private static final Duration DRAIN_AGAIN = Duration.ofMillis(50);

    /** Without connections, whose handshakes do so, what is live is looked at this often. */
    private static final int REFRESH_MILLIS = 60_000;

    /** A failing accept, as when descriptors run out, is tried again after this. */
    private static final long PAUSE_NANOS = 100_000_000;

    private final ServerSocket listening;
    private final ServerConfig config;
    private final ServerCounts counts = new ServerCounts();
    private final ChannelSettings settings;
    private final ChannelHandler handler;
    private final ConnectionLimits limits;
    private final Workers workers;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread acceptor;

    private SecureChannelServer(ServerSocket listening, ServerConfig config, ChannelHandler handler) {
        this.listening = listening;
        this.config = config;
        this.settings = config.settings().andTelling(counts);
        this.handler = handler;
        this.limits = new ConnectionLimits(config.maxConnections(), config.maxConnectionsPerAddress());
        this.workers = new Workers("securechannel-" + listening.getLocalPort() + "-", config.maxConnections());
        this.acceptor = new Thread(this::acceptAll, "securechannel-accept-" + listening.getLocalPort());
    }

    /**
     * Listens at all addresses of the machine.
     *
     * @param port the port; 0 for any free one, which {@link #port()} tells
     * @param config how to accept
     * @param handler serves each channel
     * @return the server, which runs until it is closed
     * @throws IOException if the port is taken or may not be used
     */
    @CheckReturnValue
    public static SecureChannelServer listen(int port, ServerConfig config, ChannelHandler handler) throws IOException {
        return listen(new InetSocketAddress(port), config, handler);
    }

    /**
     * Listens at one address.
     *
     * @param address the address and port, for instance of the loopback interface; port 0 for any free one
     * @param config how to accept
     * @param handler serves each channel
     * @return the server, which runs until it is closed
     * @throws IOException if the address is taken or may not be used
     */
    @CheckReturnValue
    public static SecureChannelServer listen(InetSocketAddress address, ServerConfig config, ChannelHandler handler)
            throws IOException {
        var listening = new ServerSocket();
        try {
            listening.setReuseAddress(true);
            listening.bind(address, config.backlog());
            listening.setSoTimeout(REFRESH_MILLIS);
        } catch (IOException e) {
            listening.close();
            throw new IOException(
                    "cannot listen at " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage(), e);
        }
        var server = new SecureChannelServer(listening, config, handler);
        server.acceptor.start();
        return server;
    }

    /** {@return the port that it listens at} */
    public int port() {
        return listening.getLocalPort();
    }

    /** {@return how many connections there are, those in their handshake included} */
    public int connections() {
        return connections.size();
    }

    /** {@return the figures of this server so far, also after its end} */
    public ServerStatistics statistics() {
        return counts.now(connections());
    }

    /**
     * Waits until the server has been closed.
     *
     * @throws InterruptedException if this thread is interrupted; the server runs on
     */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Stops as {@link #stop} does, within {@code stopTimeout}. */
    @Override
    public void close() {
        stop(config.stopTimeout());
    }

    /**
     * Stops: accepts nothing any more, lets handlers finish the message they are at, and closes. Channels that wait for
     * their next message are closed at once with GOING_AWAY; a handler that asks for the next one sees an orderly end.
     * Handlers that are not done in time lose their socket and are interrupted; so do all raw channels, which have no
     * messages to wait for. Further calls wait for the first.
     *
     * @param grace how long handlers may take; zero for not at all
     */
    public void stop(Duration grace) {
        var deadline = Deadline.in(grace.isZero() ? Duration.ofNanos(1) : grace); // refuses what is out of range
        if (!stopping.compareAndSet(false, true)) {
            awaitQuietly(closed, Deadline.NEVER);
            return;
        }
        try {
            listening.close();
        } catch (IOException e) {
            LockSupport.unpark(acceptor); // it will see that the server stops
        }
        if (Thread.currentThread() != acceptor) { // as when a listener stops the server
            joinQuietly(acceptor);
        }
        while (!connections.isEmpty()
                && !deadline.passed()
                && !Thread.currentThread().isInterrupted()) {
            for (var connection : connections) {
                if (deadline.passed()) {
                    break; // each of them may hold this up for a moment
                }
                connection.drain();
            }
            var round = deadline.orSooner(Deadline.in(DRAIN_AGAIN));
            for (var connection : connections) {
                awaitQuietly(connection.done, round);
            }
            if (connections.stream().allMatch(Connection::isOwn)) {
                break; // a handler stops the server, and does not wait for itself
            }
        }
        connections.stream().filter(connection -> !connection.isOwn()).forEach(Connection::abandon);
        workers.close();
        closed.countDown();
    }

    private void acceptAll() {
        while (!stopping.get()) {
            try {
                accepted(listening.accept());
            } catch (SocketTimeoutException e) {
                refresh();
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                if (!stopping.get()) {
                    LockSupport.parkNanos(PAUSE_NANOS);
                }
            }
        }
    }

    /** In a thread of its own: a file system that hangs must not keep connections waiting. */
    private void refresh() {
        if (!workers.run(config::refresh)) {
            return; // all are busy, and their handshakes look themselves
        }
    }

    private void accepted(Socket socket) {
        var permit = limits.admit(socket.getInetAddress());
        if (permit instanceof ConnectionLimits.Verdict.Refused refused) {
            var peer = socket.getInetAddress().getHostAddress() + ":" + socket.getPort();
            closeQuietly(socket);
            settings.listener().onEvent(new SecurityEvent.Refused(Instant.now(), peer, refused.limit()));
            return;
        }
        counts.accepted();
        var connection = new Connection(socket);
        connections.add(connection);
        boolean runs = false;
        try {
            runs = workers.run(connection::serve); // may find no memory for a thread
        } finally {
            if (!runs) {
                connection.finish();
            }
        }
    }

    /** One connection from accept to close. */
    private final class Connection {

        private final Socket socket;
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile @Nullable SecureChannel channel;
        private volatile @Nullable Thread thread;

        Connection(Socket socket) {
            this.socket = socket;
        }

        void serve() {
            thread = Thread.currentThread();
            try (var established = accept()) {
                login(established);
                channel = established;
                if (!stopping.get()) {
                    handle(established);
                }
            } catch (IOException e) {
                // Told to the listener, by the channel, where it happened.
                closeQuietly(socket);
            } finally {
                finish();
            }
        }

        /** Tells the listener, too, what has no Reason, such as of a key or a secret that has been closed. */
        private SecureChannel accept() throws SecureChannelException {
            try {
                return Establishing.server(socket, config, settings);
            } catch (RuntimeException e) {
                var peer = Establishing.address(socket);
                var error = new SecureChannelException(
                                Reason.HANDSHAKE_FAILED,
                                "this side's own program failed before the channel was open, as with a key that has been"
                                        + " closed: " + e,
                                e)
                        .withPeer(peer);
                settings.listener().onEvent(new SecurityEvent.HandshakeFailed(Instant.now(), peer, Role.SERVER, error));
                throw error;
            }
        }

        private void login(SecureChannel established) throws SecureChannelException {
            try {
                established.login(socket.getInetAddress());
            } catch (RuntimeException e) {
                throw new SecureChannelException(
                        Reason.LOGIN_UNAVAILABLE, "the channel has told what its login met", e);
            }
        }

        private void handle(SecureChannel established) throws IOException {
            try {
                handler.handle(established);
            } catch (IOException | RuntimeException | Error e) {
                if (e instanceof SecureChannelException wire
                        && established.endTold()
                        && wire.peer().equals(Optional.of(established.peer().address()))) {
                    throw wire; // of this channel, which has told it; anything else is the handler's failure
                }
                settings.listener()
                        .onEvent(new SecurityEvent.HandlerFailed(
                                Instant.now(), established.peer().address(), e));
                established.closeAfterFailure();
                if (e instanceof Error) {
                    throw e;
                }
            }
        }

        /** Whether the calling thread is the one that serves it. */
        boolean isOwn() {
            return Thread.currentThread() == thread;
        }

        void drain() {
            var established = channel;
            if (established == null) {
                closeQuietly(socket); // still in its handshake
                return;
            }
            try {
                established.drain();
            } catch (SecureChannelException e) {
                established.abandon();
            }
        }

        void abandon() {
            var established = channel;
            var serving = thread;
            if (established != null) {
                established.abandon();
            }
            closeQuietly(socket);
            if (serving != null && done.getCount() > 0) {
                serving.interrupt();
            }
        }

        private void finish() {
            thread = null;
            closeQuietly(socket);
            // First the place: who sees that a connection is over finds that another one is let in.
            limits.release(socket.getInetAddress());
            connections.remove(this);
            done.countDown();
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            return; // nothing is left to be saved
        }
    }

    private static void awaitQuietly(CountDownLatch latch, Deadline deadline) {
        try {
            if (!latch.await(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void joinQuietly(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
