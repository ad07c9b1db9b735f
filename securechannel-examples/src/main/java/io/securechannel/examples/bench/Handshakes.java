package io.securechannel.examples.bench;

import io.securechannel.examples.bench.Contender.Mode;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Map;

/**
 * Connections, one after the other: connect, handshake, and one byte from the server, with which the client has all
 * tickets as well. Closing is not in the time; it is in the CPU.
 */
record Handshakes(boolean resumed) implements Workload {

    static final String FULL = "full";
    static final String RESUMED = "resumed";

    /** The share of resumed handshakes from which on they are what was measured. */
    private static final double MOSTLY = 0.9;

    private static final byte[] GREETING = {1};

    @Override
    public String name() {
        return resumed ? RESUMED : FULL;
    }

    @Override
    public Map<Metric, Double> measure(Contender contender, Duration time) throws IOException {
        var tally = new Tally();
        if (resumed) {
            try (var listening = contender.listen()) {
                connect(contender, listening);
                repeat(time, tally, () -> connect(contender, listening));
            }
        } else {
            repeat(time, tally, () -> {
                try (var listening = contender.listen()) {
                    return connect(contender, listening);
                }
            });
        }
        return resumed ? tally.resumed() : tally.full();
    }

    private static final class Tally {
        private long count;
        private long nanos;
        private long resumptions;
        private long cpu;

        Map<Metric, Double> full() {
            return Map.of(Metric.FULL_RATE, rate(), Metric.FULL_CPU, millis());
        }

        /** Of a contender that resumes nothing, the rate would be that of full handshakes: it is left out. */
        Map<Metric, Double> resumed() {
            double share = (double) resumptions / count;
            return share < MOSTLY
                    ? Map.of(Metric.RESUMED_SHARE, share)
                    : Map.of(
                            Metric.RESUMED_SHARE, share,
                            Metric.RESUMED_RATE, rate(),
                            Metric.RESUMED_CPU, millis());
        }

        private double rate() {
            return count * 1e9 / nanos;
        }

        private double millis() {
            return cpu / 1e6 / count;
        }
    }

    /**
     * One connection.
     *
     * @param nanos until the client had the first byte
     * @param resumed whether it resumed a session
     */
    private record Connection(long nanos, boolean resumed) {}

    @FunctionalInterface
    private interface Connecting {
        Connection connect() throws IOException;
    }

    private static void repeat(Duration time, Tally tally, Connecting connecting) throws IOException {
        long cpu = Usage.processCpuNow();
        long start = System.nanoTime();
        do {
            var connection = connecting.connect();
            tally.count++;
            tally.nanos += connection.nanos();
            tally.resumptions += connection.resumed() ? 1 : 0;
        } while (System.nanoTime() - start < time.toNanos());
        tally.cpu = Usage.processCpuNow() - cpu;
    }

    private static Connection connect(Contender contender, ServerSocket listening) throws IOException {
        long start = System.nanoTime();
        var both = Together.run(
                () -> {
                    var server = contender.accept(listening, Mode.MESSAGES);
                    server.send(GREETING);
                    return server;
                },
                () -> {
                    var client = contender.connect(listening.getLocalPort(), Mode.MESSAGES);
                    client.receive();
                    return new Client(client, System.nanoTime());
                },
                () -> {});
        new Link(both.there(), both.here().end()).close();
        return new Connection(both.here().at() - start, both.here().end().resumed());
    }

    private record Client(End end, long at) {}
}
