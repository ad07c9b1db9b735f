package io.securechannel.hostile;

import java.time.Duration;

/**
 * For what must be shown against the clock, and where a machine that is busy elsewhere can miss a short time: then it is shown again with
 * more of it. What is wrong fails whatever time it has.
 */
public final class MoreTime {

    private static final int TRIES = 3;
    private static final int FACTOR = 5;

    private MoreTime() {}

    /** Shows it. */
    public interface Shown {
        /**
         * Once.
         *
         * @param time with this much of it
         */
        void within(Duration time) throws Exception;
    }

    /** Tries with the given time, and if need be with five times and with 25 times as much. */
    public static void unlessQuick(Duration first, Shown shown) throws Exception {
        var time = first;
        for (int left = TRIES - 1; left > 0; left--) {
            try {
                shown.within(time);
                return;
            } catch (Exception | AssertionError e) {
                time = time.multipliedBy(FACTOR);
            }
        }
        shown.within(time);
    }
}
