package io.securechannel.internal.engine;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How long records are. The JDK's AES-GCM runs at some 20 MB/s until it is compiled, and it is compiled after so many calls, not so many bytes:
 * so the first records of a JVM are short, whichever channels they belong to.
 */
final class WarmUp {

    /** After so many records all are full. */
    private static final int RECORDS = 6_000;

    /** With length, type and tag, 2 KiB. */
    private static final int SHORT = (2 << 10) - NoiseRecords.OVERHEAD;

    private static final AtomicInteger SEALED = new AtomicInteger();

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
