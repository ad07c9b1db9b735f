package io.securechannel.examples.tap;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Does a {@link Tampering} to one direction of one connection. For one thread. */
final class Tamperer {

    private final Tampering tampering;
    private final Records records;
    private long position;
    private boolean done;

    /**
     * @param tampering what to do
     * @param passed how many bytes of this direction have passed before
     */
    Tamperer(Tampering tampering, long passed) {
        this.tampering = tampering;
        this.records = new Records(passed);
        this.position = passed;
        this.done = passed > tampering.offset() && tampering.kind() != Tampering.Kind.TRUNCATE;
    }

    /**
     * Takes the next bytes.
     *
     * @param arrived as they arrived
     * @return what is to be sent in their place
     */
    Step feed(byte[] arrived) {
        long start = position;
        position += arrived.length;
        return switch (tampering.kind()) {
            case FLIP -> flip(arrived, start);
            case TRUNCATE -> truncate(arrived, start);
            case DROP, REPLAY -> byRecord(arrived);
        };
    }

    /** {@return what was kept back, at the end of the stream} */
    byte[] rest() {
        return records.rest().map(Records.Piece::bytes).orElseGet(() -> new byte[0]);
    }

    private Step flip(byte[] arrived, long start) {
        long index = tampering.offset() - start;
        if (index < 0 || index >= arrived.length) {
            return Step.pass(arrived);
        }
        var changed = arrived.clone();
        changed[(int) index] ^= 1;
        return new Step(
                changed,
                Optional.of(String.format(
                        Locale.ROOT,
                        "byte %d changed from %02x to %02x",
                        tampering.offset(),
                        arrived[(int) index],
                        changed[(int) index])),
                false);
    }

    private Step truncate(byte[] arrived, long start) {
        long left = Math.max(0, tampering.offset() - start);
        if (left > arrived.length) {
            return Step.pass(arrived);
        }
        return new Step(
                Arrays.copyOf(arrived, (int) left), Optional.of("cut after " + tampering.offset() + " bytes"), true);
    }

    private Step byRecord(byte[] arrived) {
        if (done) {
            return Step.pass(arrived);
        }
        var out = new ByteArrayOutputStream();
        Optional<String> what = Optional.empty();
        for (var piece : records.feed(arrived)) {
            if (piece.holds(tampering.offset())) {
                done = true;
                what = Optional.of(apply(piece, out));
            } else {
                out.writeBytes(piece.bytes());
            }
        }
        if (done) {
            out.writeBytes(rest());
        }
        return new Step(out.toByteArray(), what, false);
    }

    private String apply(Records.Piece piece, ByteArrayOutputStream out) {
        boolean replay = tampering.kind() == Tampering.Kind.REPLAY;
        int from = piece.record() ? 0 : (int) (tampering.offset() - piece.offset());
        int to = piece.record() ? piece.bytes().length : from + 1;
        out.write(piece.bytes(), 0, replay ? to : from);
        out.write(piece.bytes(), replay ? from : to, piece.bytes().length - (replay ? from : to));
        var which = piece.record()
                ? "the record of bytes " + piece.offset() + " to " + (piece.offset() + to - 1)
                : "byte " + tampering.offset();
        return which + (replay ? " sent twice" : " left out");
    }

    /**
     * What is to be sent.
     *
     * @param bytes in place of those that arrived
     * @param tampered what was done, in words, if it was done now
     * @param cut whether the connection ends here
     */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record Step(byte[] bytes, Optional<String> tampered, boolean cut) {

        static Step pass(byte[] bytes) {
            return new Step(bytes, Optional.empty(), false);
        }
    }
}
