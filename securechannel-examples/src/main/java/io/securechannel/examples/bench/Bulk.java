package io.securechannel.examples.bench;

import io.securechannel.examples.bench.Contender.Mode;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;

/** As many bytes as possible from the client to the server, by writes of 64 KiB. */
record Bulk(String name, Mode mode) implements Workload {

    static final int BLOCK = 64 << 10;

    private static final int KIB = BLOCK >> 10;

    /** {@return as streams of bytes} */
    static Bulk stream() {
        return new Bulk("bulk", Mode.STREAM);
    }

    /** {@return each block as a message} */
    static Bulk messages() {
        return new Bulk("bulk-messages", Mode.MESSAGES);
    }

    @Override
    public Map<Metric, Double> measure(Contender contender, Duration time) throws IOException {
        try (var link = Link.open(contender, mode)) {
            run(link, time.dividedBy(10));
            var usage = run(link, time);
            double megabytes = usage.rate() * BLOCK / 1e6;
            double cpu = usage.each(usage.processCpu()) / KIB;
            double threadCpu = usage.each(usage.threadCpu()) / KIB;
            double allocated = usage.each(usage.allocated());
            return mode == Mode.STREAM
                    ? Map.of(
                            Metric.BULK_RATE, megabytes,
                            Metric.BULK_CPU, cpu,
                            Metric.BULK_THREAD_CPU, threadCpu,
                            Metric.BULK_ALLOCATED, allocated)
                    : Map.of(
                            Metric.BULK_MESSAGES_RATE, megabytes,
                            Metric.BULK_MESSAGES_CPU, cpu,
                            Metric.BULK_MESSAGES_THREAD_CPU, threadCpu,
                            Metric.BULK_MESSAGES_ALLOCATED, allocated);
        }
    }

    private Usage run(Link link, Duration time) throws IOException {
        return mode == Mode.STREAM ? stream(link, time) : messages(link, time);
    }

    private static Usage stream(Link link, Duration time) throws IOException {
        var transfer = new Transfer(link);
        return Flow.run(link, transfer::send, transfer::receive, time, 1);
    }

    /** {@return what it took to send so many blocks as a stream} */
    static Usage blocks(Link link, int count) throws IOException {
        var transfer = new Transfer(link);
        return Flow.run(link, transfer::send, transfer::receive, Duration.ZERO, count);
    }

    private static Usage messages(Link link, Duration time) throws IOException {
        var block = new byte[BLOCK];
        var lastBlock = Messages.marked(BLOCK);
        return Flow.run(
                link,
                last -> link.client().send(last ? lastBlock : block),
                () -> Messages.isMarked(link.server().receive()),
                time,
                1);
    }

    /** The receiver of a stream has to know how much is to come. */
    private static final class Transfer {

        private final Link link;
        private final byte[] block = new byte[BLOCK];
        private final byte[] buffer = new byte[BLOCK];
        private long sent;
        private long received;

        /** Known before the last block is written, and so before it can have arrived. */
        private volatile long total = Long.MAX_VALUE;

        Transfer(Link link) {
            this.link = link;
        }

        void send(boolean last) throws IOException {
            sent += BLOCK;
            if (last) {
                total = sent;
            }
            link.client().write(block);
        }

        boolean receive() throws IOException {
            int count = link.server().read(buffer);
            if (count < 0) {
                throw new EOFException("the stream ended after " + received + " bytes");
            }
            received += count;
            return received >= total;
        }
    }
}
