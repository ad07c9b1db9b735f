package io.securechannel.pki.ocsp;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What is read again after an interval and not before, also where that has failed: strangers ask, and what is broken is not to cost more than
 * what is whole.
 *
 * @param <T> what is read
 */
final class ReadNow<T> {

    /** What has failed may be mended sooner than a long interval ends. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Duration interval;
    private final LongSupplier nanoTime;
    private final ReentrantLock lock = new ReentrantLock();
    private long readAt;
    private @Nullable T known;
    private @Nullable KeyMaterialException trouble;

    /**
     * How it is read.
     *
     * @param <T> what is read
     */
    @FunctionalInterface
    interface Reading<T> {
        /**
         * @param before what was read the last time, if that went well
         */
        T read(Optional<T> before) throws KeyMaterialException;
    }

    ReadNow(Duration interval) {
        this(interval, System::nanoTime);
    }

    /** With another clock. */
    ReadNow(Duration interval, LongSupplier nanoTime) {
        this.interval = interval;
        this.nanoTime = nanoTime;
    }

    /**
     * @throws KeyMaterialException if it cannot be read, or could not a moment ago; what was read before is not used then
     */
    T get(Reading<T> reading) throws KeyMaterialException {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            var pause = trouble != null && interval.compareTo(PAUSE) > 0 ? PAUSE : interval;
            if ((known == null && trouble == null) || now - readAt >= pause.toNanos()) {
                read(reading);
                readAt = now;
            }
            var failed = trouble;
            if (failed != null) {
                throw new KeyMaterialException(failed.reason(), String.valueOf(failed.getMessage()), failed);
            }
            return Objects.requireNonNull(known, "it was read");
        } finally {
            lock.unlock();
        }
    }

    private void read(Reading<T> reading) {
        var before = Optional.ofNullable(known);
        known = null;
        trouble = null;
        try {
            known = reading.read(before);
        } catch (KeyMaterialException e) {
            trouble = e;
        } catch (RuntimeException e) {
            // Of the program's own store, or of one that was closed: as bad, and remembered alike.
            trouble = new KeyMaterialException(
                    Reason.UNREADABLE, "it cannot be read: this side's own program failed: " + e, e);
        }
    }
}
