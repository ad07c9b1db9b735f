package io.securechannel.internal.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long records are. The JDK's AES-GCM runs at some 20 MB/s until it is compiled, and it is compiled after so many calls, not so many bytes:
 * so the first records of a JVM are short, whichever channels they belong to.
 */
final class WarmUp {

    /** After so many records all are full. */
    private static final int RECORDS = 6_000;

    /**
     * 2,050 bytes. Where lengths are hidden, what is sent is cut at multiples of a full record: a short one is a whole part of that, or it would
     * show where.
     */
    private static final int SHORT = NoiseRecords.FULL / 16;

    static final AtomicInteger SEALED = new AtomicInteger();

    private WarmUp() {}

    /** {@return how much a record carries at most} */
    static int mostContent() {
        return SEALED.get() < RECORDS ? SHORT : NoiseRecords.FULL;
    }

    /** A record has been made; none but those that are as long as allowed count. */
    static void sealed(int content) {
        if (SEALED.get() < RECORDS && content == SHORT) {
            SEALED.incrementAndGet();
        }
    }
}
