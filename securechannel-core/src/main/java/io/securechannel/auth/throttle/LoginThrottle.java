package io.securechannel.auth.throttle;

import io.securechannel.error.KeyMaterialException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * Counts failed logins and slows guessing down. All methods may be called by several threads, and servers, at once. Nothing
 * here depends on whether a user of that name exists.
 */
public interface LoginThrottle {

    /**
     * A throttle that counts in this program's memory, which is bounded, and forgets when the program ends. For one server.
     *
     * @param limits how much guessing is let pass
     * @param clock tells the time; {@link InstantSource#system()} outside tests
     * @return the throttle
     */
    static LoginThrottle inMemory(ThrottleLimits limits, InstantSource clock) {
        return new MemoryThrottle(limits, clock, MemoryThrottle.CAPACITY);
    }

    /**
     * A throttle that counts in a database, PostgreSQL or H2, which servers may share. Its tables are made, or brought up to
     * date, now. Servers that share it should have the same limits and the right time.
     *
     * @param source gives connections; it stays the caller's to close
     * @param limits how much guessing is let pass
     * @param clock tells the time; {@link InstantSource#system()} outside tests
     * @return the throttle
     * @throws KeyMaterialException UNAVAILABLE if the database does not answer, TOO_NEW if a later version of this library made
     *     its tables, DAMAGED if they hold what cannot be
     */
    static LoginThrottle jdbc(DataSource source, ThrottleLimits limits, InstantSource clock)
            throws KeyMaterialException {
        return JdbcThrottle.open(source, limits, clock);
    }

    /**
     * Checks a proof, unless the pair of account and address is locked, and counts what came of it. Attempts of one pair are
     * counted one after the other, also on several servers: of many at once no more get an answer than the limit allows.
     *
     * <p>While a pair is locked its attempts do not prolong the lock: whoever shares the owner's address would otherwise keep
     * the owner out for ever. They count for address and account as failures do, right or wrong, so that nothing tells a
     * locked pair from a wrong password.
     *
     * @param user the name that the client gave, prepared
     * @param address where the client is; of IPv6 the /64 counts, and an IPv4-mapped address as the IPv4 address
     * @param proof whether the proof is right: asked once, also where the pair is locked, so that both take the same time;
     *     takes microseconds
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
     * {@return the pairs that are locked now, with the accounts as hashes} For their names: {@link #locked(Collection)}.
     *
     * @throws KeyMaterialException if they cannot be told
     */
    default List<Lock> locked() throws KeyMaterialException {
        return locked(List.of());
    }

    /**
     * Tells which pairs are locked now. People type passwords in the wrong field, so what a client gave as a name is kept nowhere;
     * whoever asks gives the names of the users that there are, such as {@code CredentialStore.names()}.
     *
     * @param names of users
     * @return the pairs that are locked now, of all accounts, in the order in which the locks end
     * @throws KeyMaterialException if they cannot be told
     */
    List<Lock> locked(Collection<String> names) throws KeyMaterialException;

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
     * @param user the account: the user's name; the name, a no-break space and {@code (second step)} where codes were wrong; a
     *     no-break space and {@code (sign-up)} for sign-ups; or {@code sha256:} and 8 digits of the hash of a name that was not
     *     among those given
     * @param address the address, or the IPv6 /64, in text
     * @param until when it ends
     */
    record Lock(String user, String address, Instant until) {}
}
