package io.securechannel.tls;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The state that holds now. Whoever begins a handshake has it looked at: there is no thread. A changed set is read and
 * checked whole before it takes the place of the old one; what fails leaves the old one in place and is told once.
 */
final class TlsStates {

    private final TlsSettings settings;
    private final ReentrantLock looking = new ReentrantLock();
    private final ExpiryWatch expiry;
    private volatile TlsState current;
    private volatile long lookedAt;

    /** What was told last, so that it is not told with every handshake. */
    private String trouble = "";

    TlsStates(TlsSettings settings) {
        this.settings = settings;
        this.expiry = new ExpiryWatch(settings.clock());
        this.current = new TlsState(
                settings,
                settings.identities().stream().map(TlsMaterial::first).toList(),
                settings.trust().map(TlsMaterial::first));
        this.lookedAt = System.nanoTime() - settings.reloadInterval().toNanos();
    }

    TlsState current() {
        return current;
    }

    /** Looks whether anything has changed or expires, unless that was done within the interval, or is being done. */
    void look(SecurityListener listener) {
        endSessionsInTime();
        long now = System.nanoTime();
        if (now - lookedAt < settings.reloadInterval().toNanos() || !looking.tryLock()) {
            return;
        }
        try {
            lookedAt = now;
            reload(listener);
            expiry.look(current, listener);
        } finally {
            looking.unlock();
        }
    }

    /**
     * A ticket holds its session itself, and no provider ends one sooner than its own keys for tickets: after the lifetime
     * these are replaced, with the context that they belong to.
     */
    private void endSessionsInTime() {
        var state = current;
        var end = state.madeAt().plus(settings.sessionLifetime());
        if (settings.sessions() > 0 && !settings.clock().instant().isBefore(end) && looking.tryLock()) {
            try {
                if (current == state) {
                    current = state.withoutSessions();
                }
            } finally {
                looking.unlock();
            }
        }
    }

    private void reload(SecurityListener listener) {
        var before = current;
        try {
            var identities = new ArrayList<Identity>();
            for (var material : settings.identities()) {
                identities.add(material.source().current());
            }
            Optional<Trust> trust = settings.trust().isEmpty()
                    ? Optional.empty()
                    : Optional.of(settings.trust().get().source().current());
            if (!same(before, identities, trust)) {
                ReloadCheck.accept(
                        before.identities(), identities, settings.clock().instant());
                current = new TlsState(settings, identities, trust);
                listener.onEvent(new SecurityEvent.Reloaded(settings.clock().instant(), describe(identities, trust)));
            }
            trouble = "";
        } catch (KeyMaterialException e) {
            refuse(e, listener);
        } catch (
                RuntimeException
                        e) { // a source or a password prompt of the caller's, or a provider that takes no such key
            refuse(
                    new KeyMaterialException(Reason.UNREADABLE, "reading what may have changed failed: " + e, e),
                    listener);
        }
    }

    private void refuse(KeyMaterialException error, SecurityListener listener) {
        if (!trouble.equals(error.getMessage())) {
            trouble = error.getMessage();
            listener.onEvent(new SecurityEvent.ReloadRefused(settings.clock().instant(), error));
        }
    }

    private static boolean same(TlsState before, List<Identity> identities, Optional<Trust> trust) {
        for (int i = 0; i < identities.size(); i++) {
            if (identities.get(i) != before.identities().get(i)) {
                return false;
            }
        }
        return before.trust().orElse(null) == trust.orElse(null);
    }

    private static String describe(List<Identity> identities, Optional<Trust> trust) {
        var words = new ArrayList<String>();
        identities.forEach(identity -> words.add(CertificateText.describe(identity.certificate())));
        trust.ifPresent(whom -> words.add("trust in " + whom));
        return String.join("; ", words);
    }
}
