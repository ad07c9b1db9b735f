package io.securechannel.examples.bench;

import java.io.IOException;
import java.time.Duration;

/** Traffic in one direction, from one thread to another, as fast as it goes. */
final class Flow {

    private Flow() {}

    /** Sends one piece. */
    @FunctionalInterface
    interface Sending {
        /**
         * @param last whether it is the last one, which the receiver must be able to see
         */
        void send(boolean last) throws IOException;
    }

    /** Receives one piece. */
    @FunctionalInterface
    interface Receiving {
        /** {@return whether it was the last one} */
        boolean receive() throws IOException;
    }

    /**
     * Sends and receives until the time is over and all has arrived.
     *
     * @param link is aborted when one end fails
     * @param sending runs in a thread of its own
     * @param receiving runs in this one
     * @param time how long
     * @param batch after how many pieces to look at the clock
     * @return what it took, from the first piece sent to the last received
     */
    static Usage run(Link link, Sending sending, Receiving receiving, Duration time, int batch) throws IOException {
        long cpu = Usage.processCpuNow();
        long start = System.nanoTime();
        var both = Together.run(
                () -> link.client().within(() -> {
                    var before = Usage.OfThread.now();
                    return before.since(send(sending, start + time.toNanos(), batch));
                }),
                () -> link.server().within(() -> {
                    var before = Usage.OfThread.now();
                    while (!receiving.receive()) {
                        // on
                    }
                    return before.since(0);
                }),
                link::abort);
        return Usage.of(both.there(), both.here(), System.nanoTime() - start, Usage.processCpuNow() - cpu);
    }

    private static long send(Sending sending, long until, int batch) throws IOException {
        long done = 0;
        boolean last = false;
        while (!last) {
            for (int i = 1; i < batch; i++) {
                sending.send(false);
            }
            last = System.nanoTime() - until >= 0;
            sending.send(last);
            done += batch;
        }
        return done;
    }
}
