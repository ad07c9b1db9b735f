package io.securechannel.internal.jfr;

import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.peer.Login;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.peer.PeerIdentity;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Hears what the Flight Recorder may want. While no recording has an event enabled no supplier is asked, and reads and writes make nothing
 * (what is rarer makes a small object); where the runtime has no {@code jdk.jfr}, nothing ever is.
 */
public interface Recorder {

    /** {@return the one of this process} */
    static Recorder get() {
        return Holder.RECORDER;
    }

    /**
     * A stretch of time, which began when this was made.
     *
     * @param <T> what is told of it
     */
    @FunctionalInterface
    interface Stretch<T> {
        /**
         * Ends it.
         *
         * @param what is asked where a recording wants it
         */
        void end(Supplier<T> what);
    }

    /**
     * A handshake that has ended.
     *
     * @param link the channel
     * @param phases what the time went into
     * @param protocol what was agreed; null if it failed
     * @param identity who the peer is; null if it failed
     * @param error why it failed; null if it has not
     */
    record Handshake(
            Link link,
            Phases phases,
            @Nullable NegotiatedProtocol protocol,
            @Nullable PeerIdentity identity,
            @Nullable SecureChannelException error) {}

    /**
     * A login that has ended.
     *
     * @param link the channel
     * @param further whether it was a step on an open channel
     * @param login who has logged in; null if it failed
     * @param error why it failed; null if it has not
     */
    record LoginEnd(
            Link link,
            boolean further,
            @Nullable Login login,
            @Nullable SecureChannelException error) {}

    /**
     * A key that was replaced.
     *
     * @param link the channel
     * @param sending which direction
     * @param records how many the old key has protected
     * @param bytes how much these carried
     */
    record Rekey(Link link, boolean sending, long records, long bytes) {}

    /**
     * A channel that has ended.
     *
     * @param link the channel
     * @param by who ended it
     * @param reason a code of CLOSE, or a Reason
     * @param lifetime since the end of its handshake, in nanoseconds
     * @param traffic what has crossed it
     */
    record Closed(Link link, String by, String reason, long lifetime, Traffic traffic) {}

    /**
     * What has crossed a channel.
     *
     * @param bytesSent to the network
     * @param bytesReceived from the network
     * @param messagesSent messages
     * @param messagesReceived messages
     */
    record Traffic(long bytesSent, long bytesReceived, long messagesSent, long messagesReceived) {}

    /**
     * A read or a write that was blocked.
     *
     * @param link the channel
     * @param write whether it was a write
     * @param bytes how many were written, or came
     */
    record Blocked(Link link, boolean write, long bytes) {}

    /** {@return a handshake that begins now} */
    default Stretch<Handshake> handshake() {
        return what -> {};
    }

    /** {@return a login that begins now} */
    default Stretch<LoginEnd> login() {
        return what -> {};
    }

    /** {@return a read or write that begins now; null while no recording wants to know} */
    default @Nullable Stretch<Blocked> blocked() {
        return null;
    }

    /** A key has been replaced. */
    default void rekeyed(Supplier<Rekey> what) {}

    /** What is live has been read again, or refused; other events are none of this one's. */
    default void reloaded(SecurityEvent event) {}

    /** A channel has ended. */
    default void closed(Supplier<Closed> what) {}

    /** Made when it is first needed. */
    final class Holder {

        private static final Recorder RECORDER =
                ModuleLayer.boot().findModule("jdk.jfr").isPresent() ? new FlightRecorder() : new Recorder() {};

        private Holder() {}
    }
}
