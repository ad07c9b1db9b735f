package io.securechannel.examples.tap;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serial;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * A proxy on the loopback interface: it passes on what comes, tells an {@link Observer}, and tampers with it where it was
 * told to.
 *
 * <pre>{@code
 * try (var tap = Tap.open(0, new InetSocketAddress("127.0.0.1", 7443), observer)) {
 *     tap.tamper(new Tampering(Tampering.Kind.FLIP, Direction.CLIENT_TO_SERVER, 2_000));
 *     // connect to tap.port() instead of 7443
 * }
 * }</pre>
 */
public final class Tap implements Closeable {

    private static final int CHUNK = 64 << 10;
    private static final int CONNECT_MILLIS = 10_000;

    private final ServerSocket listening;
    private final InetSocketAddress target;
    private final Observer observer;
    private volatile Optional<Tampering> tampering = Optional.empty();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final CountDownLatch closed = new CountDownLatch(1);

    private Tap(ServerSocket listening, InetSocketAddress target, Observer observer) {
        this.listening = listening;
        this.target = target;
        this.observer = observer;
    }

    /**
     * Starts a tap.
     *
     * @param port where it listens, on the loopback interface; 0 for any free port, which {@link #port()} tells
     * @param target where it connects to, once for each connection that it takes
     * @param observer sees what crosses
     * @return the tap, which runs until it is closed
     * @throws IOException if the port cannot be had
     */
    public static Tap open(int port, InetSocketAddress target, Observer observer) throws IOException {
        var listening = new ServerSocket();
        try {
            listening.setReuseAddress(true);
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            listening.close();
            throw new IOException("cannot listen at 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
        var tap = new Tap(listening, target, observer);
        start("tap-accept", tap::acceptAll);
        return tap;
    }

    /** {@return the port that it listens at} */
    public int port() {
        return listening.getLocalPort();
    }

    /**
     * Tampers once with each connection, those that are open already included. It counts bytes from the beginning of a
     * connection also where it is told later; what has passed by then has passed.
     *
     * @param order what to do, in place of what was said before
     */
    public void tamper(Tampering order) {
        tampering = Optional.of(order);
    }

    /**
     * Waits until the tap has been closed.
     *
     * @throws InterruptedException if this thread is interrupted
     */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Stops, and cuts all connections. */
    @Override
    public void close() {
        closeQuietly(listening);
        open.forEach(Tap::closeQuietly);
        closed.countDown();
    }

    private void acceptAll() {
        for (int count = 1; !listening.isClosed(); count++) {
            int connection = count;
            try {
                var client = listening.accept();
                open.add(client);
                start("tap-" + connection, () -> serve(connection, client));
            } catch (IOException e) {
                close();
            }
        }
    }

    private void serve(int connection, Socket client) {
        var server = new Socket();
        open.add(server);
        try (client;
                server) {
            if (!connected(connection, client, server)) {
                return;
            }
            var answers = start(
                    "tap-" + connection + "-back", () -> pump(connection, Direction.SERVER_TO_CLIENT, server, client));
            pump(connection, Direction.CLIENT_TO_SERVER, client, server);
            answers.join();
        } catch (IOException e) {
            return; // a close that failed: nothing is left to be saved
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
            open.remove(server);
        }
    }

    /** Tells the observer why not before the client can see it. */
    private boolean connected(int connection, Socket client, Socket server) {
        try {
            server.connect(fresh(target), CONNECT_MILLIS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            observer.connected(connection, remote(client), remote(server));
            return true;
        } catch (IOException e) {
            observer.ended(
                    connection,
                    Direction.CLIENT_TO_SERVER,
                    Ending.CUT_BY_TAP,
                    "cannot connect to " + target.getHostString() + ":" + target.getPort() + ": " + e.getMessage());
            return false;
        }
    }

    /** Passes on one direction to its end; an error in one direction ends the other as well. */
    private void pump(int connection, Direction direction, Socket from, Socket to) {
        try {
            relay(connection, direction, from, to);
        } catch (Cut e) {
            var ending = from.isClosed() || to.isClosed() ? Ending.CUT_BY_TAP : e.ending;
            // Told before the sockets are closed: that makes the other direction fail, too, and it must not come first.
            observer.ended(connection, direction, ending, "cut: " + e.getMessage());
            closeQuietly(from);
            closeQuietly(to);
        }
    }

    private void relay(int connection, Direction direction, Socket from, Socket to) throws Cut {
        var attack = new Attack();
        var buffer = new byte[CHUNK];
        for (int count = read(from, buffer); count >= 0; count = read(from, buffer)) {
            var arrived = Arrays.copyOf(buffer, count);
            observer.arrived(connection, direction, arrived);
            var step = attack.on(direction, arrived);
            write(to, step.bytes());
            step.tampered().ifPresent(what -> observer.tampered(connection, direction, what));
            if (step.cut()) {
                throw new Cut(Ending.CUT_BY_TAP, "by the tap");
            }
        }
        write(to, attack.rest());
        observer.ended(connection, direction, Ending.END, "end");
        try {
            to.shutdownOutput();
        } catch (IOException e) {
            throw new Cut(Ending.RESET_BY_RECEIVER, String.valueOf(e.getMessage()));
        }
    }

    private static int read(Socket from, byte[] buffer) throws Cut {
        try {
            return from.getInputStream().read(buffer);
        } catch (IOException e) {
            throw new Cut(Ending.RESET_BY_SENDER, String.valueOf(e.getMessage()));
        }
    }

    private static void write(Socket to, byte[] bytes) throws Cut {
        try {
            to.getOutputStream().write(bytes);
        } catch (IOException e) {
            throw new Cut(Ending.RESET_BY_RECEIVER, String.valueOf(e.getMessage()));
        }
    }

    /** Why one direction cannot go on. */
    private static final class Cut extends Exception {

        @Serial
        private static final long serialVersionUID = 1L;

        private final Ending ending;

        private Cut(Ending ending, String message) {
            super(message);
            this.ending = ending;
        }
    }

    private static InetSocketAddress remote(Socket socket) {
        return new InetSocketAddress(socket.getInetAddress(), socket.getPort());
    }

    /** The state of the attack on one direction; it begins when it is first ordered. */
    private final class Attack {

        private Optional<Tampering> order = Optional.empty();
        private Optional<Tamperer> tamperer = Optional.empty();
        private long passed;

        Tamperer.Step on(Direction direction, byte[] arrived) {
            var current = tampering.filter(each -> each.direction() == direction);
            var bytes = arrived;
            if (!current.equals(order)) {
                var kept = rest();
                bytes = Arrays.copyOf(kept, kept.length + arrived.length);
                System.arraycopy(arrived, 0, bytes, kept.length, arrived.length);
                long from = passed - kept.length;
                order = current;
                tamperer = current.map(each -> new Tamperer(each, from));
            }
            passed += arrived.length;
            return tamperer.isPresent() ? tamperer.get().feed(bytes) : Tamperer.Step.pass(bytes);
        }

        byte[] rest() {
            return tamperer.map(Tamperer::rest).orElseGet(() -> new byte[0]);
        }
    }

    /** Resolved anew for every connection. */
    private static InetSocketAddress fresh(InetSocketAddress address) {
        return new InetSocketAddress(address.getHostString(), address.getPort());
    }

    private static Thread start(String name, Runnable work) {
        var thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            return; // nothing is left to be saved
        }
    }
}
