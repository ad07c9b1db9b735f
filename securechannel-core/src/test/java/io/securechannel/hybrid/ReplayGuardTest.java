package io.securechannel.hybrid;

import static io.securechannel.hybrid.Guards.ADA;
import static io.securechannel.hybrid.Guards.EVE;
import static io.securechannel.hybrid.Guards.HOUR;
import static io.securechannel.hybrid.Guards.NOON;
import static io.securechannel.hybrid.Guards.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a guard lets in, and when it forgets. */
@Tag("verify")
@Timeout(30)
class ReplayGuardTest {

    private static final Duration MS = Duration.ofMillis(1);
    private static final Duration SKEW = Duration.ofMinutes(2);

    private final Guards.Clock clock = new Guards.Clock();
    private final ReplayWindow window = ReplayWindow.of(HOUR).clock(clock);
    private final ReplayGuard guard = ReplayGuard.inMemory(window, 3);

    @Test
    void anEnvelopeIsAdmittedOnce() throws Exception {
        guard.admit(ADA, id(1), NOON);
        Refused.with(Reason.REPLAYED, "sealed anew", () -> guard.admit(ADA, id(1), NOON));
        Refused.with(Reason.REPLAYED, id(1).toString(), () -> guard.admit(ADA, id(1), NOON.plusSeconds(1)));
        guard.admit(ADA, id(2), NOON);
    }

    @Test
    void nobodyUsesAnIdUpForAnother() throws Exception {
        guard.admit(EVE, id(1), NOON);
        guard.admit(ADA, id(1), NOON);
        Refused.with(Reason.REPLAYED, "", () -> guard.admit(ADA, id(1), NOON));
        var both = Sender.both(
                ADA.keys().get(0),
                Guards.sender(SigningKeyType.ML_DSA_65).keys().get(0));
        guard.admit(both, id(1), NOON);
    }

    @Test
    void theEdgesOfTheWindowBelongToIt() throws Exception {
        guard.admit(ADA, id(1), NOON.minus(HOUR));
        guard.admit(ADA, id(2), NOON.plus(SKEW));
        Refused.with(
                Reason.EXPIRED,
                "sealed anew",
                () -> guard.admit(ADA, id(3), NOON.minus(HOUR).minus(MS)));
        Refused.with(
                Reason.EXPIRED,
                "clocks differ",
                () -> guard.admit(ADA, id(3), NOON.plus(SKEW).plus(MS)));
        Refused.with(Reason.EXPIRED, "", () -> guard.admit(ADA, id(3), Instant.MAX));
        Refused.with(Reason.EXPIRED, "", () -> guard.admit(ADA, id(3), Instant.MIN));
        Refused.with(Reason.REPLAYED, "", () -> guard.admit(ADA, id(1), NOON.minus(HOUR)));
        Refused.with(Reason.REPLAYED, "", () -> guard.admit(ADA, id(2), NOON.plus(SKEW)));
        guard.admit(ADA, id(3), NOON);
    }

    @Test
    void whatLeavesTheWindowMakesRoomAndNothingElseDoes() throws Exception {
        guard.admit(ADA, id(1), NOON);
        guard.admit(ADA, id(2), NOON.plus(MS));
        guard.admit(ADA, id(3), NOON.plus(MS));
        Refused.with(Reason.UNAVAILABLE, "wait until", () -> guard.admit(ADA, id(4), NOON));
        Refused.with(Reason.REPLAYED, "", () -> guard.admit(ADA, id(1), NOON));
        clock.set(NOON.plus(HOUR));
        Refused.with(Reason.UNAVAILABLE, "3", () -> guard.admit(ADA, id(4), clock.instant()));
        clock.set(NOON.plus(HOUR).plus(MS));
        Refused.with(Reason.EXPIRED, "", () -> guard.admit(ADA, id(1), NOON));
        guard.admit(ADA, id(4), clock.instant());
        Refused.with(Reason.UNAVAILABLE, "", () -> guard.admit(ADA, id(5), clock.instant()));
    }

    @Test
    void aClockSetBackLetsNothingInAgain() throws Exception {
        guard.admit(ADA, id(1), NOON);
        clock.set(NOON.plus(Duration.ofDays(365_000)));
        guard.admit(ADA, id(2), clock.instant());
        clock.set(NOON);
        Refused.with(Reason.EXPIRED, "clock was ahead", () -> guard.admit(ADA, id(1), NOON));
        Refused.with(Reason.EXPIRED, "clock was ahead", () -> guard.admit(ADA, id(3), NOON));
        guard.admit(ADA, id(3), NOON.plus(MS));
        clock.set(NOON.minus(HOUR));
        Refused.with(Reason.EXPIRED, "clocks differ", () -> guard.admit(ADA, id(3), NOON.plus(MS)));
        clock.set(NOON);
        Refused.with(Reason.REPLAYED, "", () -> guard.admit(ADA, id(3), NOON.plus(MS)));
    }

    @Test
    void afterARestartItKnowsNothingUnlessItIsToldWhenThatWas() throws Exception {
        guard.admit(ADA, id(1), NOON.plus(SKEW));
        ReplayGuard.inMemory(window, 3).admit(ADA, id(1), NOON.plus(SKEW));
        var careful = ReplayGuard.inMemory(window.since(NOON.plus(SKEW).plus(MS)), 3);
        Refused.with(Reason.EXPIRED, "", () -> careful.admit(ADA, id(1), NOON.plus(SKEW)));
        clock.set(NOON.plus(SKEW));
        careful.admit(ADA, id(2), NOON.plus(SKEW).plus(MS));
    }

