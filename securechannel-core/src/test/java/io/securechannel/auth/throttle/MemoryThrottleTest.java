package io.securechannel.auth.throttle;

import static io.securechannel.auth.throttle.LoginThrottle.Result.LOCKED;
import static io.securechannel.auth.throttle.LoginThrottle.Result.REFUSED;
import static io.securechannel.auth.throttle.LoginThrottle.Result.REFUSED_AND_LOCKED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class MemoryThrottleTest extends LoginThrottleContract {

    private static final int SMALL = 200;

    @Override
    LoginThrottle create(ThrottleLimits limits, FakeClock clock) {
        return LoginThrottle.inMemory(limits, clock);
    }

    private MemoryThrottle small() {
        var small = new MemoryThrottle(ThrottleLimits.DEFAULTS, clock, SMALL);
        throttle = small;
        return small;
    }

    /** A /64 each. */
    private static InetAddress network(int number) throws UnknownHostException {
        var bytes = new byte[16];
        bytes[0] = 0x20;
        bytes[5] = (byte) (number >> 16);
        bytes[6] = (byte) (number >> 8);
        bytes[7] = (byte) number;
        return InetAddress.getByAddress(bytes);
    }

    @Test
    void aFloodOfNamesAndAddressesIsBounded() throws Exception {
        var small = small();
        for (int i = 0; i < 20 * SMALL; i++) {
            wrong("user " + i, network(i));
            right("guest " + i, network(i));
        }
        assertThat(small.size()).isEqualTo(4 * SMALL);
        for (int i = 0; i < 20 * SMALL; i++) {
            wrong("user " + i / 5, network(i / 5));
        }
        assertThat(small.size()).as("locked as well").isEqualTo(4 * SMALL);
    }

    @Test
    void aFloodOfFailuresPushesNoLockOut() throws Exception {
        small();
        wrong("ada", HOME, 5);
        for (int i = 0; i < 20 * SMALL; i++) {
            assertThat(wrong("user " + i, network(i))).isEqualTo(REFUSED);
        }
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
        assertThat(wrong("user 1", network(1), 5)).as("failures still count").endsWith(REFUSED_AND_LOCKED);
    }

    @Test
    void aLockIsPushedOutOnlyByAsManyLocksAsThereIsRoomFor() throws Exception {
        small();
        wrong("ada", HOME, 5);
        for (int i = 0; i < SMALL - 1; i++) {
            wrong("user " + i, network(i), 5);
        }
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
        assertThat(throttle.locked()).hasSize(SMALL);
        wrong("one more", AWAY, 5);
        assertThat(throttle.locked())
                .as("with failures of its own it pushed out no lock")
                .hasSize(SMALL);
    }

    @Test
    void whatIsOverTakesNoMemory() throws Exception {
        var small = small();
        for (int i = 0; i < SMALL; i++) {
            wrong("user " + i / 5, network(i / 5));
        }
        clock.pass(Duration.ofMinutes(15));
        wrong("ada", HOME);
        assertThat(small.size()).isEqualTo(3);
    }

    /** Which of two windows ends first is told by when they began, and not by the latest failure. */
    @Test
    void aWindowThatEndsTakesNoMemoryThoughAnotherGoesOn() throws Exception {
        var small = small();
        wrong("ada", HOME);
        clock.pass(MINUTE);
        wrong("bob", AWAY);
        wrong("ada", HOME);
        clock.pass(MINUTE.multipliedBy(4));
        right("eve", network(1));
        assertThat(small.size())
                .as("two pairs, bob's account and address, and where eve is known")
                .isEqualTo(5);
        clock.pass(MINUTE);
        right("eve", network(1));
        assertThat(small.size()).as("where eve is known").isEqualTo(1);
    }

    @Test
    void aLockThatIsOverIsNotLifted() throws Exception {
        wrong("ada", HOME, 5);
        clock.pass(MINUTE.multipliedBy(15));
        assertThat(throttle.unlock("ada")).isZero();
    }

    /** A lock of the program that stays would stop whoever comes next in another thread. */
    @Test
    void whoAsksLetsGoOfTheLock() throws Exception {
        var small = small();
        List<Callable<?>> calls =
                List.of(small::locked, () -> small.unlock("ada"), small::size, () -> right("ada", HOME));
        for (var call : calls) {
            call.call();
            assertThat(CompletableFuture.supplyAsync(small::size).get(20, TimeUnit.SECONDS))
                    .isNotNegative();
        }
    }

    @Test
    void addressesThatAreKnownAreBoundedByAccountAndInAll() {
        var known = new KnownAddresses(20);
        for (int i = 0; i < KnownAddresses.OF_ONE_ACCOUNT; i++) {
            known.add(new ThrottleKey("ada", "a" + i), 0);
        }
        assertThat(known.size()).isEqualTo(KnownAddresses.OF_ONE_ACCOUNT);
        assertThat(known.contains(new ThrottleKey("ada", "a0"), 0)).isTrue();
        for (int i = 0; i < 5; i++) {
            known.add(new ThrottleKey("bob", "b" + i), 0);
        }
        assertThat(known.size()).as("ada's are the oldest").isEqualTo(5);
        assertThat(known.contains(new ThrottleKey("ada", "a0"), 0)).isFalse();
        known.add(new ThrottleKey("bob", "b0"), 0);
        assertThat(known.size()).as("met again").isEqualTo(5);
        assertThat(known.contains(new ThrottleKey("bob", "b4"), 0)).isTrue();
    }

    @Test
    void limitsHaveTheirLimits() {
        var day = Duration.ofDays(1);
        assertThat(new ThrottleLimits(1, TICK, TICK, 1, 1, Duration.ZERO)).isNotNull();
        assertThat(new ThrottleLimits(100, day, day.multipliedBy(7), 1, 1, Duration.ofSeconds(10)))
                .isNotNull();
        refused(() -> new ThrottleLimits(0, TICK, TICK, 1, 1, TICK), "not 0");
        refused(() -> new ThrottleLimits(101, TICK, TICK, 1, 1, TICK), "not 101");
        refused(() -> new ThrottleLimits(1, TICK, TICK, 0, 1, TICK), "0 and 1");
        refused(() -> new ThrottleLimits(1, TICK, TICK, 1, 0, TICK), "1 and 0");
        refused(() -> new ThrottleLimits(1, Duration.ZERO, TICK, 1, 1, TICK), "window");
        refused(() -> new ThrottleLimits(1, day.plus(TICK), TICK, 1, 1, TICK), "window");
        refused(() -> new ThrottleLimits(1, TICK, Duration.ZERO, 1, 1, TICK), "lock");
        refused(() -> new ThrottleLimits(1, TICK, day.multipliedBy(7).plus(TICK), 1, 1, TICK), "lock");
        refused(() -> new ThrottleLimits(1, TICK, TICK, 1, 1, TICK.negated()), "delay");
        refused(
                () -> new ThrottleLimits(
                        1, TICK, TICK, 1, 1, Duration.ofSeconds(10).plus(TICK)),
                "delay");
    }

    private static void refused(ThrowingCallable call, String told) {
        assertThatIllegalArgumentException().isThrownBy(call).withMessageContaining(told);
    }

    /** A count that is full stays full. */
    @Test
    void aCountDoesNotOverflow() {
        var full = new FailureCount(0, Integer.MAX_VALUE);
        assertThat(full.plusOne(1, ThrottleLimits.DEFAULTS)).isEqualTo(full);
        assertThat(new FailureCount(0, 7).plusOne(1, ThrottleLimits.DEFAULTS)).isEqualTo(new FailureCount(0, 8));
    }
}
