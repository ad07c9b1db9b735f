package io.securechannel.testkit.faults;

/** What goes wrong at one call of the file system. */
public enum Fault {
    /** The call fails and has done nothing, as on a full disk. */
    FAILS,
    /** The call has done all that it had to, and fails: its answer was lost, as over a network. */
    FAILS_WHEN_DONE,
    /** The machine stops before the call: it fails, and so does every call after it, also those that would clean up. */
    POWER_CUT
}
