package io.securechannel.internal.jsse;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.error.SecureChannelException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The handshake that a thread is driving, for the trust manager that the provider calls back: which handshake that is, and how
 * long it may still take. The engine that JSSE gives to trust managers does not tell, because Conscrypt wraps its engines and
 * gives out the one inside; but all providers call back in the thread that drives the engine, whose delegated tasks run there
 * too. A thread knows of a handshake during {@link #drive} alone.
 */
public final class HandshakeUnderWay {

    private static final ThreadLocal<@Nullable HandshakeUnderWay> CURRENT = new ThreadLocal<>();

    private volatile LongSupplier nanosLeft = () -> Long.MAX_VALUE;

    /** For the thread that drives it. */
    private long checkNanos;

    private long revocationNanos;

    /** A handshake that may take for ever. */
    public HandshakeUnderWay() {}

    /**
     * Limits it.
     *
     * @param left the nanoseconds that are left at any time, negative when none are; {@link Long#MAX_VALUE} for ever
     */
    public void limit(LongSupplier left) {
        this.nanosLeft = left;
    }

    /** {@return how long it may still take, zero if it is late; empty if for ever} */
    public Optional<Duration> left() {
        long nanos = nanosLeft.getAsLong();
        return nanos == Long.MAX_VALUE ? Optional.empty() : Optional.of(Duration.ofNanos(Math.max(0, nanos)));
    }

    /**
     * Tells the handshake that this thread is driving, if it is, what a check of the peer has taken.
     *
     * @param checked all of it, in nanoseconds
     * @param revocation the part of that which went into revocation
     */
    public static void checked(long checked, long revocation) {
        var driven = CURRENT.get();
        if (driven != null) {
            driven.checkNanos += checked;
            driven.revocationNanos += revocation;
        }
    }

    /** {@return how long the peer was being checked, in nanoseconds} */
    public long checkNanos() {
        return checkNanos;
    }

    /** {@return the part of that which went into revocation, in nanoseconds} */
    public long revocationNanos() {
        return revocationNanos;
    }

    /** {@return the one that this thread is driving, if it is} */
    public static Optional<HandshakeUnderWay> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /**
     * A step of it.
     *
     * @param <T> what comes of it
     */
    @FunctionalInterface
    public interface Step<T> {
        /**
         * {@return what comes of it}
         *
         * @throws SSLException from the provider
         * @throws SecureChannelException if the peer is refused
         */
        T take() throws SSLException, SecureChannelException;
    }

    /**
     * Takes a step of it in this thread.
     *
     * @param <T> what comes of it
     * @param step the step
     * @return what comes of it
     * @throws SSLException as the step does
     * @throws SecureChannelException as the step does
     */
    @CanIgnoreReturnValue
    public <T> T drive(Step<T> step) throws SSLException, SecureChannelException {
        var outer = current();
        CURRENT.set(this);
        try {
            return step.take();
        } finally {
            outer.ifPresentOrElse(CURRENT::set, CURRENT::remove);
        }
    }
}
