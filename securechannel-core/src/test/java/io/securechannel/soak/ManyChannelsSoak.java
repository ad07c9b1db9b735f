package io.securechannel.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.Loopback;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.tls.TlsContextFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ten thousand channels at one server, or {@code -Dsecurechannel.soak.channels}, their other ends in another JVM, over each transport: what it
 * takes to connect them, what each holds, that each carries a message, and that nothing is left of them. The server has a thread for each, a
 * virtual one where the JDK has them; on 17 it is a platform thread, whose stack is not heap: what the process has in memory shows it.
 */
@Tag("soak")
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class ManyChannelsSoak {

    private static final int CHANNELS = Integer.getInteger("securechannel.soak.channels", 10_000);
    /** Each one's part of what is there once for all of them, and counts where they are few. */
    private static final long SHARED = (8L << 20) / CHANNELS;

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long LOOK_AGAIN_NANOS = 200_000_000;

    @TempDir
    Path directory;

    @Test
    void overNoise() throws Exception {
        var keys = NoiseKeyPair.generate();
        run("Noise", ServerConfig.noise(keys), keys.publicKey().text(), (12 << 10) + SHARED);
    }

    @Test
    void overTls() throws Exception {
        var pem = directory.resolve("ca.pem");
        var encoded =
                Base64.getMimeEncoder().encodeToString(Loopback.CA.certificate().getEncoded());
        Files.writeString(pem, "-----BEGIN CERTIFICATE-----\n" + encoded + "\n-----END CERTIFICATE-----\n");
        var tls = TlsContextFactory.forServer(Loopback.serverIdentity());
        run("TLS", ServerConfig.tls(tls), pem.toString(), (20 << 10) + SHARED);
    }

    private static void run(String transport, ServerConfig.Builder builder, String trusted, long mostHeap)
            throws Exception {
        var config = builder.maxConnections(CHANNELS + 1)
                .maxConnectionsPerAddress(CHANNELS + 1)
                .backlog(1_000)
                .handshakeTimeout(Duration.ofMinutes(1))
                .idleTimeout(Duration.ofHours(1))
                .listener(event -> {})
                .build();
        try (var server = SecureChannelServer.listen(
                Loopback.anyPort(), config, channel -> channel.forEachMessage(channel::send))) {
            withClients(1, server, trusted, new Figures(mostHeap)); // loads what stays
            comesBack("connections", server::connections, 0);
            var figures = new Figures(mostHeap);
            withClients(CHANNELS, server, trusted, figures);
            comesBack("connections", server::connections, 0);
            System.out.println(figures.line(transport));
            assertThat(figures.heap).as("bytes of heap a channel").isLessThanOrEqualTo(mostHeap);
            comesBack("descriptors", SoakSamples::descriptors, figures.descriptorsBefore);
            server.stop(PATIENCE);
            comesBack("threads", SoakSamples::threads, figures.threadsBefore);
        }
    }

    /** What is measured. */
    private static final class Figures {

        private final long mostHeap;
        private final long threadsBefore = SoakSamples.threads();
        private final long descriptorsBefore = SoakSamples.descriptors();
        private final long heapBefore = SoakSamples.heapAfterCollection();
        private final long directBefore = SoakSamples.direct();
        private final long residentBefore = resident();
        private final long start = System.nanoTime();
        private long connected;
        private long threads;
        private long descriptors;
        private long heap;
        private long resident;
        private long direct;
        private long answering;
        private long closing;

        Figures(long mostHeap) {
            this.mostHeap = mostHeap;
        }

        /** Waits until they have let go of what is large. */
        private void measure(int channels, SecureChannelServer server) {
            connected = millisSince(start);
            assertThat(server.connections()).isEqualTo(channels);
            threads = SoakSamples.threads() - threadsBefore;
            descriptors = SoakSamples.descriptors() - descriptorsBefore;
            long rested = System.nanoTime() + PATIENCE.toNanos();
            do {
                LockSupport.parkNanos(LOOK_AGAIN_NANOS);
                heap = (SoakSamples.heapAfterCollection() - heapBefore) / channels;
            } while (channels > 1 && heap > mostHeap && System.nanoTime() - rested < 0);
            direct = (SoakSamples.direct() - directBefore) / channels;
            resident = (resident() - residentBefore) / channels;
        }

        private String line(String transport) {
            return String.format(
                    Locale.ROOT,
                    "ManyChannelsSoak, JDK %d, %s: %,d channels in %,d ms; at the server %,d bytes of heap, %,d of direct buffers and %,d resident each,"
                            + " %,d platform threads and %,d descriptors more; a message and its echo on each in %,d ms; closed in"
                            + " %,d ms",
                    Runtime.version().feature(),
                    transport,
                    CHANNELS,
                    connected,
                    heap,
                    direct,
                    resident,
                    threads,
                    descriptors,
                    answering,
                    closing);
        }
    }

    private static void withClients(int channels, SecureChannelServer server, String trusted, Figures figures)
            throws Exception {
        var clients = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyChannelsClients.class.getName(),
                        Integer.toString(channels),
                        Integer.toString(server.port()),
                        trusted)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var told = clients.inputReader()) {
            assertThat(told.readLine()).isEqualTo("connected");
            figures.measure(channels, server);
            figures.answering = next(clients, told, "answered");
            figures.closing = next(clients, told, "closed");
            clients.outputWriter().append("go\n").flush();
            assertThat(clients.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(clients.exitValue()).isZero();
        } finally {
            clients.destroyForcibly().waitFor();
        }
    }

    private static long next(Process clients, BufferedReader told, String expected) throws IOException {
        long begun = System.nanoTime();
        clients.outputWriter().append("go\n").flush();
        assertThat(told.readLine()).isEqualTo(expected);
        return millisSince(begun);
    }

    private static long resident() {
        try {
            return SoakSamples.resident();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long millisSince(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
    }

    private static void comesBack(String what, LongSupplier figure, long most) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (figure.getAsLong() > most && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
        assertThat(figure.getAsLong()).as(what).isLessThanOrEqualTo(most);
    }
}
