package io.securechannel.soak;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.Task;
import io.securechannel.soak.SoakServers.Echo;
import io.securechannel.soak.SoakWorkers.Worker;
import io.securechannel.testkit.Delivery;
import io.securechannel.testkit.HostileWire;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Clients that know the keys, and whose connections are cut, whose wire changes what crosses it, or who do not read. */
final class UnreliablePeers {

    private static final int SHORT = 64;
    private static final int LONG = 300_000;
    private static final Duration WIRE_PATIENCE = ofSeconds(3);

    /** What changed bytes may be taken for; not, for instance, for a message that is too large, as nothing of it is authentic. */
    private static final Set<Reason> OF_A_WIRE = EnumSet.complementOf(EnumSet.of(
            Reason.UNKNOWN_HOST,
            Reason.CONNECT_REFUSED,
            Reason.CONNECT_TIMEOUT,
            Reason.CONNECT_FAILED,
            Reason.KEY_EXHAUSTED,
            Reason.MESSAGE_TOO_LARGE,
            Reason.INVALID_TEXT,
            Reason.CLOSED,
            Reason.LOGIN_REFUSED,
            Reason.INTERRUPTED,
            Reason.IO_FAILURE));

    private final SoakServers servers;
    private final SoakClients clients;
    private final SoakWorkers workers;
    private final Random random = new Random(MixedTraffic.SEED);
    private final Set<Closeable> open = ConcurrentHashMap.newKeySet();

    UnreliablePeers(SoakServers servers, SoakClients clients, SoakWorkers workers) {
        this.servers = servers;
        this.clients = clients;
        this.workers = workers;
    }

    void start() {
        start("tls", servers.tls, clients::tls);
        start("noise", servers.noise, clients::noise);
    }

    /** Ends what would else wait for a deadline. */
    void stop() throws IOException {
        var failure = new IOException("what was open could not be closed");
        for (var each : open) {
            try {
                each.close();
            } catch (IOException | RuntimeException e) {
                failure.addSuppressed(e);
            }
        }
        if (failure.getSuppressed().length > 0) {
            throw failure;
        }
    }

    private void start(String name, Echo server, Supplier<ClientConfig> client) {
        var cut = EnumSet.of(Reason.CONNECTION_CUT, Reason.CLOSED);
        start(name + "-cut-by-reset", ofMillis(500), cut, () -> cut(server, client.get(), true));
        start(name + "-cut-by-end", ofMillis(500), cut, () -> cut(server, client.get(), false));
        start(name + "-hostile-wire", ofMillis(500), OF_A_WIRE, () -> overHostileWire(server, client.get()));
        var notRead = EnumSet.of(Reason.WRITE_TIMEOUT, Reason.CONNECTION_CUT, Reason.CLOSED_BY_PEER, Reason.CLOSED);
        start(name + "-slow-reader", ofSeconds(5), notRead, () -> withoutReading(server, client.get()));
    }

    private void start(String name, Duration period, Set<Reason> expected, Worker worker) {
        workers.start(name, period, expected, () -> {
            try {
                worker.step();
            } catch (SecureChannelException e) {
                if (workers.goesOn()) { // else it may be its own socket that has been closed
                    throw e;
                }
            }
        });
    }

    /** Talks, and is cut within a message, by the end of the stream or by a reset. */
    private void cut(Echo server, ClientConfig client, boolean reset) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        try (var channel = new SoakChannel(connect(socket, server, client), workers)) {
            channel.exchange(2, SHORT);
            channel.send(LONG); // its answer is on the way while this is cut
            socket.setSoLinger(reset, 0);
            socket.close();
        }
    }

    private static SecureChannel connect(Socket socket, Echo server, ClientConfig client) throws IOException {
        return SecureChannel.connect(socket, "localhost", server.port(), client);
    }

    /** Sends for as long as the server takes it. */
    private void withoutReading(Echo server, ClientConfig client) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        open.add(socket);
        try (var channel = new SoakChannel(connect(socket, server, client), workers)) {
            while (workers.goesOn()) {
                channel.send(LONG);
            }
        } finally {
            open.remove(socket);
        }
    }

    private void overHostileWire(Echo server, ClientConfig client) throws IOException {
        var toServer = delivery();
        var toClient = random.nextBoolean() ? Delivery.asSent() : delivery();
        try (var wire = HostileWire.overLoopback(toServer, toClient)) {
            open.add(wire);
            var serving = Task.run(() -> serve(server, wire));
            try (var channel = new SoakChannel(
                    SecureChannel.connect(wire.client(), "localhost", server.port(), client), workers, WIRE_PATIENCE)) {
                channel.exchange(3, SHORT);
                workers.countStep("exchanges over a hostile wire");
            } finally {
                open.remove(wire);
                awaitEnd(serving);
            }
        }
    }

    /** Beside what the client's end meets, which may be expected: neither takes the other's place. */
    private void awaitEnd(Task<Void> serving) {
        try {
            serving.result();
        } catch (SecureChannelException | AssertionError e) {
            workers.failed("the server's end of a hostile wire", e);
        }
    }

    private void serve(Echo server, HostileWire wire) throws IOException {
        try (var channel = SecureChannel.accept(wire.server(), server.config())) {
            SoakServers.echo(channel);
        } catch (SecureChannelException e) {
            if (workers.goesOn() && !OF_A_WIRE.contains(e.reason())) {
                throw e;
            }
        }
    }

    /** {@return one that may or may not be survived} */
    private Delivery delivery() {
        int offset = random.nextInt(4_000);
        return switch (random.nextInt(12)) {
            case 0 -> Delivery.asSent();
            case 1 -> Delivery.asSent().oneByteAtATime();
            case 2 -> Delivery.asSent().inRandomChunks(random.nextLong());
            case 3 -> Delivery.asSent().coalesced();
            case 4 -> Delivery.asSent().finAt(offset);
            case 5 -> Delivery.asSent().resetAt(offset);
            case 6 -> Delivery.asSent().flipping(offset, random.nextInt(8));
            case 7 -> Delivery.asSent().dropping(offset, 1 + random.nextInt(40));
            case 8 -> Delivery.asSent().repeating(offset, 1 + random.nextInt(40));
            case 9 -> Delivery.asSent().swapping(offset, 20, 20);
            case 10 -> Delivery.asSent().inserting(offset, new byte[1 + random.nextInt(40)]);
            default -> Delivery.asSent().reflected();
        };
    }
}
