package io.securechannel.examples.tap;

import java.net.InetSocketAddress;

/** Sees what the tap sees. The two directions of a connection call it from a thread each. */
public interface Observer {

    /**
     * A client has come, and the tap has connected on. It is the first that is told of a connection.
     *
     * @param connection which connection, counted from 1
     * @param client the client's address
     * @param server the server's address
     */
    default void connected(int connection, InetSocketAddress client, InetSocketAddress server) {}

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
     * @param ending how it ended
     * @param how the same in words
     */
    default void ended(int connection, Direction direction, Ending ending, String how) {}
}
