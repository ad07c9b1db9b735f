package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.transfer.protocol.Limits;

/**
 * What a receiver takes.
 *
 * @param overwrite whether a file that is there is replaced by another one of the sender's
 * @param posixNames whether names are taken that only POSIX systems can have, and names that differ in case alone
 * @param limits how much
 */
public record Policy(boolean overwrite, boolean posixNames, Limits limits) {

    /** Replaces nothing, and takes names that mean the same everywhere. */
    public static final Policy DEFAULT = new Policy(false, false, Limits.DEFAULT);
}
