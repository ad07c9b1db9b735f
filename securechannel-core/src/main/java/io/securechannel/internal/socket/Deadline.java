package io.securechannel.internal.socket;

import java.time.Duration;

/** A point in time on the monotonic clock, or never. */
public final class Deadline {

    /** No deadline. */
    public static final Deadline NEVER = new Deadline(false, 0);

    /** What is further away never comes; the clock's nanoseconds would run over. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final boolean limited;
    private final long nanos;

    private Deadline(boolean limited, long nanos) {
        this.limited = limited;
        this.nanos = nanos;
    }

    /**
     * @param duration from now; zero means never
     * @return the point in time
     */
    public static Deadline in(Duration duration) {
        return after(System.nanoTime(), duration);
    }

    /**
     * @param start a reading of {@link System#nanoTime()}
     * @param duration from then; zero means never
     * @return the point in time
     */
    static Deadline after(long start, Duration duration) {
        return duration.isZero() || duration.compareTo(LONGEST) > 0
                ? NEVER
                : new Deadline(true, start + duration.toNanos());
    }

    /** {@return the nanoseconds left: negative when it has passed, {@link Long#MAX_VALUE} for never} */
    public long nanosLeft() {
        return limited ? nanos - System.nanoTime() : Long.MAX_VALUE;
    }

    /** {@return whether it has passed} */
    public boolean passed() {
        return nanosLeft() <= 0;
    }

    /**
     * Returns whichever comes first.
     *
     * @param other another point in time
     * @return this or the other
     */
    public Deadline orSooner(Deadline other) {
        return nanosLeft() <= other.nanosLeft() ? this : other;
    }
}
