package io.securechannel;

import io.securechannel.error.SecureChannelException;
import io.securechannel.framing.CloseReason;
import io.securechannel.internal.jfr.Link;
import io.securechannel.internal.jfr.Recorder;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of a channel, as the Flight Recorder hears of it: once, when both are known, why it ended and, with the socket closed, what has
 * crossed it. Which comes first depends on who ends it.
 */
final class ChannelEnd {

    private final Link link;
    private final Supplier<Recorder.Traffic> traffic;
    private final long begun = System.nanoTime();
    private final AtomicReference<@Nullable Why> why = new AtomicReference<>();
    private final AtomicBoolean released = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();

    /**
     * Why a channel ended.
     *
     * @param by THIS_SIDE, PEER or ERROR
     * @param reason the code of a close, or the reason of an error; two that are neither
     */
    record Why(String by, String reason) {

        static Why here(CloseReason reason) {
            return new Why("THIS_SIDE", name(reason.code()));
        }

        static Why abandoned() {
            return new Why("THIS_SIDE", "ABANDONED");
        }

        static Why peer(CloseReason reason) {
            return new Why("PEER", name(reason.code()));
        }

        static Why error(SecureChannelException error) {
            return new Why("ERROR", error.reason().name());
        }

        static Why ofThisProgram() {
            return new Why("ERROR", "PROGRAM_FAILED");
        }

        private static String name(int code) {
            return switch (code) {
                case CloseReason.NORMAL -> "NORMAL";
                case CloseReason.GOING_AWAY -> "GOING_AWAY";
                case CloseReason.PROTOCOL_ERROR -> "PROTOCOL_ERROR";
                case CloseReason.MESSAGE_TOO_LARGE -> "MESSAGE_TOO_LARGE";
                case CloseReason.TIMED_OUT -> "TIMED_OUT";
                case CloseReason.INTERNAL_ERROR -> "INTERNAL_ERROR";
                case CloseReason.LOGIN_FAILED -> "LOGIN_FAILED";
                default -> "CODE_" + code;
            };
        }
    }

    /**
     * @param link the channel
     * @param traffic what has crossed it
     */
    ChannelEnd(Link link, Supplier<Recorder.Traffic> traffic) {
        this.link = link;
        this.traffic = traffic;
    }

    /** The first one counts. */
    void because(Why first) {
        if (why.compareAndSet(null, first)) {
            tellOnce();
        }
    }

    /** The socket has been closed. */
    void released() {
        released.set(true);
        tellOnce();
    }

    private void tellOnce() {
        var known = why.get();
        if (known != null && released.get() && told.compareAndSet(false, true)) {
            long lifetime = System.nanoTime() - begun;
            Recorder.get().closed(() -> new Recorder.Closed(link, known.by(), known.reason(), lifetime, traffic.get()));
        }
    }
}
