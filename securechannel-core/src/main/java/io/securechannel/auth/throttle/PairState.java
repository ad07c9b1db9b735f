package io.securechannel.auth.throttle;

import io.securechannel.auth.throttle.LoginThrottle.Result;
import java.util.ArrayList;
import java.util.List;

/**
 * What is remembered of one pair of account and address. Times are milliseconds since 1970.
 *
 * @param failures when the last ones were, oldest first
 * @param lockedUntil when the lock ends; 0 if there was none
 */
record PairState(List<Long> failures, long lockedUntil) {

    static final PairState NONE = new PairState(List.of(), 0);

    PairState {
        failures = List.copyOf(failures);
    }

    /**
     * What comes of an attempt, and of the pair.
     *
     * @param result what comes of the attempt
     * @param next what is remembered from now on
     */
    record Outcome(Result result, PairState next) {}

    boolean isLocked(long now) {
        return now < lockedUntil;
    }

    /** When nothing of this counts any more. */
    long expires(ThrottleLimits limits) {
        long lastFailure = failures.isEmpty() ? 0 : failures.get(failures.size() - 1);
        return Math.max(lockedUntil, lastFailure + limits.window().toMillis());
    }

    /** An attempt on a locked pair changes nothing, so that whoever shares the address cannot prolong the lock for ever. */
    Outcome after(boolean right, long now, ThrottleLimits limits) {
        var failed = afterFailure(now, limits); // also where it is not wanted, so that it takes as long
        if (isLocked(now)) {
            return new Outcome(Result.LOCKED, this);
        }
        return right ? new Outcome(Result.ACCEPTED, NONE) : failed;
    }

    private Outcome afterFailure(long now, ThrottleLimits limits) {
        long oldest = now - limits.window().toMillis();
        var counted = failures.stream().filter(failure -> failure > oldest).toList();
        if (counted.size() + 1 >= limits.failures()) {
            // The failures are paid for by the lock: after it, the count begins anew.
            return new Outcome(
                    Result.REFUSED_AND_LOCKED,
                    new PairState(List.of(), now + limits.lock().toMillis()));
        }
        var failed = new ArrayList<>(counted);
        failed.add(now);
        return new Outcome(Result.REFUSED, new PairState(failed, 0));
    }
}
