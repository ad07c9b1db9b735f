package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/** Servers that are known until the program ends. */
final class MemoryPeers implements PeerLedger {

    private final ReentrantLock lock = new ReentrantLock();
    private volatile List<MetPeer> peers = List.of();

    @Override
    public List<MetPeer> read() {
        return peers;
    }

    @Override
    public void change(Edit edit) throws KeyMaterialException {
        lock.lock();
        try {
            peers = List.copyOf(edit.apply(peers));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void changeSoon(Edit edit) throws KeyMaterialException {
        change(edit);
    }

    @Override
    public String toString() {
        return "in memory";
    }
}
