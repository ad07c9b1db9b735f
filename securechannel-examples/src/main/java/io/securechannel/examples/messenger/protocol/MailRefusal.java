package io.securechannel.examples.messenger.protocol;

/** Why a mail is not stored. */
public enum MailRefusal {
    /** A reason that this version does not know. */
    OTHER(0),
    /** Too much waits for the addressee, in all or from this sender: try again later. */
    FULL(1),
    /** There is no such device, or not any more: look the user up again. */
    NO_SUCH_DEVICE(2),
    /** Another number is expected in this row. */
    OUT_OF_ORDER(3),
    /** It has ended already, or would live too long: seal it again, to the current prekey. */
    EXPIRED(4),
    /** It is not from the device that sent it. */
    NOT_YOURS(5),
    /** Another mail of this row has the number already: whoever sends it goes on from an old copy of its state. */
    NUMBER_TAKEN(6);

    private final int code;

    MailRefusal(int code) {
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
    public static MailRefusal of(int code) {
        for (var reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        return OTHER;
    }
}
