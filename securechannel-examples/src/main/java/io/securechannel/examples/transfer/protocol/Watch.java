package io.securechannel.examples.transfer.protocol;

import java.util.Optional;

/** Is told how a transfer goes, at either end, by the thread that does the work. Names are the other's words: not for a terminal as they are. */
public interface Watch {

    /**
     * It begins, for the first time or after a cut.
     *
     * @param bytes of all files that are still to be settled
     */
    void offered(long bytes);

    /**
     * A file begins.
     *
     * @param path below what is sent
     * @param size in bytes
     */
    void file(String path, long size);

    /**
     * The receiver had the beginning of the file.
     *
     * @param bytes that need not be sent
     */
    void had(long bytes);

    /**
     * More of the file has been sent or received.
     *
     * @param bytes since the last call
     */
    void moved(long bytes);

    /**
     * What is there already is being read.
     *
     * @param bytes so far
     */
    void checking(long bytes);

    /**
     * A file, or a directory that was refused, needs nothing more.
     *
     * @param path below what is sent
     * @param size in bytes
     * @param why not; empty if it is in its place
     */
    void settled(String path, long size, Optional<Refusal> why);
}
