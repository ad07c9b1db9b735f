package io.securechannel.examples.bench;

import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.Callable;

/** One end of a connection. */
interface End extends Closeable {

    /**
     * {@return what something gives that uses this end often} It runs in the calling thread, or in the one where this end is
     * used at its best.
     */
    default <T> T within(Callable<T> body) throws Exception {
        return body.call();
    }

    /** Sends a block at once. */
    void write(byte[] block) throws IOException;

    /** {@return how many bytes were received; -1 at the end} In message mode it is a whole message, which is dropped. */
    int read(byte[] buffer) throws IOException;

    /** Sends a message at once. */
    void send(byte[] message) throws IOException;

    /** Sends a message with those that follow. */
    void queue(byte[] message) throws IOException;

    /** Sends what has been queued. */
    void flush() throws IOException;

    /** {@return the next message} */
    byte[] receive() throws IOException;

    /** {@return version, suite and what else is known of the handshake} */
    String protocol();

    /** {@return whether the handshake resumed a session; known at the client's end alone} */
    boolean resumed();
}
