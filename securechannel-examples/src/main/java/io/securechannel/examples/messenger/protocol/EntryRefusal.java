package io.securechannel.examples.messenger.protocol;

/** Why a device is not let in. */
public enum EntryRefusal {
    /** A reason that this version does not know. */
    OTHER(0),
    /** The keys are not well signed, or not this user's. */
    BAD_KEYS(1),
    /** The device has not proved that it holds its key. */
    BAD_PROOF(2),
    /** The server has another identity key for this user, and the client did not ask to replace it. */
    OTHER_IDENTITY(3),
    /** The server has a newer list of devices. */
    OLD_DEVICE_LIST(4),
    /** The name that logged in is none for a messenger. */
    BAD_NAME(5),
    /** The server has all the users that it takes. */
    FULL(6);

    private final int code;

    EntryRefusal(int code) {
        this.code = code;
    }

    /** {@return one byte} */
    public int code() {
        return code;
    }

    /**
     * The reason of a code.
     *
     * @param code one byte
     * @return {@link #OTHER} for one that is unknown
     */
    public static EntryRefusal of(int code) {
        for (var reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return OTHER;
    }
}
