package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The envelopes of a window of time. What leaves the window is forgotten, and then nothing of its date or before is taken again,
 * even if the clock is set back; so a clock that ran ahead for a while lets nothing in twice, and locks nothing out for good. Not
 * safe for use by several threads.
 */
final class SeenEnvelopes {

    /** Before all dates. */
    static final long NOTHING_FORGOTTEN = -1;

    private final Set<SeenEnvelope> known = new HashSet<>();
    private final PriorityQueue<SeenEnvelope> oldestFirst = new PriorityQueue<>(SeenEnvelope.BY_DATE);
    private long forgotten;

    SeenEnvelopes() {
        this(NOTHING_FORGOTTEN);
    }

    /** @param forgotten the latest date of what has been forgotten, in milliseconds since 1970 */
    SeenEnvelopes(long forgotten) {
        this.forgotten = forgotten;
    }

    static int requireMost(int most, int limit) {
        if (most < 1 || most > limit) {
            throw new IllegalArgumentException("this replay guard remembers 1 to " + limit + " envelopes, not " + most);
        }
        return most;
    }

    void admit(ReplayWindow window, int most, Sender sender, EnvelopeId id, Instant signedAt)
            throws KeyMaterialException {
        var now = window.now();
        requireDate(window, now, id, signedAt);
        forget(window.earliest(now));
        if (signedAt.toEpochMilli() <= forgotten) {
            throw new KeyMaterialException(
                    Reason.EXPIRED,
                    "the envelope " + id + " was signed at " + signedAt + ", and what came until "
                            + Instant.ofEpochMilli(forgotten)
                            + " has been forgotten, since this computer's clock was ahead or the window was shorter: have the"
                            + " envelope sealed anew, when the clock is right");
        }
        var envelope = SeenEnvelope.of(sender, id, signedAt.toEpochMilli());
        if (known.contains(envelope)) {
            throw new KeyMaterialException(
                    Reason.REPLAYED,
                    "the envelope " + id + " of " + sender
                            + " was opened before, and has come again: drop it, for every"
                            + " envelope counts once; if it was sent twice on purpose, have it sealed anew");
        }
        if (known.size() >= most) {
            throw new KeyMaterialException(
                    Reason.UNAVAILABLE,
                    "the replay guard remembers " + known.size()
                            + " envelopes that are still within its window, and has room"
                            + " for " + most
                            + ": wait until the oldest leave it, let the guard remember more, or make its"
                            + " window shorter");
        }
        add(envelope);
    }

    private static void requireDate(ReplayWindow window, Instant now, EnvelopeId id, Instant signedAt)
            throws KeyMaterialException {
        boolean early = signedAt.isBefore(window.earliest(now));
        if (early || signedAt.isAfter(window.latest(now))) {
            throw new KeyMaterialException(
                    Reason.EXPIRED,
                    "the envelope " + id + " was signed at " + signedAt + ", and it is " + now
                            + ": taken is what was signed from "
                            + window.earliest(now) + " to " + window.latest(now)
                            + (early ? "; have it sealed anew, or make the window longer" : "")
                            + "; if the clocks differ, set them right");
        }
    }

    private void forget(Instant earliest) {
        for (var oldest = oldestFirst.peek();
                oldest != null && Instant.ofEpochMilli(oldest.signedAt()).isBefore(earliest);
                oldest = oldestFirst.peek()) {
            forgotten = Math.max(forgotten, oldest.signedAt());
            known.remove(oldest);
            oldestFirst.poll();
        }
    }

    /** {@return whether it was not there} */
    boolean add(SeenEnvelope envelope) {
        return known.add(envelope) && oldestFirst.add(envelope);
    }

    long forgotten() {
        return forgotten;
    }

    /** {@return all, by date} */
    List<SeenEnvelope> list() {
        return known.stream().sorted(SeenEnvelope.BY_DATE).toList();
    }
}
