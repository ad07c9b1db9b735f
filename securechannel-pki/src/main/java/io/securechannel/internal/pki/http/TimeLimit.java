package io.securechannel.internal.pki.http;

import java.time.Duration;

/** A point in time on the monotonic clock. */
public final class TimeLimit {

    private final long nanos;

    private TimeLimit(long nanos) {
        this.nanos = nanos;
    }

    /**
     * Sets a limit.
     *
     * @param duration from now
     * @return the limit
     */
    public static TimeLimit in(Duration duration) {
        return new TimeLimit(System.nanoTime() + duration.toNanos());
    }

    /**
     * Gives a part of what is left to one of several attempts, so that a silent one does not take the others' chance.
     *
     * @param attempts how many are still to be made, this one included
     * @return a limit that is not later than this one
     */
    public TimeLimit share(int attempts) {
        return new TimeLimit(System.nanoTime() + nanosLeft() / attempts);
    }

    /** {@return the nanoseconds left, negative when it has passed} */
    public long nanosLeft() {
        return nanos - System.nanoTime();
    }

    /** {@return whether it has passed} */
    public boolean passed() {
        return nanosLeft() <= 0;
    }
}
