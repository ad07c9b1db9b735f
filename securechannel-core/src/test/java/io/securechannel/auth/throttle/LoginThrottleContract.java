package io.securechannel.auth.throttle;

import static io.securechannel.auth.throttle.LoginThrottle.Result.ACCEPTED;
import static io.securechannel.auth.throttle.LoginThrottle.Result.LOCKED;
import static io.securechannel.auth.throttle.LoginThrottle.Result.REFUSED;
import static io.securechannel.auth.throttle.LoginThrottle.Result.REFUSED_AND_LOCKED;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.store.Together;
import io.securechannel.auth.throttle.LoginThrottle.Attempt;
import io.securechannel.auth.throttle.LoginThrottle.Lock;
import io.securechannel.auth.throttle.LoginThrottle.Result;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds of every throttle. */
abstract class LoginThrottleContract {

    static final Duration MINUTE = Duration.ofMinutes(1);
    static final Duration TICK = Duration.ofMillis(1);
    static final Duration YEARS = Duration.ofDays(3_650);
    static final Duration SLOW = Duration.ofSeconds(2);
    static final InetAddress HOME = address("203.0.113.7");
    static final InetAddress AWAY = address("203.0.113.8");

    final FakeClock clock = new FakeClock();
    LoginThrottle throttle;

    /** A throttle of its own that remembers nothing. */
    abstract LoginThrottle create(ThrottleLimits limits, FakeClock clock) throws Exception;

