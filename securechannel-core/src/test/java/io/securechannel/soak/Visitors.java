package io.securechannel.soak;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Threads that connect, ask the server whom it sees, and leave, again and again; and one that talks on channels which stay
 * open all the time. Each connection must show, at both ends, a certificate no older than what was in force when it began.
 */
final class Visitors {

    private static final Duration PATIENCE = Duration.ofSeconds(40);

    private final int port;
    private final List<ClientConfig> configs;
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLongArray visits;
    private final AtomicLong resumed = new AtomicLong();
    private final AtomicLong messagesOnOpenChannels = new AtomicLong();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

    /** Which generation each certificate is of, by serial number, and which one every new handshake must have reached. */
    private final Map<BigInteger, Integer> generations = new ConcurrentHashMap<>();

    private volatile int inForce;
    private volatile boolean stopping;

    Visitors(int port, List<ClientConfig> configs) {
        this.port = port;
        this.configs = List.copyOf(configs);
        this.visits = new AtomicLongArray(configs.size());
    }

    void publish(int generation, X509Certificate... certificates) {
        for (var each : certificates) {
            generations.put(each.getSerialNumber(), generation);
        }
    }

    /** From now on no handshake may begin with an older pair. */
    void inForce(int generation) {
        inForce = generation;
    }

    void start(int openChannels) {
        for (int i = 0; i < configs.size(); i++) {
            int number = i;
            start(() -> visitAllTheTime(number));
        }
        start(() -> talkOnOpenChannels(openChannels));
    }

    /** Waits until each thread has begun, and finished, a connection since now. */
    void awaitRound() throws InterruptedException {
        var goals = new long[configs.size()];
        for (int i = 0; i < goals.length; i++) {
            goals[i] = visits.get(i) + 2; // the next one to finish may have begun before
        }
        await("a connection of every thread", () -> {
            for (int i = 0; i < goals.length; i++) {
                if (visits.get(i) < goals[i]) {
                    return false;
                }
            }
            return true;
        });
    }

    /** Waits for something that the visitors bring about; not any more once one of them has failed. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean() && failures.isEmpty()) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
        }
    }

    void stop() throws InterruptedException {
        stopping = true;
        for (var thread : threads) {
            thread.join(PATIENCE.toMillis());
            if (thread.isAlive()) {
                failures.add(new AssertionError(thread.getName() + " does not end"));
            }
        }
    }

    List<Throwable> failures() {
        return List.copyOf(failures);
    }

    long connections() {
        long sum = 0;
        for (int i = 0; i < visits.length(); i++) {
            sum += visits.get(i);
        }
        return sum;
    }

    long resumed() {
        return resumed.get();
    }

    long messagesOnOpenChannels() {
        return messagesOnOpenChannels.get();
    }

    private void visitAllTheTime(int number) throws Exception {
        while (goesOn()) {
            int atLeast = inForce;
            try (var channel = SecureChannel.connect("localhost", port, configs.get(number))) {
                channel.sendText("whom do you see?");
                var seen = new BigInteger(channel.receiveText().orElseThrow(), 16);
                var shown = channel.peer().certificate().orElseThrow().getSerialNumber();
                requireFresh("the client", seen, atLeast);
                requireFresh("the server", shown, atLeast);
                if (channel.protocol().resumed()) {
                    resumed.incrementAndGet();
                }
            }
            visits.incrementAndGet(number);
        }
    }

    private void requireFresh(String end, BigInteger serial, int atLeast) {
        var generation = generations.get(serial);
        if (generation == null || generation < atLeast) {
            throw new AssertionError(end + " showed a certificate of generation " + generation + ", and " + atLeast
                    + " was in force when the connection began");
        }
    }

    private void talkOnOpenChannels(int count) throws Exception {
        var open = new ArrayList<SecureChannel>();
        try {
            for (int i = 0; i < count; i++) {
                open.add(SecureChannel.connect("localhost", port, configs.get(i % configs.size())));
            }
            var first = new ArrayList<String>();
            for (var channel : open) {
                first.add(ask(channel));
            }
            while (goesOn()) {
                for (int i = 0; i < open.size(); i++) {
                    if (!ask(open.get(i)).equals(first.get(i))) {
                        throw new AssertionError("an open channel answers otherwise than at first");
                    }
                    messagesOnOpenChannels.incrementAndGet();
                }
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
        } finally {
            for (var channel : open) {
                channel.close();
            }
        }
    }

    private static String ask(SecureChannel channel) throws Exception {
        channel.sendText("and you?");
        return channel.receiveText().orElseThrow();
    }

    private boolean goesOn() {
        return !stopping && failures.isEmpty();
    }

    @FunctionalInterface
    private interface Work {
        void run() throws Exception;
    }

    private void start(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Throwable e) {
                        failures.add(e);
                    }
                },
                "soak-visitor-" + threads.size());
        threads.add(thread);
        thread.start();
    }
}