    @Test
    void ofTwoThreadsOneIsAdmitted() throws Exception {
        int envelopes = 200;
        var shared = ReplayGuard.inMemory(window, envelopes);
        var admitted = new AtomicInteger();
        var replayed = new AtomicInteger();
        var barrier = new CyclicBarrier(2);
        var pool = Executors.newFixedThreadPool(2);
        try {
            var both = java.util.stream.Stream.generate(() -> pool.submit(() -> {
                        for (int i = 0; i < envelopes; i++) {
                            barrier.await();
                            try {
                                shared.admit(ADA, id(i), NOON);
                                admitted.incrementAndGet();
                            } catch (KeyMaterialException e) {
                                assertThat(e.reason()).isEqualTo(Reason.REPLAYED);
                                replayed.incrementAndGet();
                            }
                        }
                        return true;
                    }))
                    .limit(2)
                    .toList();
            for (var each : both) {
                assertThat(each.get()).isTrue();
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(admitted).hasValue(envelopes);
        assertThat(replayed).hasValue(envelopes);
    }

    @Test
    void anEnvelopeThatWasReWrappedIsTheSame() throws Exception {
        byte[] context = {};
        try (var bob = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
                var carol = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
                var ada = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            byte[] envelope =
                    HybridCipher.to(bob.publicKey()).signedBy(ada).clock(clock).seal("once".getBytes(UTF_8), context);
            var opener = HybridCipher.opener(bob).from(ada.publicKey()).replayGuard(guard);
            Refused.with(Reason.WRONG_CONTEXT, "", () -> opener.open(envelope, new byte[1]));
            assertThat(opener.open(envelope, context)).isEqualTo("once".getBytes(UTF_8));
            byte[] again = HybridCipher.rewrapper(bob).add(carol.publicKey()).rewrap(envelope);
            assertThat(again).isNotEqualTo(envelope);
            Refused.with(Reason.REPLAYED, "", () -> opener.open(again, context));
            Refused.with(Reason.REPLAYED, "", () -> opener.open(envelope, context));
            var carols = HybridCipher.opener(carol).from(ada.publicKey()).replayGuard(guard);
            Refused.with(Reason.NOT_ADDRESSED, "", () -> carols.open(again, context));
        }
    }

    @Test
    void nothingThatIsRefusedIsRemembered() throws Exception {
        byte[] context = {};
        try (var bob = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
                var eve = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
                var ada = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            byte[] envelope =
                    HybridCipher.to(eve.publicKey()).signedBy(ada).clock(clock).seal(new byte[1], context);
            byte[] passedOn = HybridCipher.rewrapper(eve).add(bob.publicKey()).rewrap(envelope);
            var opener = HybridCipher.opener(bob).from(ada.publicKey()).replayGuard(guard);
            Refused.with(Reason.NOT_ADDRESSED, "", () -> opener.open(passedOn, context));
            assertThat(opener.acceptRewrapped().open(passedOn, context)).hasSize(1);
            Refused.with(Reason.REPLAYED, "", () -> opener.acceptRewrapped().open(passedOn, context));
        }
    }

    @Test
    void idsAreEqualByTheirBytes() {
        assertThat(id(1)).isEqualTo(id(1)).hasSameHashCodeAs(id(1));
        assertThat(id(1)).isNotEqualTo(id(2)).doesNotHaveSameHashCodeAs(id(2));
    }

    @Test
    void windowsHaveLimits() {
        assertThatIllegalArgumentException().isThrownBy(() -> ReplayGuard.inMemory(Duration.ZERO));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ReplayWindow.of(Duration.ofDays(3_650).plus(MS)));
        assertThatIllegalArgumentException().isThrownBy(() -> window.skew(MS.negated()));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> window.skew(Duration.ofDays(1).plus(MS)));
        assertThatIllegalArgumentException().isThrownBy(() -> ReplayGuard.inMemory(window, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> ReplayGuard.inMemory(window, 10_000_001));
        for (var length : new Duration[] {MS, Duration.ofDays(3_650)}) {
            assertThat(ReplayWindow.of(length)).hasToString("ReplayWindow[" + length + ", PT2M ahead]");
        }
        for (var skew : new Duration[] {Duration.ZERO, Duration.ofDays(1)}) {
            assertThat(window.skew(skew)).hasToString("ReplayWindow[PT1H, " + skew + " ahead]");
        }
        for (int most : new int[] {1, 10_000_000}) {
            assertThat(ReplayGuard.inMemory(window, most)).isNotNull();
        }
        assertThat(window.since(NOON).skew(SKEW)).hasToString("ReplayWindow[PT1H, PT2M ahead, since " + NOON + "]");
        assertThat(guard).hasToString("ReplayGuard[in memory, ReplayWindow[PT1H, PT2M ahead]]");
    }

    @Test
    void withoutMoreItGoesByTheSystemsClock() throws Exception {
        var plain = ReplayGuard.inMemory(HOUR);
        var now = InstantSource.system().instant();
        plain.admit(ADA, id(1), now);
        Refused.with(Reason.REPLAYED, "", () -> plain.admit(ADA, id(1), now));
        Refused.with(
                Reason.EXPIRED,
                "",
                () -> plain.admit(ADA, id(2), now.minus(HOUR).minus(MS)));
        Refused.with(Reason.EXPIRED, "", () -> plain.admit(ADA, id(2), now.plus(HOUR)));
    }
}
