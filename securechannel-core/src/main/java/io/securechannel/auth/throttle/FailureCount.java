package io.securechannel.auth.throttle;

/**
 * Failures of one address over all accounts, or of one account over all addresses. The first failure opens a window, and the
 * next window is opened by the first failure after its end: two numbers, however many failures there are.
 *
 * @param started when the first was, in milliseconds since 1970
 * @param failures how many since
 */
record FailureCount(long started, int failures) {

    static final FailureCount NONE = new FailureCount(Long.MIN_VALUE / 2, 0);

    boolean isOver(long now, ThrottleLimits limits) {
        return !ClockRule.counts(started, limits.window(), now);
    }

    boolean reaches(int limit, long now, ThrottleLimits limits) {
        return !isOver(now, limits) && failures >= limit;
    }

    FailureCount plusOne(long now, ThrottleLimits limits) {
        return isOver(now, limits)
                ? new FailureCount(now, 1)
                : new FailureCount(started, failures == Integer.MAX_VALUE ? failures : failures + 1);
    }
}
