package io.securechannel.testkit;

import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a {@link HostileWire} does to one direction. It starts as a faithful copy; each method adds one thing and returns a
 * new script:
 *
 * <pre>{@code
 * Delivery.asSent().oneByteAtATime()               // every byte in a write of its own
 * Delivery.asSent().flipping(120, 3)               // bit 3 of the byte at offset 120
 * Delivery.asSent().inRandomChunks(seed).finAt(99) // the connection ends after 99 bytes
 * }</pre>
 *
 * <p>Offsets count from the moment at which the script begins to be used: those of changes in the bytes that come in, those
 * of endings in the bytes that go out. Immutable.
 */
@CheckReturnValue
public final class Delivery {

    /** How bytes are grouped into writes. */
    enum Pace {
        AS_SENT,
        ONE_BYTE,
        RANDOM,
        COALESCED
    }

    /** What happens once enough has been delivered. */
    enum Ending {
        NONE,
        FIN,
        RESET,
        SILENCE
    }

    private final Pace pace;
    private final long seed;
    private final Duration pause;
    private final Ending ending;
    private final long endsAt;
    private final boolean reflected;
    private final List<WireEdit> edits;

    private Delivery(
            Pace pace, long seed, Duration pause, Ending ending, long endsAt, boolean reflected, List<WireEdit> edits) {
        this.pace = pace;
        this.seed = seed;
        this.pause = pause;
        this.ending = ending;
        this.endsAt = endsAt;
        this.reflected = reflected;
        this.edits = List.copyOf(edits);
    }

    /** {@return a faithful wire} */
    public static Delivery asSent() {
        return new Delivery(Pace.AS_SENT, 0, Duration.ZERO, Ending.NONE, 0, false, List.of());
    }

    /** {@return with every byte in a write of its own} */
    public Delivery oneByteAtATime() {
        return paced(Pace.ONE_BYTE, 0, Duration.ZERO);
    }

    /**
     * Cuts into writes of random size, from 1 byte to some thousand, mostly small.
     *
     * @param randomSeed makes it repeatable; a test prints it when it fails
     * @return the script
     */
    public Delivery inRandomChunks(long randomSeed) {
        return paced(Pace.RANDOM, randomSeed, Duration.ZERO);
    }

    /** {@return with all that comes before a short silence in a single write} */
    public Delivery coalesced() {
        return paced(Pace.COALESCED, 0, Duration.ZERO);
    }

    /**
     * Delivers slowly: one byte, then a pause.
     *
     * @param pauseAfterByte how long
     * @return the script
     */
    public Delivery dripping(Duration pauseAfterByte) {
        return paced(Pace.ONE_BYTE, 0, pauseAfterByte);
    }

    /**
     * Ends the stream (FIN) after so many bytes. What the sender sends later is lost.
     *
     * @param offset bytes that are delivered before
     * @return the script
     */
    public Delivery finAt(long offset) {
        return ending(Ending.FIN, offset);
    }

    /**
     * Resets the connection (RST), for both ends, after so many bytes.
     *
     * @param offset bytes that are delivered before
     * @return the script
     */
    public Delivery resetAt(long offset) {
        return ending(Ending.RESET, offset);
    }

    /**
     * Delivers nothing more after so many bytes, and no end.
     *
     * @param offset bytes that are delivered before
     * @return the script
     */
    public Delivery silentFrom(long offset) {
        return ending(Ending.SILENCE, offset);
    }

    /**
     * Flips one bit.
     *
     * @param offset of the byte
     * @param bit 0 for the lowest, to 7
     * @return the script
     */
    public Delivery flipping(long offset, int bit) {
        return edited(WireEdit.flip(offset, bit));
    }

    /**
     * Leaves a range out.
     *
     * @param offset of its first byte
     * @param length in bytes
     * @return the script
     */
    public Delivery dropping(long offset, int length) {
        return edited(WireEdit.drop(offset, length));
    }

    /**
     * Delivers a range twice in a row.
     *
     * @param offset of its first byte
     * @param length in bytes
     * @return the script
     */
    public Delivery repeating(long offset, int length) {
        return edited(WireEdit.repeat(offset, length));
    }

    /**
     * Swaps a range with the one of the given second length that follows it.
     *
     * @param offset of the first byte
     * @param length of the first range
     * @param nextLength of the second range
     * @return the script
     */
    public Delivery swapping(long offset, int length, int nextLength) {
        return edited(WireEdit.swap(offset, length, nextLength));
    }

    /**
     * Inserts bytes that nobody sent.
     *
     * @param offset of the byte before which they go
     * @param bytes what to insert
     * @return the script
     */
    public Delivery inserting(long offset, byte[] bytes) {
        return edited(WireEdit.insert(offset, bytes));
    }

    /** {@return with everything sent back to its sender, and nothing to the other end} */
    public Delivery reflected() {
        return new Delivery(pace, seed, pause, ending, endsAt, true, edits);
    }

    Pace pace() {
        return pace;
    }

    long seed() {
        return seed;
    }

    Duration pause() {
        return pause;
    }

    Ending ending() {
        return ending;
    }

    long endsAt() {
        return endsAt;
    }

    boolean isReflected() {
        return reflected;
    }

    List<WireEdit> edits() {
        return edits;
    }

    @Override
    public String toString() {
        return pace
                + (pace == Pace.RANDOM ? " (seed " + seed + ")" : "")
                + (pause.isZero() ? "" : ", a byte each " + pause)
                + (ending == Ending.NONE ? "" : ", " + ending + " at " + endsAt)
                + (reflected ? ", reflected" : "")
                + (edits.isEmpty() ? "" : ", " + edits);
    }

    private Delivery paced(Pace how, long randomSeed, Duration wait) {
        return new Delivery(how, randomSeed, wait, ending, endsAt, reflected, edits);
    }

    private Delivery ending(Ending how, long offset) {
        return new Delivery(pace, seed, pause, how, offset, reflected, edits);
    }

    private Delivery edited(WireEdit edit) {
        var more = new ArrayList<>(edits);
        more.add(edit);
        return new Delivery(pace, seed, pause, ending, endsAt, reflected, more);
    }
}
