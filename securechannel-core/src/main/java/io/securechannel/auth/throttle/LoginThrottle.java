package io.securechannel.auth.throttle;

import io.securechannel.error.KeyMaterialException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Counts failed logins and slows guessing down. All methods may be called by several threads, and servers, at once. Nothing
 * here depends on whether a user of that name exists.
 */
public interface LoginThrottle {

    /**
     * Checks a proof, unless the pair of account and address is locked, and counts what came of it. Attempts of one pair go
     * one after the other, also on several servers, so that many at once do not find out more than the limit allows.
     *
     * @param user the name that the client gave, prepared
     * @param address where the client is; of IPv6 the /64 counts
     * @param proof whether the proof is right: asked also where the pair is locked, so that both take the same time; takes
     *     microseconds
     * @return what came of it, and how long to wait before the answer
     * @throws KeyMaterialException UNAVAILABLE if it cannot be counted: then nobody is let in
     */
    Attempt attempt(String user, InetAddress address, BooleanSupplier proof) throws KeyMaterialException;

    /**
     * Unlocks all pairs of an account, and forgets its failures.
     *
     * @param user the account
     * @return how many pairs were locked
     * @throws KeyMaterialException if it cannot be done
     */
    int unlock(String user) throws KeyMaterialException;

    /**
     * {@return the pairs that are locked now}
     *
     * @throws KeyMaterialException if they cannot be told
     */
    List<Lock> locked() throws KeyMaterialException;

    /**
     * What came of an attempt.
     *
     * @param result what
     * @param delay how long to wait before the client hears of it; zero where there is no need
     */
    record Attempt(Result result, Duration delay) {}

    /** What came of an attempt; a client is told whether it is ACCEPTED and nothing else. */
    enum Result {
        /** The proof is right. */
        ACCEPTED,
        /** The proof is wrong. */
        REFUSED,
        /** The proof is wrong, and with that failure the pair is locked. */
        REFUSED_AND_LOCKED,
        /** The pair is locked; whether the proof was right is not told. */
        LOCKED
    }

    /**
     * A pair that is locked.
     *
     * @param user the account
     * @param address the address, or the IPv6 /64, in text
     * @param until when it ends
     */
    record Lock(String user, String address, Instant until) {}
}
