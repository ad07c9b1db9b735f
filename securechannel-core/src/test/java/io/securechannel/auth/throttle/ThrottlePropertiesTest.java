package io.securechannel.auth.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.store.H2;
import io.securechannel.error.KeyMaterialException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever happens, in whatever order: the throttles do what the naive one does. */
class ThrottlePropertiesTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** Small, so that every limit is reached. */
    private static final ThrottleLimits LIMITS =
            new ThrottleLimits(3, MINUTE.multipliedBy(5), MINUTE.multipliedBy(15), 7, 5, Duration.ofSeconds(2));

    /** What happens: an attempt, an unlocking, and how much time passes before. */
    record Step(Duration pause, String user, String address, boolean right, boolean unlock) {}

    /** The end of the seven days to the millisecond is not here: a database remembers a success to within an hour. */
    @Provide
    Arbitrary<List<Step>> steps() {
        var pause = Arbitraries.frequencyOf(
                Tuple.of(12, Arbitraries.just(Duration.ZERO)),
                Tuple.of(6, Arbitraries.integers().between(1, 100).map(Duration::ofSeconds)),
                Tuple.of(2, Arbitraries.of(5, 15).map(MINUTE::multipliedBy)),
                Tuple.of(
                        2,
                        Arbitraries.of(5, 15)
                                .map(each -> MINUTE.multipliedBy(each).minusMillis(1))),
                Tuple.of(1, Arbitraries.just(Duration.ofDays(8))));
        var step = Combinators.combine(
                        pause,
                        Arbitraries.of("ada", "bob"),
                        Arbitraries.of("203.0.113.1", "203.0.113.2", "203.0.113.3", "203.0.113.4"),
                        Arbitraries.integers().between(0, 7),
                        Arbitraries.integers().between(0, 40))
                .as((time, user, address, right, unlock) -> new Step(time, user, address, right == 0, unlock == 0));
        return step.list().ofMinSize(10).ofMaxSize(80);
    }

    @Property(tries = 400)
    void inMemory(@ForAll("steps") List<Step> steps) throws KeyMaterialException {
        var clock = new FakeClock();
        compare(LoginThrottle.inMemory(LIMITS, clock), clock, steps);
    }

    @Property(tries = 20)
    void inADatabase(@ForAll("steps") List<Step> steps) throws KeyMaterialException, SQLException {
        var clock = new FakeClock();
        try (var database = H2.create()) {
            compare(LoginThrottle.jdbc(database.source(), LIMITS, clock), clock, steps);
        }
    }

    private static void compare(LoginThrottle throttle, FakeClock clock, List<Step> steps) throws KeyMaterialException {
        var naive = new NaiveThrottle(LIMITS);
        for (int i = 0; i < steps.size(); i++) {
            var step = steps.get(i);
            clock.pass(step.pause());
            if (step.unlock()) {
                throttle.unlock(step.user());
                naive.unlock(step.user());
            }
            var address = LoginThrottleContract.address(step.address());
            assertThat(throttle.attempt(step.user(), address, step::right))
                    .as("step %d of %s", i, steps)
                    .isEqualTo(naive.attempt(step.user(), step.address(), step.right(), clock.instant()));
        }
    }
}
