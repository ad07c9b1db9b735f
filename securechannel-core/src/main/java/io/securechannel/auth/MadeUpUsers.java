package io.securechannel.auth;

import io.securechannel.auth.scram.UnknownUsers;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.error.KeyMaterialException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The credentials of users who do not exist, after those of the store's users. The store's distribution of iteration counts
 * is looked at now and then: it moves slowly, and counting a large store takes time.
 */
final class MadeUpUsers {

    private static final Duration LOOK_AGAIN = Duration.ofMinutes(5);

    private final @Nullable CredentialStore store;
    private final int iterations;
    private final InstantSource clock;
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
        if (last != null && now.isBefore(last.until())) {
            return last.users();
        }
        if (store == null) {
            throw new IllegalStateException("there are no passwords, and so no store");
        }
        try (var secret = store.secret()) {
            var users = UnknownUsers.of(secret, store.iterationCounts(), iterations);
            drawn.set(new Drawn(users, now.plus(LOOK_AGAIN)));
            return users;
        }
    }
}
