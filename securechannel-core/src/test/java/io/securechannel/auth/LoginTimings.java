package io.securechannel.auth;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.auth.throttle.ThrottleLimits;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * How long a server's flow takes to refuse, from the client's first message to the refusal, without the client's own work
 * and without a wire: what an attacker beside the server would see at best. Tries of all kinds are mixed at random.
 */
final class LoginTimings {

    /** Names of each kind, all of one length. */
    private static final int NAMES = 100;

    /** Rounds that do not count. */
    private static final int WARM_UP = 15;

    /** Failures of a name are this far apart, and so never lock; what was locked before stays so. */
    private static final Duration BETWEEN_ROUNDS = Duration.ofMinutes(6);

    private static final ThrottleLimits LIMITS = new ThrottleLimits(
            5, Duration.ofMinutes(5), Duration.ofDays(7), Integer.MAX_VALUE, Integer.MAX_VALUE, Duration.ZERO);

    /** Why a login is refused. */
    enum Kind {
        UNKNOWN,
        WRONG,
        LOCKED
    }

    /** Makes what counts failures. */
    interface Counting {
        LoginThrottle by(ThrottleLimits limits, InstantSource clock) throws KeyMaterialException;
    }

    private final LoginVerifier verifier;
    private final Random random;
    private Instant now = Instant.EPOCH.plus(Duration.ofDays(10_000));

    /**
     * @param users empty
     * @param throttle makes it, with a clock that this moves
     */
    LoginTimings(CredentialStore users, Counting throttle, Random random) throws KeyMaterialException {
        this.random = random;
        for (int i = 0; i < NAMES; i++) {
            add(users, name(Kind.WRONG, i));
            add(users, name(Kind.LOCKED, i));
        }
        this.verifier = LoginVerifier.builder()
                .passwords(users)
                .insecureIterations(1)
                .throttle(throttle.by(LIMITS, () -> now))
                .clock(() -> now)
                .build();
    }

    /** {@return the times of each kind, in nanoseconds, in the order in which they were taken} */
    Map<Kind, long[]> measure(int triesOfEach) throws SecureChannelException {
        for (int i = 0; i < NAMES; i++) {
            for (int failure = 0; failure < LIMITS.failures(); failure++) {
                time(name(Kind.LOCKED, i));
            }
        }
        var times = new EnumMap<Kind, List<Long>>(Kind.class);
        for (var kind : Kind.values()) {
            times.put(kind, new ArrayList<>());
        }
        int rounds = WARM_UP + (triesOfEach + NAMES - 1) / NAMES;
        for (int round = 0; round < rounds; round++) {
            now = now.plus(BETWEEN_ROUNDS);
            for (var each : mixed()) {
                long taken = time(name(each.kind(), each.number()));
                if (round >= WARM_UP) {
                    times.get(each.kind()).add(taken);
                }
            }
        }
        var all = new EnumMap<Kind, long[]>(Kind.class);
        times.forEach((kind, list) ->
                all.put(kind, list.stream().mapToLong(Long::longValue).toArray()));
        return all;
    }

    private record Try(Kind kind, int number) {}

    private List<Try> mixed() {
        var tries = new ArrayList<Try>();
        for (var kind : Kind.values()) {
            for (int i = 0; i < NAMES; i++) {
                tries.add(new Try(kind, i));
            }
        }
        Collections.shuffle(tries, random);
        return tries;
    }

    private long time(String name) throws SecureChannelException {
        var client = LoginPair.password(name, "wrong").begin(FlowPair.context(Optional.empty(), List.of()));
        var server = verifier.begin(FlowPair.context(Optional.empty(), List.of()));
        try (client;
                server) {
            var begin = client.receive(server.begin().orElseThrow()).message().orElseThrow();
            long start = System.nanoTime();
            var challenge = server.receive(begin);
            long first = System.nanoTime() - start;
            var response =
                    client.receive(challenge.message().orElseThrow()).message().orElseThrow();
            start = System.nanoTime();
            var refusal = server.receive(response);
            long second = System.nanoTime() - start;
            requireRefused(refusal);
            return first + second;
        }
    }

    private static void requireRefused(LoginFlow.Step step) {
        var failure = FlowPair.failure(step);
        if (failure == null || failure.reason() != Reason.LOGIN_REFUSED) {
            throw new AssertionError("not refused", failure);
        }
    }

    private static String name(Kind kind, int number) {
        return kind.name().charAt(0) + String.format("%07d", number);
    }

    private static void add(CredentialStore users, String name) throws KeyMaterialException {
        try (var secret = LoginPair.secret("right")) {
            users.add(User.of(name, ScramCredential.derive(secret, 1), Instant.EPOCH));
        }
    }
}
