package io.securechannel.pki;

import io.securechannel.error.KeyMaterialException;
import java.util.concurrent.locks.ReentrantLock;

/** A ledger that lives as long as its authority is in memory. */
final class MemoryLedger implements LedgerStore {

    private final ReentrantLock changing = new ReentrantLock();
    private final boolean whole;
    private volatile Ledger ledger;

    private MemoryLedger(Ledger ledger, boolean whole) {
        this.ledger = ledger;
        this.whole = whole;
    }

    /** That of an authority which has issued nothing yet. */
    static MemoryLedger ofNew(String authority) {
        return new MemoryLedger(Ledger.empty(authority), true);
    }

    /** That of an authority which may have issued, and revoked, what is not in it. */
    static MemoryLedger ofUnknownPast(String authority) {
        return new MemoryLedger(Ledger.empty(authority), false);
    }

    @Override
    public boolean whole() {
        return whole;
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
