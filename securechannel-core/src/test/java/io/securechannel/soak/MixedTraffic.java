package io.securechannel.soak;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.Loopback;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * Servers over TLS and over Noise in this JVM, and all that may come to them at once: honest clients of many kinds, clients whose connections
 * break, strangers who break the rules; while keys and trust are replaced, and two of the servers are stopped and started again.
 */
final class MixedTraffic {

    /** What is random follows from it, but for the turns of the threads: so it only helps to find a failure again. */
    static final long SEED = Long.getLong("securechannel.soak.seed", new SecureRandom().nextLong());

    private static final int MOST_SAMPLES = 720;
    private static final Duration LEAST_BETWEEN_SAMPLES = Duration.ofMillis(250);
    private static final Duration KEYS_REPLACED = Duration.ofSeconds(3);
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration UNTIL_BACK = Duration.ofSeconds(20);

    private final Path csv;

    /** Writes its samples to this file. */
    MixedTraffic(Path csv) {
        this.csv = csv;
    }

    /**
     * What was seen.
     *
     * @param samples what was used
     * @param steps what was done, how often
     * @param errors who met which reason, how often
     * @param transferred bytes of messages
     */
    record Figures(SoakSamples samples, Map<String, Long> steps, Map<String, Long> errors, long transferred) {}

    /** Runs, and asserts that nobody met what it may not, and that no thread, socket or connection is left behind. */
    Figures run(Duration length) throws Exception {
        long threads = ownThreads();
        long sockets = socketsOnceSome();
        var workers = new SoakWorkers();
        try (var samples = new SoakSamples(csv)) {
            try (var servers = new SoakServers(workers)) {
                var clients = new SoakClients(servers);
                var unreliable = new UnreliablePeers(servers, clients, workers);
                workers.start(
                        "replaces-keys",
                        shorter(KEYS_REPLACED, length.dividedBy(5)),
                        Set.of(),
                        () -> servers.keys.replaceOne());
                new HonestPeers(servers, clients, workers).start();
                new HostilePeers(servers, workers).start();
                unreliable.start();
                sample(length, samples, servers, workers);
                workers.askToStop();
                unreliable.stop();
                workers.awaitEnd(PATIENCE);
                comesBack("connections", servers::connections, 0, UNTIL_BACK);
            }
            assertThat(workers.failures())
                    .as(() -> "failures with the seed " + SEED + ", beside " + workers.steps() + " and "
                            + workers.errors())
                    .isEmpty();
            comesBack("threads", MixedTraffic::ownThreads, threads, UNTIL_BACK);
            comesBack("sockets", SoakSamples::sockets, sockets, UNTIL_BACK);
            return new Figures(samples, workers.steps(), workers.errors(), workers.bytes());
        }
    }

    /** {@return how many there are after the first, with which the JDK opens one of its own} */
    private static long socketsOnceSome() throws IOException {
        try (var listening = Loopback.listen();
                var connected = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
            listening.accept().close();
            connected.shutdownOutput();
        }
        return SoakSamples.sockets();
    }

    /** A first run loads what stays, such as jars; after further ones there are as many as before. */
    static void requireDescriptorsBack(long before) {
        comesBack("descriptors", SoakSamples::descriptors, before, UNTIL_BACK);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static void sample(Duration length, SoakSamples samples, SoakServers servers, SoakWorkers workers)
            throws IOException {
        long between = Math.max(LEAST_BETWEEN_SAMPLES.toNanos(), length.toNanos() / MOST_SAMPLES);
        long end = System.nanoTime() + length.toNanos();
        for (long next = System.nanoTime() + between; next - end <= 0 && workers.goesOn(); next += between) {
            while (System.nanoTime() - next < 0) {
                LockSupport.parkNanos(next - System.nanoTime());
            }
            samples.take(servers.connections(), workers.bytes(), workers.errorCount());
        }
    }

    /** {@return threads of the library and of the traffic} */
    private static long ownThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name ->
                        name.startsWith("securechannel-") || name.startsWith("soak-") || name.startsWith("hostile-"))
                .count();
    }

    static void comesBack(String what, LongSupplier figure, long most, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (figure.getAsLong() > most && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
        }
        assertThat(figure.getAsLong()).as(what).isLessThanOrEqualTo(most);
    }
}
