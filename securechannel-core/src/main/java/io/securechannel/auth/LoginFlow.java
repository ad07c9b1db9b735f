package io.securechannel.auth;

import io.securechannel.error.SecureChannelException;
import io.securechannel.peer.Login;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One login at one end of a channel, without I/O: what arrives in an AUTH frame goes into {@link #receive}, and what that
 * returns goes out in one. The server's end begins with {@link #begin()}; the client's waits. Not for use by several threads.
 *
 * <pre>{@code
 * flow.begin().ifPresent(wire::sendAuth);
 * while (flow.login().isEmpty()) {
 *     var step = flow.receive(wire.receiveAuth());
 *     step.message().ifPresent(wire::sendAuth); // after step.delay()
 *     step.throwIfFailed();
 * }
 * }</pre>
 */
public interface LoginFlow extends AutoCloseable {

    /**
     * {@return what this end says first; empty where the peer begins}
     *
     * @throws SecureChannelException if no login is possible over this channel
     */
    Optional<byte[]> begin() throws SecureChannelException;

    /**
     * Takes what has arrived.
     *
     * @param message the payload of an AUTH frame
     * @return what follows from it
     */
    Step receive(byte[] message);

    /** {@return the login, once both ends have finished it} */
    Optional<Login> login();

    /** Wipes what the login held. */
    @Override
    void close();

    /** What follows from a message. */
    final class Step {

        private static final byte[] NOTHING = {};

        private final byte[] message;
        private final Duration delay;
        private final @Nullable SecureChannelException failure;

        private Step(byte[] message, Duration delay, @Nullable SecureChannelException failure) {
            this.message = message;
            this.delay = delay;
            this.failure = failure;
        }

        static Step send(byte[] message) {
            return new Step(message, Duration.ZERO, null);
        }

        static Step failed(byte[] lastMessage, SecureChannelException failure) {
            return new Step(lastMessage, Duration.ZERO, failure);
        }

        static Step finished() {
            return new Step(NOTHING, Duration.ZERO, null);
        }

        Step after(Duration wait) {
            return new Step(message, wait, failure);
        }

        /** {@return what to send; empty if there is nothing} */
        public Optional<byte[]> message() {
            return message.length == 0 ? Optional.empty() : Optional.of(message.clone());
        }

        /** {@return how long to wait before it is sent, so that guessing takes its time; mostly zero} */
        public Duration delay() {
            return delay;
        }

        /**
         * Ends a login that has failed, when {@link #message()} has been sent.
         *
         * @throws SecureChannelException why it has failed
         */
        public void throwIfFailed() throws SecureChannelException {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
