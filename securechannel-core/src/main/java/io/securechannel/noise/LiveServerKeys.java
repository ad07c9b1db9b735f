package io.securechannel.noise;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.internal.jfr.Reloads;
import io.securechannel.keys.Live;
import io.securechannel.keys.NoiseServerKeys;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A server's keys that may be replaced while it runs. Whoever begins a handshake has them looked at: there is no thread. What cannot be read
 * leaves what held before in place, and is told once.
 */
final class LiveServerKeys {

    private final Live<NoiseServerKeys> source;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile NoiseServerKeys held;

    /** What was told last, so that it is not told with every handshake. */
    private String told = "";

    LiveServerKeys(Live<NoiseServerKeys> source, NoiseServerKeys first) {
        this.source = source;
        this.held = first;
    }

    /** {@return what holds now; the very same object as long as nothing has changed} */
    NoiseServerKeys look(SecurityListener listener) {
        if (!looking.tryLock()) { // who comes while another looks takes what holds
            return held;
        }
        Optional<SecurityEvent> news;
        try {
            news = found(source.current());
        } catch (KeyMaterialException e) {
            news = refused(e);
        } catch (RuntimeException e) { // a source of the caller's
            news = refused(new KeyMaterialException(
                    Reason.UNREADABLE, "reading the Noise keys, which may have changed, failed: " + e, e));
        } finally {
            looking.unlock();
        }
        news.ifPresent(event ->
                Reloads.tell(listener, event)); // after the lock, and what the listener throws is no failure to read
        return held;
    }

    @SuppressWarnings("ReferenceEquality") // the very same object says that nothing has changed
    private Optional<SecurityEvent> found(NoiseServerKeys now) {
        told = "";
        if (now == held) {
            return Optional.empty();
        }
        held = now;
        return Optional.of(new SecurityEvent.Reloaded(Instant.now(), now.toString()));
    }

    private Optional<SecurityEvent> refused(KeyMaterialException error) {
        if (told.equals(error.getMessage())) {
            return Optional.empty();
        }
        told = error.getMessage();
        return Optional.of(new SecurityEvent.ReloadRefused(Instant.now(), error));
    }
}
