package io.securechannel.soak;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.time.Duration.ofMillis;

import io.securechannel.soak.SoakServers.Echo;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Strangers on bare sockets, who have no keys and break the rules. None may stay for longer than the server's deadline. */
final class HostilePeers {

    /** Longer than the deadline of a handshake, on a busy machine. */
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private static final int POLL_MILLIS = 50;

    /** Of a handshake message of 2^24 - 1 bytes, in records of which the first claims 2^14. */
    private static final String HUGE_TLS = "\26\3\1\100\0\1\377\377\377\3\3";

    /** Of a protocol name of 65,535 bytes. */
    private static final String HUGE_NOISE = "SCN1\377\377Noise_";

    private final SoakServers servers;
    private final SoakWorkers workers;
    private final Random random = new Random(~MixedTraffic.SEED);

    HostilePeers(SoakServers servers, SoakWorkers workers) {
        this.servers = servers;
        this.workers = workers;
    }

    void start() {
        start("tls", servers.tls, HUGE_TLS, HUGE_NOISE);
        start("tls-login", servers.tlsLogin, HUGE_TLS, HUGE_NOISE);
        start("noise", servers.noise, HUGE_NOISE, HUGE_TLS);
        start("noise-login", servers.noiseLogin, HUGE_NOISE, HUGE_TLS);
    }

    /** What is done to a server. */
    private interface Attack {
        void on(Socket socket) throws IOException;
    }

    private void start(String name, Echo server, String huge, String otherProtocol) {
        attacks(
                name + "-strangers-quick",
                server,
                ofMillis(400),
                List.of(
                        socket -> write(socket, randomBytes()),
                        socket -> write(socket, bytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")),
                        socket -> write(socket, bytes(otherProtocol)),
                        socket -> socket.setSoLinger(true, 0), // which makes of the close a reset
                        socket -> socket.shutdownOutput()));
        attacks(
                name + "-strangers-slow",
                server,
                ofMillis(400),
                List.of(
                        this::awaitEnd, // in silence
                        socket -> {
                            write(socket, bytes(huge));
                            awaitEnd(socket);
                        },
                        socket -> writeSlowly(socket, Arrays.copyOf(bytes(huge), 10_000))));
    }

    private void attacks(String name, Echo server, Duration period, List<Attack> attacks) {
        workers.start(name, period, Set.of(), () -> {
            var attack = attacks.get(random.nextInt(attacks.size()));
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                socket.setSoTimeout(POLL_MILLIS);
                attack.on(socket);
            } catch (SocketTimeoutException e) {
                throw e;
            } catch (IOException e) {
                return; // the server has ended it
            }
        });
    }

    private byte[] randomBytes() {
        var bytes = new byte[1 + random.nextInt(3_000)];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(ISO_8859_1);
    }

    private static void write(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    private void writeSlowly(Socket socket, byte[] bytes) throws IOException {
        long begun = System.nanoTime();
        for (byte each : bytes) {
            write(socket, new byte[] {each});
            if (hasEnded(socket, begun)) {
                return;
            }
        }
    }

    private void awaitEnd(Socket socket) throws IOException {
        long begun = System.nanoTime();
        boolean ended = false;
        while (!ended) {
            ended = hasEnded(socket, begun);
        }
    }

    /** Waits a moment for that; what the server says before does not count. */
    private boolean hasEnded(Socket socket, long begun) throws IOException {
        if (!workers.goesOn()) {
            return true;
        }
        if (System.nanoTime() - begun > LONGEST_NANOS) {
            throw new AssertionError("the server has kept a stranger for longer than its deadline");
        }
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
