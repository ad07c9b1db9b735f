package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.internal.jfr.Reloads;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.ReentrantLock;

/** Tells of lists that have changed, and of each trouble once until it is over, not with every handshake. */
final class CrlNews {

    private static final int MOST_TROUBLES = 64;

    private final SecurityListener listener;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Trouble> told = new ArrayDeque<>();

    /**
     * What was told.
     *
     * @param with what there is trouble with, by itself or by what it equals
     * @param message what the trouble is
     */
    private record Trouble(Object with, String message) {}

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

    /** Hears that something is good again, so that the next trouble with it is a new one. */
    void mended(Object with) {
        lock.lock();
        try {
            told.removeIf(each -> each.with.equals(with));
        } finally {
            lock.unlock();
        }
    }

    void refused(Object with, KeyMaterialException error) {
        var trouble = new Trouble(with, String.valueOf(error.getMessage()));
        boolean known;
        lock.lock();
        try {
            known = told.stream().anyMatch(each -> each.message.equals(trouble.message));
            if (!told.contains(trouble)) {
                told.addLast(trouble);
            }
            if (told.size() > MOST_TROUBLES) {
                told.removeFirst();
            }
        } finally {
            lock.unlock();
        }
        if (!known) {
            Reloads.tell(listener, new SecurityEvent.ReloadRefused(clock.instant(), error));
        }
    }
}
