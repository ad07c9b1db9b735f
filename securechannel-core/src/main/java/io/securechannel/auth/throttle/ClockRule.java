package io.securechannel.auth.throttle;

import java.time.Duration;

/**
 * Which times count. Servers that share a database each write their own, and a clock may have been wrong: what is further in the
 * future than clocks may differ is as if it were not there, or a clock that was years ahead would lock for years. Less is
 * counted as it is, or an attempt at the server whose clock is behind would end a lock that was made a moment ago.
 */
final class ClockRule {

    /** What clocks may differ by, as in Kerberos (RFC 4120, section 1.6 and 5.9.1: 5 minutes are usual). */
    static final Duration SKEW = Duration.ofMinutes(5);

    private ClockRule() {}

    /** {@return whether something that happened counts still} */
    static boolean counts(long happened, Duration lasting, long now) {
        return happened - now <= SKEW.toMillis() && now - happened < lasting.toMillis();
    }

    /** {@return whether something that ends, and was to last so long, goes on} */
    static boolean goesOn(long ends, Duration lasting, long now) {
        return now < ends && ends <= latestEnd(lasting, now);
    }

    /** {@return when something ends at the latest that was to last so long} */
    static long latestEnd(Duration lasting, long now) {
        return now + lasting.toMillis() + SKEW.toMillis();
    }
}
