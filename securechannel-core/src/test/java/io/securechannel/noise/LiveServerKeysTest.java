package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.Live;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoiseServerKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Keys that are looked at before each handshake, and who hears of it. */
@Tag("verify")
class LiveServerKeysTest {

    private final NoiseServerKeys first = new NoiseServerKeys(NoiseKeyPair.generate(), Optional.empty());
    private final NoiseServerKeys second = new NoiseServerKeys(NoiseKeyPair.generate(), Optional.empty());
    private final AtomicReference<Live<NoiseServerKeys>> source = new AtomicReference<>(() -> first);
    private final LiveServerKeys live = new LiveServerKeys(() -> source.get().current(), first);
    private final List<SecurityEvent> events = new ArrayList<>();

    @Test
    void whatIsReplacedIsToldOnce() {
        assertThat(live.look(events::add)).isSameAs(first);
        source.set(() -> second);
        assertThat(live.look(events::add)).isSameAs(second);
        assertThat(live.look(events::add)).isSameAs(second);
        assertThat(events).singleElement().isInstanceOf(SecurityEvent.Reloaded.class);
    }

    @Test
    void whatCannotBeReadLeavesWhatHeldAndIsToldOnce() {
        source.set(() -> {
            throw new IllegalStateException("the disk is gone");
        });
        assertThat(live.look(events::add)).isSameAs(first);
        assertThat(live.look(events::add)).isSameAs(first);
        assertThat(events).singleElement().satisfies(event -> {
            var error = ((SecurityEvent.ReloadRefused) event).error();
            assertThat(error.reason()).isEqualTo(Reason.UNREADABLE);
            assertThat(error).hasMessageContaining("the disk is gone");
        });
        source.set(() -> {
            throw new KeyMaterialException(Reason.MISSING, "no such name");
        });
        assertThat(live.look(events::add)).isSameAs(first);
        assertThat(events).hasSize(2);
    }

    /** What goes wrong with who listens is no failure to read, and keeps nobody out. */
    @Test
    void aListenerThatThrowsIsNotTakenForASourceThatFails() {
        SecurityListener faulty = event -> {
            events.add(event);
            throw new IllegalStateException("of the listener");
        };
        source.set(() -> second);
        assertThatThrownBy(() -> live.look(faulty)).hasMessage("of the listener");
        assertThat(events).singleElement().isInstanceOf(SecurityEvent.Reloaded.class);
        assertThat(live.look(faulty)).isSameAs(second);
    }

    /** Keys may be slow to read: whoever comes meanwhile does not wait. */
    @Test
    void whoComesWhileAnotherLooksTakesWhatHolds() {
        var seen = new AtomicReference<NoiseServerKeys>();
        source.set(() -> {
            var other = new Thread(() -> seen.set(live.look(events::add)));
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return second;
        });
        assertThat(live.look(events::add)).isSameAs(second);
        assertThat(seen).hasValue(first);
        assertThat(events).hasSize(1);
    }

    @Test
    void othersMayLookWhileAListenerHears() {
        var seen = new AtomicReference<NoiseServerKeys>();
        source.set(() -> second);
        live.look(event -> {
            source.set(() -> first);
            var other = new Thread(() -> seen.set(live.look(events::add)));
            other.start();
            try {
                other.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(seen).as("nobody holds the lock").hasValue(first);
        assertThat(events).hasSize(1);
    }
}
