package io.securechannel.internal.socket;

import io.securechannel.auth.LoginContext;
import java.time.Duration;

/**
 * How long things may take; zero means for ever, where it is allowed.
 *
 * @param handshake from the first byte to the last of the handshake, in all
 * @param login from the end of the handshake to that of the login, in all
 * @param write for the peer to take what was written; zero for ever
 * @param idle between two arrivals while somebody waits for one; zero for ever
 * @param close for the whole of a close
 */
public record Deadlines(Duration handshake, Duration login, Duration write, Duration idle, Duration close) {

    /** What the configurations start with. */
    public static final Deadlines DEFAULTS = new Deadlines(
            Duration.ofSeconds(10),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(2));

    /** The longest that is taken, so that sums of nanoseconds stay in range. */
    public static final Duration LONGEST = Duration.ofDays(365);

    /**
     * @param name of the setting, for the error
     * @param value the wish
     * @param zeroAllowed whether zero, for ever, may be chosen
     * @return the value
     * @throws IllegalArgumentException if it is negative, longer than a year, or zero where it may not be
     */
    public static Duration checked(String name, Duration value, boolean zeroAllowed) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0 || (value.isZero() && !zeroAllowed)) {
            throw new IllegalArgumentException(name + " must be " + (zeroAllowed ? "zero (for ever) or " : "")
                    + "positive and at most a year, not " + value);
        }
        return value;
    }

    /** {@return the same with another deadline for the handshake} */
    public Deadlines withHandshake(Duration value) {
        return new Deadlines(checked("handshakeTimeout", value, false), login, write, idle, close);
    }

    /** {@return the same with another deadline for the login} */
    public Deadlines withLogin(Duration value) {
        if (value.compareTo(LoginContext.LONGEST_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "loginTimeout is at most 5 minutes, so that no challenge is older, not " + value);
        }
        return new Deadlines(handshake, checked("loginTimeout", value, false), write, idle, close);
    }

    /** {@return the same with another deadline for writes} */
    public Deadlines withWrite(Duration value) {
        return new Deadlines(handshake, login, checked("writeTimeout", value, true), idle, close);
    }

    /** {@return the same with another idle deadline} */
    public Deadlines withIdle(Duration value) {
        return new Deadlines(handshake, login, write, checked("idleTimeout", value, true), close);
    }

    /** {@return the same with another deadline for the close} */
    public Deadlines withClose(Duration value) {
        return new Deadlines(handshake, login, write, idle, checked("closeTimeout", value, false));
    }
}
