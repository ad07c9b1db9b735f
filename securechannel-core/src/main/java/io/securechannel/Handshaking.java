package io.securechannel;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.internal.jfr.Link;
import io.securechannel.internal.jfr.Phases;
import io.securechannel.internal.jfr.Recorder;
import io.securechannel.internal.socket.ChannelDriver;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A handshake from its first step to its end, with what it took; the channel keeps it. For one thread until then. */
final class Handshaking {

    private static final AtomicLong CHANNELS = new AtomicLong();

    private final Link link;
    private final @Nullable String host;
    private final Phases phases = new Phases();

    /** Until its end has been told: the channel keeps this object for as long as it lives. */
    private Recorder.@Nullable Stretch<Recorder.Handshake> stretch =
            Recorder.get().handshake();

    private long begun;
    private long nanos;

    /**
     * One that begins now.
     *
     * @param address of the peer, {@code host:port}
     * @param role of this side
     * @param host that a client asked for
     */
    Handshaking(String address, Role role, @Nullable String host) {
        this.link = new Link(CHANNELS.incrementAndGet(), address, role);
        this.host = host;
    }

    Link link() {
        return link;
    }

    @Nullable
    String host() {
        return host;
    }

    Phases phases() {
        return phases;
    }

    /** Of the handshake itself, without a connection before it. */
    long nanos() {
        return nanos;
    }

    /** There is a socket now. */
    void begin() {
        begun = System.nanoTime();
    }

    /** The handshake has ended, in one way or the other. */
    void took(ChannelDriver driver) {
        nanos = System.nanoTime() - begun;
        driver.tellPhases(nanos, phases);
    }

    /** Tells of a channel. */
    void succeeded(SecureChannel channel) {
        end(() -> new Recorder.Handshake(link, phases, channel.protocol(), channel.peer(), null));
    }

    /** Tells why there is none. */
    void failed(SecureChannelException error) {
        end(() -> new Recorder.Handshake(link, phases, null, null, error));
    }

    /** Tells that this side's own program has failed; what it says need not be fit for a recording. */
    void failed(Throwable error) {
        failed(new SecureChannelException(
                Reason.HANDSHAKE_FAILED,
                "this side's own program failed: " + error.getClass().getName(),
                error));
    }

    private void end(Supplier<Recorder.Handshake> what) {
        var untold = stretch;
        stretch = null;
        if (untold != null) {
            untold.end(what);
        }
    }
}
