package io.securechannel.examples.transfer.protocol;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;

/** What the transfer needs of a channel. */
public interface Link extends Closeable {

    /**
     * Takes a message; it may leave with what follows, at {@link #flush()} at the latest.
     *
     * @param message its bytes
     * @throws IOException if it cannot be sent
     */
    void queue(byte[] message) throws IOException;

    /**
     * Sends one message of any size. What throws in the middle of it ends the link.
     *
     * @param writing writes it
     * @throws IOException if it cannot be sent
     */
    void stream(Writing writing) throws IOException;

    /** Writes a message piece by piece. */
    @FunctionalInterface
    interface Writing {

        /**
         * Writes all of it.
         *
         * @param out where to; it stays open
         * @throws IOException if it cannot be sent
         */
        void to(OutputStream out) throws IOException;
    }

    /**
     * Sends what has been queued.
     *
     * @throws IOException if it cannot be sent
     */
    void flush() throws IOException;

    /**
     * Waits for a message.
     *
     * @return to be read to its end before the next; empty once the other end has closed the link in order
     * @throws IOException if the link was cut
     */
    Optional<InputStream> receive() throws IOException;

    /** What the other end has said brought the transfer further: it is not waited for in vain. */
    default void advanced() {}

    /** {@return whether this end goes away: a message under way ends early} */
    default boolean stopping() {
        return false;
    }

    /**
     * Queues a message that has no content beside its fields.
     *
     * @param message any but a part
     * @throws IOException if it cannot be sent
     */
    default void queue(Message message) throws IOException {
        queue(Codec.encode(message));
    }

    /**
     * Sends a message now, and all that was queued before.
     *
     * @param message any but a part
     * @throws IOException if it cannot be sent
     */
    default void send(Message message) throws IOException {
        queue(message);
        flush();
    }
}
