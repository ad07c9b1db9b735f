package io.securechannel.internal.socket;

import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.internal.jfr.Link;
import io.securechannel.internal.jfr.Recorder;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** What is told of one channel while it is open, and counted. */
final class Observation {

    private volatile Link link;
    private final AtomicLong sendingRekeys = new AtomicLong();
    private final AtomicLong receivingRekeys = new AtomicLong();

    Observation(String peer) {
        this.link = new Link(0, peer, Role.CLIENT);
    }

    /** Says which channel it is. */
    void of(Link channel) {
        link = channel;
    }

    /** {@return a read or write that begins now; null while no recording wants to know, which is the rule} */
    Recorder.@Nullable Stretch<Recorder.Blocked> begin() {
        return Recorder.get().blocked();
    }

    /** Ends what {@link #begin} began. */
    void end(Recorder.@Nullable Stretch<Recorder.Blocked> begun, boolean write, int bytes) {
        if (begun != null) {
            begun.end(() -> new Recorder.Blocked(link, write, Math.max(0, bytes)));
        }
    }

    void rekeyed(boolean sending, long records, long bytes) {
        (sending ? sendingRekeys : receivingRekeys).incrementAndGet();
        Recorder.get().rekeyed(() -> new Recorder.Rekey(link, sending, records, bytes));
    }

    /** {@return how many keys of a direction were replaced} */
    long rekeys(boolean sending) {
        return (sending ? sendingRekeys : receivingRekeys).get();
    }
}