    @BeforeEach
    void open() throws Exception {
        throttle = create(ThrottleLimits.DEFAULTS, clock);
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByName(text); // no name is looked up for an address in text
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    Result right(String user, InetAddress address) throws Exception {
        return throttle.attempt(user, address, () -> true).result();
    }

    Result wrong(String user, InetAddress address) throws Exception {
        return throttle.attempt(user, address, () -> false).result();
    }

    List<Result> wrong(String user, InetAddress address, int times) throws Exception {
        var results = new ArrayList<Result>();
        for (int i = 0; i < times; i++) {
            results.add(wrong(user, address));
        }
        return results;
    }

    @Test
    void fiveFailuresLockForAQuarterOfAnHour() throws Exception {
        assertThat(wrong("ada", HOME, 7))
                .containsExactly(REFUSED, REFUSED, REFUSED, REFUSED, REFUSED_AND_LOCKED, LOCKED, LOCKED);
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
        clock.pass(MINUTE.multipliedBy(15).minus(TICK));
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
        clock.pass(TICK);
        assertThat(right("ada", HOME)).isEqualTo(ACCEPTED);
    }

    @Test
    void attemptsWhileLockedDoNotProlongTheLock() throws Exception {
        wrong("ada", HOME, 5);
        for (int i = 0; i < 14; i++) {
            clock.pass(MINUTE);
            assertThat(wrong("ada", HOME)).isEqualTo(LOCKED);
        }
        clock.pass(MINUTE);
        assertThat(wrong("ada", HOME, 5))
                .as("the count begins anew")
                .containsExactly(REFUSED, REFUSED, REFUSED, REFUSED, REFUSED_AND_LOCKED);
    }

    @Test
    void failuresAreForgottenAfterTheWindow() throws Exception {
        wrong("ada", HOME);
        clock.pass(MINUTE.multipliedBy(5).minus(TICK));
        assertThat(wrong("ada", HOME, 3)).containsOnly(REFUSED);
        clock.pass(TICK);
        assertThat(wrong("ada", HOME)).as("the first one is five minutes old").isEqualTo(REFUSED);
        assertThat(wrong("ada", HOME)).isEqualTo(REFUSED_AND_LOCKED);
    }

    @Test
    void theWindowSlides() throws Exception {
        for (int i = 0; i < 40; i++) {
            assertThat(wrong("ada", HOME)).as("failure %d", i).isEqualTo(REFUSED);
            clock.pass(Duration.ofSeconds(75)); // 5 are spread over exactly 5 minutes
        }
    }

    @Test
    void aSuccessForgetsTheFailuresOfItsOwnPairAlone() throws Exception {
        wrong("ada", HOME, 4);
        wrong("ada", AWAY, 4);
        wrong("bob", HOME, 4);
        assertThat(right("ada", HOME)).isEqualTo(ACCEPTED);
        assertThat(wrong("ada", HOME, 4)).containsOnly(REFUSED);
        assertThat(wrong("ada", AWAY)).isEqualTo(REFUSED_AND_LOCKED);
        assertThat(wrong("bob", HOME)).isEqualTo(REFUSED_AND_LOCKED);
    }

    @Test
    void anAttackerElsewhereDoesNotLockTheOwnerOut() throws Exception {
        wrong("ada", AWAY, 50);
        assertThat(right("ada", HOME)).isEqualTo(ACCEPTED);
        assertThat(right("bob", AWAY)).as("another account").isEqualTo(ACCEPTED);
    }

    @Test
    void theProofIsAskedOnceAlsoWhileLocked() throws Exception {
        wrong("ada", HOME, 5);
        var asked = new AtomicInteger();
        var attempt = throttle.attempt("ada", HOME, () -> asked.incrementAndGet() > 0);
        assertThat(attempt).isEqualTo(new Attempt(LOCKED, Duration.ZERO));
        assertThat(asked).hasValue(1);
        throttle.attempt("bob", HOME, () -> asked.incrementAndGet() > 0);
        assertThat(asked).hasValue(2);
    }

    @Test
    void anIpv6NetworkIsOneAddress() throws Exception {
        for (int i = 0; i < 5; i++) {
            wrong("ada", address("2001:db8:0:1:" + i + "::1"));
        }
        assertThat(right("ada", address("2001:db8:0:1::9"))).isEqualTo(LOCKED);
        assertThat(right("ada", address("2001:db8:0:2::9"))).isEqualTo(ACCEPTED);
        assertThat(throttle.locked()).extracting(Lock::address).containsExactly("2001:db8:0:1:0:0:0:0/64");
    }

    @Test
    void anIpv4AddressInIpv6IsThatIpv4Address() throws Exception {
        var bytes = new byte[16];
        bytes[10] = -1;
        bytes[11] = -1;
        System.arraycopy(HOME.getAddress(), 0, bytes, 12, 4);
        // With a scope the JDK leaves it an IPv6 address.
        var mapped = Inet6Address.getByAddress(null, bytes, 1);
        assertThat(mapped.getAddress()).hasSize(16);
        wrong("ada", mapped, 5);
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
        assertThat(right("ada", AWAY)).isEqualTo(ACCEPTED);
        assertThat(throttle.locked()).extracting(Lock::address).containsExactly("203.0.113.7");
    }

    /** RFC 6052, section 2.1: 192.0.2.33 behind a NAT64 is 64:ff9b::192.0.2.33. */
    @Test
    void anIpv4AddressBehindANat64IsThatIpv4Address() throws Exception {
        wrong("ada", address("64:ff9b::192.0.2.33"), 5);
        assertThat(right("ada", address("192.0.2.33"))).isEqualTo(LOCKED);
        assertThat(right("ada", address("64:ff9b::192.0.2.34"))).isEqualTo(ACCEPTED);
        assertThat(right("ada", address("64:ff9b:0:0:1::192.0.2.33")))
                .as("another prefix")
                .isEqualTo(ACCEPTED);
        assertThat(throttle.locked()).extracting(Lock::address).containsExactly("192.0.2.33");
    }

    @Test
    void tellsAndLiftsLocks() throws Exception {
        assertThat(throttle.locked()).isEmpty();
        var start = clock.instant();
        wrong("ada", HOME, 5);
        clock.pass(MINUTE);
        wrong("ada", AWAY, 9);
        wrong("bob", HOME, 5);
        wrong("eve", HOME, 4);
        var first = start.plus(MINUTE.multipliedBy(15));
        assertThat(throttle.locked(List.of("ada", "bob", "eve")))
                .containsExactlyInAnyOrder(
                        new Lock("ada", "203.0.113.7", first),
                        new Lock("ada", "203.0.113.8", first.plus(MINUTE)),
                        new Lock("bob", "203.0.113.7", first.plus(MINUTE)));
        assertThat(throttle.unlock("ada")).isEqualTo(2);
        assertThat(throttle.unlock("ada")).isZero();
        assertThat(throttle.unlock("nobody")).isZero();
        assertThat(right("ada", HOME)).isEqualTo(ACCEPTED);
        assertThat(right("bob", HOME)).isEqualTo(LOCKED);
        assertThat(throttle.unlock("eve")).as("not locked").isZero();
        assertThat(wrong("eve", HOME)).as("failures are forgotten too").isEqualTo(REFUSED);
        clock.pass(MINUTE.multipliedBy(15));
        assertThat(throttle.locked()).isEmpty();
        assertThat(throttle.unlock("bob")).isZero();
    }

    @Test
    void onlyNamesThatAreGivenAreShown() throws Exception {
        wrong("ada", HOME, 5);
        wrong("ada\u00A0(second step)", HOME, 5);
        wrong("\u00A0(sign-up)", HOME, 5);
        wrong("hunter2", HOME, 5);
        var hunter2 = "sha256:" + ThrottleKey.account("hunter2").substring(0, 8);
        assertThat(throttle.locked(List.of("bob", "ada")))
                .extracting(Lock::user)
                .containsExactlyInAnyOrder("ada", "ada\u00A0(second step)", "\u00A0(sign-up)", hunter2);
        assertThat(throttle.locked()).extracting(Lock::user).hasSize(4).contains(hunter2, "\u00A0(sign-up)");
        assertThat(throttle.locked().toString()).doesNotContain("hunter2", "ada");
    }

    @Test
    void aClockThatWasYearsAheadLocksNobodyForYears() throws Exception {
        clock.pass(YEARS);
        wrong("ada", HOME, 5);
        wrong("bob", HOME, 4);
        wrongFromElsewhere("eve", 50);
        clock.pass(YEARS.negated());
        assertThat(throttle.locked()).isEmpty();
        assertThat(throttle.unlock("ada")).isZero();
        assertThat(wrong("bob", HOME, 5)).containsExactly(REFUSED, REFUSED, REFUSED, REFUSED, REFUSED_AND_LOCKED);
        assertThat(throttle.attempt("ada", HOME, () -> true)).isEqualTo(new Attempt(ACCEPTED, Duration.ZERO));
        assertThat(throttle.attempt("eve", HOME, () -> false)).isEqualTo(new Attempt(REFUSED, Duration.ZERO));
    }

    @Test
    void clocksMayDifferByFiveMinutes() throws Exception {
        wrong("ada", HOME, 5);
        wrong("bob", HOME, 4);
        wrong("eve", AWAY, 4);
        clock.pass(ClockRule.SKEW.negated());
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
        assertThat(throttle.locked(List.of("ada"))).hasSize(1);
        assertThat(wrong("bob", HOME)).isEqualTo(REFUSED_AND_LOCKED);
        clock.pass(TICK.negated());
        assertThat(wrong("eve", AWAY)).as("further ahead").isEqualTo(REFUSED);
        assertThat(right("ada", HOME)).isEqualTo(ACCEPTED);
    }

    @Test
    void namesThatNoUserHas() throws Exception {
        var names = List.of("", "\0", "\ud800", "\udc00", "x".repeat(1_000_000), "a\nb", "'; drop table x; --");
        for (var name : names) {
            assertThat(wrong(name, HOME, 6)).as("name %d", names.indexOf(name)).endsWith(REFUSED_AND_LOCKED, LOCKED);
        }
        assertThat(throttle.locked())
                .hasSize(names.size())
                .extracting(Lock::user)
                .allSatisfy(shown -> assertThat(shown).hasSizeLessThan(256).matches("[^\\p{Cntrl}\\p{Cs}]*"));
        for (var name : names) {
            assertThat(throttle.unlock(name)).as("name %d", names.indexOf(name)).isEqualTo(1);
        }
    }

    @Test
    void anAddressWithManyFailuresIsSlow() throws Exception {
        for (int i = 0; i < 49; i++) {
            wrong("user " + i, HOME);
        }
        assertThat(throttle.attempt("user 49", HOME, () -> false)).isEqualTo(new Attempt(REFUSED, Duration.ZERO));
        assertThat(throttle.attempt("user 50", HOME, () -> false)).isEqualTo(new Attempt(REFUSED, SLOW));
        assertThat(throttle.attempt("ada", HOME, () -> true))
                .as("a success is not refused, and as slow as a failure")
                .isEqualTo(new Attempt(ACCEPTED, SLOW));
        assertThat(throttle.attempt("ada", HOME, () -> true))
                .as("also where it is known: these are its own address's failures")
                .isEqualTo(new Attempt(ACCEPTED, SLOW));
        assertThat(throttle.attempt("ada", AWAY, () -> true)).isEqualTo(new Attempt(ACCEPTED, Duration.ZERO));
        clock.pass(MINUTE.multipliedBy(5).minus(TICK));
        assertThat(throttle.attempt("ada", HOME, () -> true).delay()).isEqualTo(SLOW);
        clock.pass(TICK);
        assertThat(throttle.attempt("ada", HOME, () -> true).delay()).isEqualTo(Duration.ZERO);
    }

    @Test
    void anAccountWithManyFailuresIsSlowExceptForWhoIsKnown() throws Exception {
        right("ada", HOME);
        for (int i = 0; i < 50; i++) {
            wrong("ada", address("198.51.100." + i));
        }
        assertThat(throttle.attempt("ada", AWAY, () -> false)).isEqualTo(new Attempt(REFUSED, SLOW));
        assertThat(throttle.attempt("ada", HOME, () -> true)).isEqualTo(new Attempt(ACCEPTED, Duration.ZERO));
        assertThat(throttle.attempt("ada", HOME, () -> false)).isEqualTo(new Attempt(REFUSED, Duration.ZERO));
        assertThat(throttle.attempt("bob", AWAY, () -> false)).isEqualTo(new Attempt(REFUSED, Duration.ZERO));
        assertThat(throttle.attempt("ada", AWAY, () -> true)).isEqualTo(new Attempt(ACCEPTED, SLOW));
        assertThat(throttle.attempt("ada", AWAY, () -> true))
                .as("known from now on")
                .isEqualTo(new Attempt(ACCEPTED, Duration.ZERO));
        throttle.unlock("ada");
        assertThat(throttle.attempt("ada", address("198.51.100.99"), () -> true))
                .as("forgotten with the locks")
                .isEqualTo(new Attempt(ACCEPTED, Duration.ZERO));
    }

    @Test
    void anAddressIsKnownForAWeek() throws Exception {
        right("ada", HOME);
        clock.pass(Duration.ofDays(7).minus(TICK));
        wrongFromElsewhere("ada", 50);
        assertThat(throttle.attempt("ada", HOME, () -> false).delay()).isEqualTo(Duration.ZERO);
        clock.pass(TICK);
        assertThat(throttle.attempt("ada", HOME, () -> false).delay()).isEqualTo(SLOW);
    }

    @Test
    void eachLoginBeginsTheWeekAnew() throws Exception {
        right("ada", HOME);
        clock.pass(Duration.ofDays(6));
        right("ada", HOME);
        clock.pass(Duration.ofDays(6));
        wrongFromElsewhere("ada", 50);
        assertThat(throttle.attempt("ada", HOME, () -> false).delay()).isEqualTo(Duration.ZERO);
    }

    @Test
    void whoIsUnlockedTakesNoFailuresOfOthersAlong() throws Exception {
        wrong("ada", HOME, 5);
        wrong("eve", HOME, 4);
        throttle.unlock("ada");
        assertThat(wrong("eve", HOME)).isEqualTo(REFUSED_AND_LOCKED);
    }

    @Test
    void oneAccountPushesNoOtherOutOfTheKnownAddresses() throws Exception {
        right("ada", HOME);
        for (int i = 0; i < 40; i++) {
            right("eve", address("192.0.2." + i));
            clock.pass(TICK);
        }
        wrongFromElsewhere("ada", 50);
        wrongFromElsewhere("eve", 50);
        assertThat(throttle.attempt("ada", HOME, () -> false).delay()).isEqualTo(Duration.ZERO);
        assertThat(throttle.attempt("eve", address("192.0.2.39"), () -> false).delay())
                .isEqualTo(Duration.ZERO);
        assertThat(throttle.attempt("eve", address("192.0.2.0"), () -> false).delay())
                .as("the oldest of many")
                .isEqualTo(SLOW);
    }

    void wrongFromElsewhere(String user, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            wrong(user, address("198.51.100." + i));
        }
    }

