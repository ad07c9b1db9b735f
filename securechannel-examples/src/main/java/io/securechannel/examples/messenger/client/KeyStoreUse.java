package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.service.ProgramLock;
import io.securechannel.keys.KeyStoreManager;
import java.io.IOException;
import java.time.Instant;

/** The use of a key store by one messenger at a time, also by one whose book cannot be read. */
final class KeyStoreUse {

    private KeyStoreUse() {}

    /** Two with the same keys would use the same numbers for different messages, and each overwrite what the other remembers. */
    static ProgramLock lock(KeyStoreManager keys) throws KeyMaterialException {
        var file = keys.file();
        try {
            return ProgramLock.take(file.resolveSibling(file.getFileName() + ".in-use"))
                    .orElseThrow(() -> new KeyMaterialException(
                            KeyMaterialException.Reason.IN_USE,
                            file + " is in use by a chat that runs: end that one first"));
        } catch (IOException e) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.UNWRITABLE,
                    "no lock can be made beside " + file + " (" + e + "): the directory must be yours to write in",
                    e);
        }
    }

    static void release(ProgramLock lock) throws KeyMaterialException {
        try {
            lock.close();
        } catch (IOException e) {
            throw new KeyMaterialException(
                    KeyMaterialException.Reason.UNWRITABLE, "the lock of the key store cannot be removed: " + e, e);
        }
    }

    /**
     * A book that cannot be read locks nobody out. Its rows are lost with it, and with them the numbers that a server takes: so this
     * becomes another device, or what it sends would be taken for what the server has already.
     */
    static Book openOrBeginAnew(KeyStoreManager keys, String user, Instant now) throws KeyMaterialException {
        try {
            return Book.open(keys);
        } catch (KeyMaterialException e) {
            if (e.reason() != KeyMaterialException.Reason.DAMAGED) {
                throw e;
            }
            Account.renewDevice(keys, user, now);
            return Book.beginAnew(
                    keys,
                    new ChatEvent.Alarm(
                            AlarmKind.MEMORY_LOST,
                            "",
                            "what this messenger knew of contacts, rooms and messages cannot be read (" + e.getMessage()
                                    + "). It has begun anew, as a new device of yours; the old state is kept in the key store as “"
                                    + Book.SET_ASIDE
                                    + "”. Compare the safety number with each of your contacts again (/verify),"
                                    + " and ask them what they have said lately.",
                            Instant.ofEpochMilli(now.toEpochMilli())));
        }
    }
}
