package io.securechannel.examples.messenger.client;

/** What a client sees of a server that is not honest. */
public enum AlarmKind {
    /** Mails are missing before this one: dropped, held back, or ended. */
    MISSING,
    /** A mail came after one that was sent later. */
    REORDERED,
    /** A mail came that was acknowledged before. */
    REPLAYED,
    /** A mail cannot be opened, or is not what it should be: changed, moved, or of somebody else. */
    FORGED,
    /** Another identity key than the one that is known: a new device of the user's, or a key of the server's. */
    KEY_CHANGED,
    /** The server names the identity key again that is known, after it had named another. */
    KEY_BACK,
    /** A list of devices that the identity has not signed. */
    DEVICE_LIST_FORGED,
    /** A list of devices, or a prekey, older than one that was seen. */
    ROLLED_BACK,
    /** A user has another device than before, signed by their identity. */
    DEVICE_ADDED,
    /** One of several devices of a user has no key to which anything could be sealed: long away, or withheld by the server. */
    DEVICE_WITHOUT_KEY,
    /** What this messenger had remembered cannot be read: it has begun anew, as a new device. */
    MEMORY_LOST
}
