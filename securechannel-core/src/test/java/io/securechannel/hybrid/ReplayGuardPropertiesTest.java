package io.securechannel.hybrid;

import static io.securechannel.hybrid.Guards.ADA;
import static io.securechannel.hybrid.Guards.EVE;
import static io.securechannel.hybrid.Guards.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.Size;

/** Any sequence of envelopes under any clock: a guard against a model that never forgets. */
@Tag("verify")
class ReplayGuardPropertiesTest {

    private static final int MOST = 6;
    private static final long WINDOW = 20;
    private static final long SKEW = 3;

    /** An envelope that comes: the clock's time, the sender, the number of its id and its date, in milliseconds from noon. */
    record Arrival(long clock, boolean ada, int id, long signedAt) {
        Sender sender() {
            return ada ? ADA : EVE;
        }

        Instant date() {
            return NOON.plusMillis(signedAt);
        }
    }

    @Provide
    Arbitrary<List<Arrival>> forward() {
        return arrivals().map(list -> {
            var sorted = list.stream().mapToLong(Arrival::clock).sorted().iterator();
            return list.stream()
                    .map(each -> new Arrival(sorted.nextLong(), each.ada(), each.id(), each.signedAt()))
                    .toList();
        });
    }

    @Provide
    Arbitrary<List<Arrival>> arrivals() {
        var time = Arbitraries.longs().between(0, 60);
        return Combinators.combine(
                        time,
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.longs().between(0, 60))
                .as(Arrival::new)
                .list()
                .ofMaxSize(60);
    }

    @Property(tries = 300)
    void aClockThatGoesForwardGivesWhatTheModelSays(@ForAll("forward") List<Arrival> arrivals) {
        var clock = new Guards.Clock();
        var guard = ReplayGuard.inMemory(window(clock), MOST);
        Map<String, Long> admitted = new HashMap<>();
        for (var each : arrivals) {
            clock.set(NOON.plusMillis(each.clock()));
            admitted.values().removeIf(date -> date < each.clock() - WINDOW);
            var name = each.ada() + " " + each.id();
            Optional<Reason> expected = Optional.empty();
            if (each.signedAt() < each.clock() - WINDOW || each.signedAt() > each.clock() + SKEW) {
                expected = Optional.of(Reason.EXPIRED);
            } else if (admitted.containsKey(name)) {
                expected = Optional.of(Reason.REPLAYED);
            } else if (admitted.size() == MOST) {
                expected = Optional.of(Reason.UNAVAILABLE);
            } else {
                admitted.put(name, each.signedAt());
            }
            assertThat(admit(guard, each)).as(each.toString()).isEqualTo(expected);
        }
    }

    /** The date belongs to the envelope: it is signed. */
    @Property(tries = 300)
    void underAnyClockNothingIsAdmittedTwice(@ForAll("arrivals") @Size(min = 1) List<Arrival> arrivals)
            throws Exception {
        var clock = new Guards.Clock();
        var seen = new SeenEnvelopes();
        Set<String> admitted = new HashSet<>();
        for (var each : arrivals) {
            clock.set(NOON.plusMillis(each.clock()));
            boolean taken;
            try {
                seen.admit(window(clock), MOST, each.sender(), Guards.id(each.id()), each.date());
                taken = true;
            } catch (KeyMaterialException e) {
                taken = false;
            }
            if (taken) {
                assertThat(admitted.add(each.ada() + " " + each.id() + " " + each.signedAt()))
                        .as(each + " is admitted for the first time")
                        .isTrue();
            }
            assertThat(seen.list()).hasSizeLessThanOrEqualTo(MOST);
            byte[] written = SeenEnvelopesCodec.write(seen);
            seen = SeenEnvelopesCodec.read(written, "");
            assertThat(SeenEnvelopesCodec.write(seen)).isEqualTo(written);
        }
    }

    @Property(tries = 500)
    void nonsenseIsRefusedOrReadAsItIs(@ForAll @Size(max = 200) byte[] bytes) {
        try {
            assertThat(SeenEnvelopesCodec.write(SeenEnvelopesCodec.read(bytes, "")))
                    .isEqualTo(bytes);
        } catch (KeyMaterialException e) {
            assertThat(e.reason()).isEqualTo(Reason.MALFORMED);
        }
    }

    private static ReplayWindow window(Guards.Clock clock) {
        return ReplayWindow.of(Duration.ofMillis(WINDOW))
                .skew(Duration.ofMillis(SKEW))
                .clock(clock);
    }

    private static Optional<Reason> admit(ReplayGuard guard, Arrival each) {
        try {
            guard.admit(each.sender(), Guards.id(each.id()), each.date());
            return Optional.empty();
        } catch (KeyMaterialException e) {
            return Optional.of(e.reason());
        }
    }
}
