package io.securechannel.hybrid.symmetric;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.time.Duration;
import java.time.Instant;

/** Whether a token is within the time that it may live, by clocks that may differ a little. */
final class TokenAge {

    /** How far in the future a token may be dated: clocks of two machines differ. As Python's Fernet has it. */
    static final Duration SKEW = Duration.ofSeconds(60);

    private TokenAge() {}

    static void requireTimeToLive(Duration timeToLive) {
        if (timeToLive.isNegative()) {
            throw new IllegalArgumentException("a time to live is not negative: " + timeToLive);
        }
    }

    /**
     * Looks at the date of a token that is authentic.
     *
     * @param created when it was made, as it says
     * @param now by the clock here
     * @param timeToLive how long it may live
     * @throws KeyMaterialException EXPIRED
     */
    static void check(Instant created, Instant now, Duration timeToLive) throws KeyMaterialException {
        var age = Duration.between(created, now);
        if (age.compareTo(timeToLive) > 0) {
            throw new KeyMaterialException(
                    Reason.EXPIRED,
                    "the token is of " + created + ", " + age + " ago, and may be no older than " + timeToLive
                            + ": ask for a new one; if it is new, one of the two clocks is wrong");
        }
        if (age.plus(SKEW).isNegative()) {
            throw new KeyMaterialException(
                    Reason.EXPIRED,
                    "the token is of " + created + ", which is in the future by the clock here (" + now
                            + "): the clock that made it, or this one, is wrong by more than " + SKEW);
        }
    }
}
