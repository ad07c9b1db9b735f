package io.securechannel.examples.bench;

import io.securechannel.examples.bench.Contender.Mode;
import java.io.EOFException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What an idle connection holds of the heap after bulk traffic both ways. The connections of all contenders are made, used
 * and left alone for longer than the second after which this library lets go of its buffers, with a thread at each end that
 * waits to read, as in most programs; then they are closed, contender by contender, and each time the heap is measured
 * after a collection. So what a connection leaves behind, such as a session to resume, is not in it, nor is memory outside
 * the heap.
 */
final class IdleHeap {

    static final String NAME = "idle";

    private static final int BLOCKS = 4;
    private static final long SILENCE_MILLIS = 1_600;
    private static final int COLLECTIONS = 3;
    private static final long CLEANING_MILLIS = 30;

    private final int connections;

    /**
     * @param connections of each contender
     */
    IdleHeap(int connections) {
        this.connections = connections;
    }

    /** {@return KiB for one end of a connection, by contender} */
    Map<Contender, Double> measure(List<Contender> contenders) throws IOException {
        var measured = new CountDownLatch(1);
        var open = new LinkedHashMap<Contender, List<Busy>>();
        try {
            for (var contender : contenders) {
                var links = new ArrayList<Busy>();
                open.put(contender, links);
                for (int i = 0; i < connections; i++) {
                    links.add(Busy.open(contender, measured));
                }
            }
            pause(SILENCE_MILLIS);
            return close(open);
        } finally {
            open.values().forEach(links -> links.forEach(Busy::abort));
            measured.countDown();
        }
    }

    private Map<Contender, Double> close(Map<Contender, List<Busy>> open) throws IOException {
        var held = new LinkedHashMap<Contender, Double>();
        long before = heapUsed();
        for (var links : open.entrySet()) {
            closeAll(links.getValue());
            long after = heapUsed();
            held.put(links.getKey(), (before - after) / 1024.0 / (2 * connections));
            before = after;
        }
        return held;
    }

    private static void closeAll(List<Busy> links) throws IOException {
        for (var link : links) {
            link.close();
        }
        links.clear();
    }

    /** Sockets are cleaned up by threads of their own after a collection, and gone after the next. */
    private static long heapUsed() throws IOException {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            pause(CLEANING_MILLIS);
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static void pause(long millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /**
     * A connection with a reading thread at each end.
     *
     * @param link both ends
     * @param closed counted down by each thread when it has seen the end
     * @param measured lets the threads end: what a thread holds by itself is not the connection's
     */
    private record Busy(Link link, CountDownLatch closed, CountDownLatch measured) {

        static Busy open(Contender contender, CountDownLatch measured) throws IOException {
            var link = Link.open(contender, Mode.MESSAGES);
            var received = new CountDownLatch(2);
            var closed = new CountDownLatch(2);
            for (var end : List.of(link.client(), link.server())) {
                var handedOver = new AtomicReference<>(end);
                var thread = new Thread(
                        () -> {
                            read(handedOver, received);
                            closed.countDown();
                            awaitQuietly(measured);
                        },
                        "bench-idle");
                thread.setDaemon(true);
                thread.start();
            }
            // A byte first: Conscrypt's server fails when its tickets and a full record go together (its issue 1049).
            link.client().write(new byte[1]);
            link.server().write(new byte[1]);
            var block = new byte[Bulk.BLOCK];
            for (int i = 0; i < BLOCKS; i++) {
                link.client().write(block);
                link.server().write(block);
            }
            await(received, contender.name() + ": the bulk traffic did not arrive");
            return new Busy(link, closed, measured);
        }

        void close() throws IOException {
            link.close();
            await(closed, "a waiting thread did not see the end of its connection");
        }

        void abort() {
            link.abort();
            measured.countDown();
        }

        /** Takes the end along, so that the thread does not hold it when this has returned. */
        private static void read(AtomicReference<@Nullable End> handedOver, CountDownLatch received) {
            var end = Objects.requireNonNull(handedOver.getAndSet(null));
            try {
                readBlocks(end);
                received.countDown();
                end.read(new byte[1]); // waits for the close, with a buffer too small to count
            } catch (IOException e) {
                return; // closed
            }
        }

        /** Apart, because its buffer must be gone while the connection is idle. */
        private static void readBlocks(End end) throws IOException {
            var buffer = new byte[16 << 10];
            for (long left = 1 + (long) BLOCKS * Bulk.BLOCK; left > 0; ) {
                int count = end.read(buffer);
                if (count < 0) {
                    throw new EOFException();
                }
                left -= count;
            }
        }

        private static void await(CountDownLatch latch, String otherwise) throws IOException {
            try {
                if (!latch.await(10, TimeUnit.SECONDS)) {
                    throw new IOException(otherwise);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }

        private static void awaitQuietly(CountDownLatch latch) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