    @Test
    void aLockedPairIsAsSlowAsAnother() throws Exception {
        wrong("ada", HOME, 50);
        assertThat(throttle.attempt("ada", HOME, () -> true)).isEqualTo(new Attempt(LOCKED, SLOW));
        assertThat(throttle.attempt("bob", HOME, () -> false))
                .as("attempts while locked count for the address")
                .isEqualTo(new Attempt(REFUSED, SLOW));
    }

    @Test
    void ofManyAtOnceNoMoreAreAnsweredThanTheLimit() throws Exception {
        var results = new ConcurrentHashMap<Result, AtomicInteger>();
        Together.run(24, number -> {
            for (int i = 0; i < 3; i++) {
                results.computeIfAbsent(wrong("ada", HOME), each -> new AtomicInteger())
                        .incrementAndGet();
            }
        });
        assertThat(results.get(REFUSED)).hasValue(4);
        assertThat(results.get(REFUSED_AND_LOCKED)).hasValue(1);
        assertThat(results.get(LOCKED)).hasValue(67);
        assertThat(right("ada", HOME)).isEqualTo(LOCKED);
    }

    @Test
    void manyAtOnceWithTheRightPasswordAllPass() throws Exception {
        var results = Collections.synchronizedList(new ArrayList<Result>());
        Together.run(20, number -> results.add(right("ada", HOME)));
        assertThat(results).hasSize(20).containsOnly(ACCEPTED);
    }

    @Test
    void limitsCanBeSet() throws Exception {
        throttle = create(new ThrottleLimits(1, MINUTE, MINUTE, 2, 2, TICK), clock);
        assertThat(wrong("ada", HOME, 2)).containsExactly(REFUSED_AND_LOCKED, LOCKED);
        assertThat(throttle.attempt("bob", HOME, () -> false)).isEqualTo(new Attempt(REFUSED_AND_LOCKED, TICK));
        clock.pass(MINUTE);
        assertThat(throttle.attempt("ada", HOME, () -> true)).isEqualTo(new Attempt(ACCEPTED, Duration.ZERO));
    }
}
