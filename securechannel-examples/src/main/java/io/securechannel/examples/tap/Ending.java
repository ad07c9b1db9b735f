package io.securechannel.examples.tap;

/** How one direction of a connection came to its end. */
public enum Ending {
    /** Its sender has said that nothing more will come. */
    END,
    /** Its sender has cut the connection. */
    RESET_BY_SENDER,
    /** Its receiver has cut the connection. */
    RESET_BY_RECEIVER,
    /** The tap has cut the connection, or never made it. */
    CUT_BY_TAP
}
