package io.securechannel.auth.throttle;

import java.time.Duration;

/**
 * How much guessing is let pass.
 *
 * @param failures this many of one pair of account and address within {@code window} lock the pair
 * @param window how long a failure counts
 * @param lock how long a pair stays locked
 * @param addressFailures this many of one address, over all accounts, within {@code window} make its answers slow
 * @param accountFailures this many of one account, over all addresses, within {@code window} make its answers slow, except to
 *     an address that has logged in to it lately
 * @param delay of a slow answer
 */
public record ThrottleLimits(
        int failures, Duration window, Duration lock, int addressFailures, int accountFailures, Duration delay) {

    // The time of each is remembered.
    private static final int MOST_FAILURES = 100;

    private static final Duration SHORTEST = Duration.ofMillis(1);
    private static final Duration LONGEST_WINDOW = Duration.ofDays(1);
    private static final Duration LONGEST_LOCK = Duration.ofDays(7);

    /** 5 failures in 5 minutes lock for 15 minutes; 50 of an address or of an account delay by 2 seconds. */
    public static final ThrottleLimits DEFAULTS =
            new ThrottleLimits(5, Duration.ofMinutes(5), Duration.ofMinutes(15), 50, 50, Duration.ofSeconds(2));

    /**
     * Checks the limits.
     *
     * @param failures 1 to 100
     * @param window 1 ms to 1 day
     * @param lock 1 ms to 7 days
     * @param addressFailures at least 1
     * @param accountFailures at least 1
     * @param delay zero to 10 seconds
     */
    public ThrottleLimits {
        if (failures < 1 || failures > MOST_FAILURES) {
            throw new IllegalArgumentException("1 to 100 failures lock a pair, not " + failures);
        }
        if (addressFailures < 1 || accountFailures < 1) {
            throw new IllegalArgumentException(
                    "each number of failures is at least 1, not " + addressFailures + " and " + accountFailures);
        }
        if (window.compareTo(SHORTEST) < 0 || window.compareTo(LONGEST_WINDOW) > 0) {
            throw new IllegalArgumentException("the window is 1 ms to 1 day, not " + window);
        }
        if (lock.compareTo(SHORTEST) < 0 || lock.compareTo(LONGEST_LOCK) > 0) {
            throw new IllegalArgumentException("a lock is 1 ms to 7 days, not " + lock);
        }
        if (delay.isNegative() || delay.compareTo(Duration.ofSeconds(10)) > 0) {
            throw new IllegalArgumentException("the delay is between zero and 10 seconds, not " + delay);
        }
    }
}
