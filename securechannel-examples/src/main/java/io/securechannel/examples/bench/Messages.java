package io.securechannel.examples.bench;

import io.securechannel.examples.bench.Contender.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/**
 * Messages of 100 bytes from the client to the server: each sent at once, or queued and flushed every {@value #BATCH}
 * messages.
 */
record Messages(String name) implements Workload {

    static final String SINGLE = "single";
    static final String COALESCED = "coalesced";
    static final int SIZE = 100;

    /** As a program does that sends what it has: more than fits any buffer, and the rest flushed. */
    static final int BATCH = 1_000;

    private static final int LOOK_AT_CLOCK = 50;

    static byte[] marked(int size) {
        var message = new byte[size];
        message[0] = 1;
        return message;
    }

    static boolean isMarked(byte[] message) {
        return message[0] == 1;
    }

    @Override
    public Map<Metric, Double> measure(Contender contender, Duration time) throws IOException {
        try (var link = Link.open(contender, Mode.MESSAGES)) {
            run(link, time.dividedBy(10));
            var usage = run(link, time);
            double cpu = usage.each(usage.processCpu());
            double allocated = usage.each(usage.allocated());
            return name.equals(SINGLE)
                    ? Map.of(
                            Metric.SINGLE_RATE, usage.rate(),
                            Metric.SINGLE_CPU, cpu,
                            Metric.SINGLE_ALLOCATED, allocated)
                    : Map.of(
                            Metric.COALESCED_RATE, usage.rate(),
                            Metric.COALESCED_CPU, cpu,
                            Metric.COALESCED_ALLOCATED, allocated);
        }
    }

    private Usage run(Link link, Duration time) throws IOException {
        var message = new byte[SIZE];
        var lastMessage = marked(SIZE);
        var client = link.client();
        Flow.Sending single = last -> client.send(last ? lastMessage : message);
        Flow.Sending coalesced = last -> {
            for (int i = 1; i < BATCH; i++) {
                client.queue(message);
            }
            client.queue(last ? lastMessage : message);
            client.flush();
        };
        Flow.Receiving receiving = () -> isMarked(link.server().receive());
        return name.equals(SINGLE)
                ? Flow.run(link, single, receiving, time, LOOK_AT_CLOCK)
                : Flow.run(link, coalesced, receiving, time, 1).times(BATCH);
    }
}
