package io.securechannel.examples.tap;

/** Sees what the tap sees. The two directions of a connection call it from a thread each. */
public interface Observer {

    /**
     * Bytes have arrived, and have not been changed yet.
     *
     * @param connection which connection, counted from 1
     * @param direction whose bytes
     * @param bytes a copy
     */
    void arrived(int connection, Direction direction, byte[] bytes);

    /**
     * The tap has done what it was told to do to the bytes.
     *
     * @param connection which connection
     * @param direction whose bytes
     * @param what in words
     */
    default void tampered(int connection, Direction direction, String what) {}

    /**
     * One direction has ended.
     *
     * @param connection which connection
     * @param direction which direction
     * @param how in words
     */
    default void ended(int connection, Direction direction, String how) {}
}
