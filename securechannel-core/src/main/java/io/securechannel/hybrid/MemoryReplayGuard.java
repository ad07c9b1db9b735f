package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

/** Remembers envelopes until the program ends. */
final class MemoryReplayGuard implements ReplayGuard {

    private static final int MOST = 10_000_000;

    private final ReplayWindow window;
    private final int most;
    private final SeenEnvelopes seen = new SeenEnvelopes();
    private final ReentrantLock lock = new ReentrantLock();

    MemoryReplayGuard(ReplayWindow window, int most) {
        this.window = window;
        this.most = SeenEnvelopes.requireMost(most, MOST);
    }

    @Override
    public void admit(Sender sender, EnvelopeId id, Instant signedAt) throws KeyMaterialException {
        lock.lock();
        try {
            seen.admit(window, most, sender, id, signedAt);
        } finally {
            lock.unlock();
        }
    }

    /** {@return the window} */
    @Override
    public String toString() {
        return "ReplayGuard[in memory, " + window + "]";
    }
}
