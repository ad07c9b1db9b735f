package io.securechannel.hybrid;

import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * Which dates a {@link ReplayGuard} takes, and how much it remembers. Immutable.
 *
 * <p>The window is a bargain: an envelope that is longer under way than that is refused, and what is remembered of the others
 * grows with it.
 */
@CheckReturnValue
public final class ReplayWindow {

    /** Ten years: who wants more wants to remember for ever, and has to build that himself. */
    private static final Duration LONGEST = Duration.ofDays(3_650);

    private static final Duration LARGEST_SKEW = Duration.ofDays(1);
    private static final Duration SKEW = Duration.ofMinutes(2);

    private final Duration length;
    private final Duration skew;
    private final Instant since;
    private final InstantSource clock;

    private ReplayWindow(Duration length, Duration skew, Instant since, InstantSource clock) {
        this.length = length;
        this.skew = skew;
        this.since = since;
        this.clock = clock;
    }

    /**
     * A window of time, by the system's clock. Dates up to two minutes in the future are taken, since no two clocks agree.
     *
     * @param length how old an envelope may be, 1 ms to 3,650 days
     * @return the window
     * @throws IllegalArgumentException if it is shorter or longer
     */
    public static ReplayWindow of(Duration length) {
        if (length.compareTo(Duration.ofMillis(1)) < 0 || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the window of a replay guard is 1 ms to " + LONGEST.toDays() + " days, not " + length);
        }
        return new ReplayWindow(length, SKEW, Instant.MIN, InstantSource.system());
    }

    /**
     * Takes dates that lie further in the future, or less far.
     *
     * @param ahead how far a sender's clock may be ahead of this one, 0 to 1 day
     * @return the window with this
     * @throws IllegalArgumentException if it is negative or longer
     */
    public ReplayWindow skew(Duration ahead) {
        if (ahead.isNegative() || ahead.compareTo(LARGEST_SKEW) > 0) {
            throw new IllegalArgumentException("clocks may differ by 0 to 24 hours, not by " + ahead);
        }
        return new ReplayWindow(length, ahead, since, clock);
    }

    /**
     * Refuses what was signed before a date. For a guard that forgets when its program ends: with the time of the start plus the
     * {@link #skew} (two minutes) nothing that was let in before comes in again, and what was under way meanwhile is lost.
     *
     * @param earliest the first date that is taken
     * @return the window with this
     */
    public ReplayWindow since(Instant earliest) {
        return new ReplayWindow(length, skew, Objects.requireNonNull(earliest, "earliest"), clock);
    }

    /**
     * Takes the time from another clock.
     *
     * @param source says what time it is
     * @return the window with this
     */
    public ReplayWindow clock(InstantSource source) {
        return new ReplayWindow(length, skew, since, Objects.requireNonNull(source, "source"));
    }

    Instant now() {
        return clock.instant();
    }

    /** The first date that is taken: the window includes it. */
    Instant earliest(Instant now) {
        var oldest = now.minus(length);
        return oldest.isBefore(since) ? since : oldest;
    }

    /** The last date that is taken. */
    Instant latest(Instant now) {
        return now.plus(skew);
    }

    /** {@return its length, and what is taken of the future} */
    @Override
    public String toString() {
        return "ReplayWindow[" + length + ", " + skew + " ahead" + (since.equals(Instant.MIN) ? "" : ", since " + since)
                + "]";
    }
}
