package io.securechannel.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.keys.NoiseKeyPair;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Ten thousand channels over Noise in this JVM, or {@code -Dsecurechannel.soak.channels}, their other ends in another: after some silence each
 * holds 4 KiB of heap at most, its socket included, and each then carries a message and its answer.
 */
@Tag("soak")
@Timeout(value = 15, unit = TimeUnit.MINUTES)
class NoiseIdleSoak {

    private static final int CHANNELS = Integer.getInteger("securechannel.soak.channels", 10_000);
    private static final long MOST_HEAP = 4 << 10;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_NANOS = 200_000_000;

    private final List<SecureChannel> channels = new ArrayList<>();

    @Test
    void idleChannelsAreSmallAndAwake() throws Exception {
        var keys = NoiseKeyPair.generate();
        var config = ServerConfig.noise(keys).listener(event -> {}).build();
        var threads = Executors.newFixedThreadPool(4);
        try (var listening = new ServerSocket(0, CHANNELS, InetAddress.getLoopbackAddress())) {
            listening.setSoTimeout((int) PATIENCE.toMillis()); // or it would wait for clients that have failed
            acceptOne(listening, config, keys); // what one brings for all of them is not the channels'
            long before = heapUsed();
            var clients = clients(listening, keys, CHANNELS);
            try (var told = clients.inputReader()) {
                long start = System.nanoTime();
                accept(listening, config, threads);
                assertThat(told.readLine()).isEqualTo("connected");
                long connected = System.nanoTime();
                long each = heapOfEach(before);
                long rested = System.nanoTime();
                exchange(clients, told);
                long done = System.nanoTime();
                System.out.printf(
                        "NoiseIdleSoak, JDK %d: %,d channels in %,d ms, %,d bytes of heap each after %,d ms, a message and its"
                                + " answer on each in %,d ms%n",
                        Runtime.version().feature(),
                        CHANNELS,
                        millis(start, connected),
                        each,
                        millis(connected, rested),
                        millis(rested, done));
                assertThat(each).isLessThanOrEqualTo(MOST_HEAP);
                assertThat(clients.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(clients.exitValue()).isZero();
            } finally {
                clients.destroyForcibly();
            }
        } finally {
            threads.shutdownNow();
            for (var channel : channels) {
                channel.close();
            }
        }
    }

    private static void acceptOne(ServerSocket listening, ServerConfig config, NoiseKeyPair keys) throws Exception {
        var client = clients(listening, keys, 1);
        try (var told = client.inputReader();
                var channel = SecureChannel.accept(listening.accept(), config)) {
            assertThat(told.readLine()).isEqualTo("connected");
            client.outputWriter().append("go\n").flush();
            channel.send(channel.receive().orElseThrow());
            assertThat(told.readLine()).isEqualTo("answered 1");
        } finally {
            client.destroyForcibly();
        }
    }

    private static Process clients(ServerSocket listening, NoiseKeyPair keys, int count) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        return new ProcessBuilder(
                        java,
                        "-cp",
                        System.getProperty("java.class.path"),
                        NoiseIdleClients.class.getName(),
                        Integer.toString(listening.getLocalPort()),
                        keys.publicKey().text(),
                        Integer.toString(count))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void accept(ServerSocket listening, ServerConfig config, ExecutorService threads) throws Exception {
        var pending = new ArrayList<Future<SecureChannel>>();
        for (int i = 0; i < CHANNELS; i++) {
            Socket socket = listening.accept();
            pending.add(threads.submit(() -> SecureChannel.accept(socket, config)));
        }
        for (var each : pending) {
            channels.add(each.get());
        }
    }

    /** Waits until they have let go of what is large. */
    private long heapOfEach(long before) {
        long until = System.nanoTime() + PATIENCE.toNanos();
        long each = (heapUsed() - before) / CHANNELS;
        while (each > MOST_HEAP && System.nanoTime() < until) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
            each = (heapUsed() - before) / CHANNELS;
        }
        return each;
    }

    private void exchange(Process clients, BufferedReader told) throws IOException {
        clients.outputWriter().append("go\n").flush();
        for (var channel : channels) {
            channel.send(channel.receive(PATIENCE).orElseThrow());
        }
        assertThat(told.readLine()).isEqualTo("answered " + CHANNELS);
    }

    private static long heapUsed() {
        System.gc();
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long millis(long from, long to) {
        return TimeUnit.NANOSECONDS.toMillis(to - from);
    }
}
