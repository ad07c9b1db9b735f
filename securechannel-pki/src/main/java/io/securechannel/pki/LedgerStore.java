package io.securechannel.pki;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.error.KeyMaterialException;

/** Where an authority's ledger is kept. Safe for use by several threads. */
interface LedgerStore {

    /** A change of the ledger; may be called while others wait, and again if somebody else was faster. */
    @FunctionalInterface
    interface Change {
        Ledger apply(Ledger now) throws KeyMaterialException;
    }

    /** Whether all is in it that the authority has ever issued, as far as anybody here can know. */
    default boolean whole() {
        return true;
    }

    /** The ledger as it is now. */
    Ledger read() throws KeyMaterialException;

    /**
     * Puts what the change makes of the ledger in its place, in one step: nobody else's change is lost.
     *
     * @return the new ledger
     */
    @CanIgnoreReturnValue
    Ledger update(Change change) throws KeyMaterialException;
}
