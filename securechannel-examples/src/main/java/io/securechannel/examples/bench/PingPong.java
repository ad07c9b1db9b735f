package io.securechannel.examples.bench;

import io.securechannel.examples.bench.Contender.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;

/** A message of 64 bytes there and back, one at a time. */
record PingPong() implements Workload {

    private static final int SIZE = 64;

    /** Room for more round trips than any run does; later ones are not recorded. */
    private static final int MOST_RECORDED = 1 << 19;

    @Override
    public String name() {
        return "ping-pong";
    }

    @Override
    public Map<Metric, Double> measure(Contender contender, Duration time) throws IOException {
        try (var link = Link.open(contender, Mode.MESSAGES)) {
            run(link, time.dividedBy(10), new long[1]);
            var recorded = new long[MOST_RECORDED];
            var usage = run(link, time, recorded);
            int count = (int) Math.min(usage.operations(), recorded.length);
            Arrays.sort(recorded, 0, count);
            return Map.of(
                    Metric.PING_PONG_P50, percentile(recorded, count, 50) / 1e3,
                    Metric.PING_PONG_P99, percentile(recorded, count, 99) / 1e3,
                    Metric.PING_PONG_CPU, usage.each(usage.processCpu()) / 1e3,
                    Metric.PING_PONG_ALLOCATED, usage.each(usage.allocated()) / 2);
        }
    }

    /** {@return the smallest value that so many percent do not exceed} */
    static double percentile(long[] sorted, int count, int percent) {
        return sorted[Math.max(0, (int) Math.ceil(count * (percent / 100.0)) - 1)];
    }

    private static Usage run(Link link, Duration time, long[] recorded) throws IOException {
        long cpu = Usage.processCpuNow();
        long start = System.nanoTime();
        var both = Together.run(
                () -> link.server().within(() -> {
                    var before = Usage.OfThread.now();
                    echo(link.server());
                    return before.since(0);
                }),
                () -> link.client().within(() -> {
                    var before = Usage.OfThread.now();
                    return before.since(play(link.client(), start + time.toNanos(), recorded));
                }),
                link::abort);
        return Usage.of(both.here(), both.there(), System.nanoTime() - start, Usage.processCpuNow() - cpu);
    }

    private static void echo(End server) throws IOException {
        byte[] message;
        do {
            message = server.receive();
            server.send(message);
        } while (!Messages.isMarked(message));
    }

    private static long play(End client, long until, long[] recorded) throws IOException {
        var message = new byte[SIZE];
        var lastMessage = Messages.marked(SIZE);
        long done = 0;
        long now = System.nanoTime();
        boolean last = false;
        while (!last) {
            last = now - until >= 0;
            long start = now;
            client.send(last ? lastMessage : message);
            client.receive();
            now = System.nanoTime();
            if (done < recorded.length) {
                recorded[(int) done] = now - start;
            }
            done++;
        }
        return done;
    }
}
