package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import java.time.Duration;
import java.util.List;

/** Where the servers that were met are written down. Safe for use by several threads. */
sealed interface PeerLedger permits StoredPeers, MemoryPeers {

    /** Nobody notices it in a handshake; and programs hold the file for less. */
    Duration SOON = Duration.ofMillis(100);

    /** Says what the list becomes; the same object to change nothing. */
    @FunctionalInterface
    interface Edit {
        List<MetPeer> apply(List<MetPeer> before) throws KeyMaterialException;
    }

    List<MetPeer> read() throws KeyMaterialException;

    /** Changes the list in one step: nobody else changes it meanwhile. */
    void change(Edit edit) throws KeyMaterialException;

    /** The same for somebody whom a peer waits for: IN_USE, and nothing changed, where others write for longer than {@link #SOON}. */
    void changeSoon(Edit edit) throws KeyMaterialException;
}
