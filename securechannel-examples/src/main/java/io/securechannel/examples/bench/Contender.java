package io.securechannel.examples.bench;

import java.io.IOException;
import java.net.ServerSocket;

/** One way to connect two programs, with the settings that all contenders share ({@link Credentials#SUITE}). */
interface Contender {

    /** How the bytes are used. */
    enum Mode {
        /** As two streams of bytes. */
        STREAM,
        /** As messages whose boundaries the receiver sees. */
        MESSAGES
    }

    /** {@return the name on the command line and in reports} */
    String name();

    /**
     * {@return whether a workload says something about it}
     *
     * @param workload its name
     */
    default boolean takesPartIn(String workload) {
        return !Logins.NAME.equals(workload) && !LoginFlood.NAME.equals(workload);
    }

    /** {@return what its ends must agree on, as it stands in {@link End#protocol()}} */
    default String suite() {
        return Credentials.SUITE;
    }

    /** {@return whether it encrypts, and so has handshakes to resume} */
    default boolean secure() {
        return true;
    }

    /** {@return a socket that listens at a port of its own, for which no client holds a session} */
    ServerSocket listen() throws IOException;

    /** {@return the server's end of the next connection, after its handshake} */
    End accept(ServerSocket listening, Mode mode) throws IOException;

    /** {@return the client's end of a connection, after its handshake and all checks} */
    End connect(int port, Mode mode) throws IOException;
}
