package io.securechannel.auth;

import io.securechannel.auth.scram.UnknownUsers;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.error.KeyMaterialException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of users who do not exist, after those of the store's users. The store's distribution of iteration counts
 * is looked at now and then: it moves slowly, and counting a large store takes time.
 */
final class MadeUpUsers {

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    private final @Nullable CredentialStore store;
    private final int iterations;
    private final InstantSource clock;
    private final ReentrantLock refreshing = new ReentrantLock();
    private final AtomicReference<@Nullable Drawn> drawn = new AtomicReference<>();

    MadeUpUsers(@Nullable CredentialStore store, int iterations, InstantSource clock) {
        this.store = store;
        this.iterations = iterations;
        this.clock = clock;
    }

    private record Drawn(UnknownUsers users, Instant until) {}

    UnknownUsers get() throws KeyMaterialException {
        var last = drawn.get();
        var now = clock.instant();
        if (last != null && (now.isBefore(last.until()) || !refreshing.tryLock())) {
            return last.users();
        }
        if (last == null) {
            refreshing.lock();
        }
        try {
            return refreshed(now);
        } finally {
            refreshing.unlock();
        }
    }

    /** What was drawn before serves on where the store cannot count now: without it nobody gets in either. */
    private UnknownUsers refreshed(Instant now) throws KeyMaterialException {
        var last = drawn.get();
        if (last != null && now.isBefore(last.until())) {
            return last.users(); // another thread has just looked
        }
        if (store == null) {
            throw new IllegalStateException("there are no passwords, and so no store");
        }
        try (var secret = store.secret()) {
            var users = UnknownUsers.of(secret, store.iterationCounts(), iterations);
            drawn.set(new Drawn(users, now.plus(LOOK_AGAIN)));
            return users;
        } catch (KeyMaterialException e) {
            if (last == null) {
                throw e;
            }
            drawn.set(new Drawn(last.users(), now.plus(TRY_AGAIN)));
            return last.users();
        }
    }
}
