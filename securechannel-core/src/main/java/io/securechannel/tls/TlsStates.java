package io.securechannel.tls;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.internal.jfr.Reloads;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import io.securechannel.peer.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

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
    private Set<String> told = Set.of();

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
        settings.demands().revocation().ifPresent(RevocationPolicy::refresh);
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

    /** Identities and trust each by themselves: an authority that is no longer trusted must not stay for a key that is missing. */
    private void reload(SecurityListener listener) {
        var before = current;
        var problems = new ArrayList<KeyMaterialException>();
        var identities = freshOr(before.identities(), () -> freshIdentities(before), problems);
        var trust = settings.trust().isEmpty()
                ? before.trust()
                : freshOr(
                        before.trust(),
                        () -> Optional.of(
                                settings.trust().orElseThrow().source().current()),
                        problems);
        boolean installed = same(before, identities, trust) || install(identities, trust, problems, listener);
        if (!installed && !same(before, before.identities(), trust)) {
            install(before.identities(), trust, problems, listener);
        }
        tell(problems, listener);
    }

    private List<Identity> freshIdentities(TlsState before) throws KeyMaterialException {
        var identities = new ArrayList<Identity>();
        for (var material : settings.identities()) {
            identities.add(material.source().current());
        }
        ReloadCheck.accept(before.identities(), identities, settings.clock().instant());
        if (!settings.client()) {
            ReloadCheck.acceptForServer(before.identities(), identities);
        }
        return identities;
    }

    private <T> T freshOr(T before, Live<T> source, List<KeyMaterialException> problems) {
        try {
            return source.current();
        } catch (KeyMaterialException e) {
            problems.add(e);
        } catch (RuntimeException e) { // a source, or a password prompt, of the caller's
            problems.add(unreadable(e));
        }
        return before;
    }

    private boolean install(
            List<Identity> identities,
            Optional<Trust> trust,
            List<KeyMaterialException> problems,
            SecurityListener listener) {
        try {
            current = new TlsState(settings, identities, trust);
        } catch (RuntimeException e) { // a provider that takes no such key
            problems.add(unreadable(e));
            return false;
        }
        Reloads.tell(listener, new SecurityEvent.Reloaded(settings.clock().instant(), describe(identities, trust)));
        return true;
    }

    private void tell(List<KeyMaterialException> problems, SecurityListener listener) {
        for (var problem : problems) {
            if (!told.contains(problem.getMessage())) {
                Reloads.tell(
                        listener,
                        new SecurityEvent.ReloadRefused(settings.clock().instant(), problem));
            }
        }
        told = problems.stream().map(KeyMaterialException::getMessage).collect(Collectors.toSet());
    }

    private static KeyMaterialException unreadable(RuntimeException e) {
        return new KeyMaterialException(Reason.UNREADABLE, "reading what may have changed failed: " + e, e);
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
