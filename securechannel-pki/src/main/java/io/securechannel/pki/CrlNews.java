package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.internal.jfr.Reloads;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/** Tells of lists that have changed, and of each trouble once, not with every handshake. */
final class CrlNews {

    private static final int MOST_TROUBLES = 64;

    private final SecurityListener listener;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<String> told = new ArrayDeque<>();

    CrlNews(SecurityListener listener, InstantSource clock) {
        this.listener = listener;
        this.clock = clock;
    }

    void changed(Crl list) {
        Reloads.tell(
                listener,
                new SecurityEvent.Reloaded(
                        clock.instant(),
                        "revocation " + list + ", due for renewal at " + CrlWords.date(list.nextUpdate())));
    }

    void refused(KeyMaterialException error) {
        lock.lock();
        try {
            if (told.contains(error.getMessage())) {
                return;
            }
            told.addLast(error.getMessage());
            if (told.size() > MOST_TROUBLES) {
                told.removeFirst();
            }
        } finally {
            lock.unlock();
        }
        Reloads.tell(listener, new SecurityEvent.ReloadRefused(clock.instant(), error));
    }
}
