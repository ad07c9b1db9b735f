package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import java.util.concurrent.locks.ReentrantLock;

/** A ledger that lives as long as its authority is in memory. */
final class MemoryLedger implements LedgerStore {

    private final ReentrantLock changing = new ReentrantLock();
    private volatile Ledger ledger;

    MemoryLedger(Ledger ledger) {
        this.ledger = ledger;
    }

    @Override
    public Ledger read() {
        return ledger;
    }

    @Override
    public Ledger update(Change change) throws KeyMaterialException {
        changing.lock();
        try {
            ledger = change.apply(ledger);
            return ledger;
        } finally {
            changing.unlock();
        }
    }
}
