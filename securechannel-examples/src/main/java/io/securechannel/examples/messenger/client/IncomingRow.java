package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has come from one device (M4): the number and hash of the last mail, and which numbers before it are missing. Missing numbers
 * are kept as ranges, so that a gap of any size costs the same; of more than {@value #MOST_GAPS} ranges the oldest is forgotten.
 */
final class IncomingRow {

    static final int MOST_GAPS = 64;

    private long last;
    private Octets lastHash = Mail.NONE_BEFORE;
    private final TreeMap<Long, Long> missing = new TreeMap<>();

    IncomingRow() {}

    /** How a number stands to what has come. */
    enum Place {
        /** The one that was expected. */
        NEXT,
        /** Numbers before it are missing. */
        BEYOND,
        /** It was missing. */
        LATE,
        /** It has come before. */
        KNOWN
    }

    Place place(long sequence) {
        if (sequence > last) {
            return sequence == last + 1 ? Place.NEXT : Place.BEYOND;
        }
        var range = missing.floorEntry(sequence);
        return range != null && sequence <= range.getValue() ? Place.LATE : Place.KNOWN;
    }

    /** How many numbers are missing directly before this one. */
    long gapBefore(long sequence) {
        return sequence - last - 1;
    }

    /** Whether the mail names the one that came last as the one before it. */
    boolean follows(Mail mail) {
        return mail.previous().equals(lastHash);
    }

    /** Takes a mail that was opened. */
    void take(Mail mail) {
        long sequence = mail.sequence();
        switch (place(sequence)) {
            case BEYOND -> {
                miss(last + 1, sequence - 1);
                last = sequence;
                lastHash = mail.hash();
            }
            case NEXT -> {
                last = sequence;
                lastHash = mail.hash();
            }
            case LATE -> found(sequence);
            case KNOWN -> throw new IllegalStateException("a mail is taken twice");
        }
    }

    private void miss(long from, long to) {
        missing.put(from, to);
        while (missing.size() > MOST_GAPS) {
            missing.pollFirstEntry();
        }
    }

    private void found(long sequence) {
        Map.Entry<Long, Long> range = missing.floorEntry(sequence);
        missing.remove(range.getKey());
        if (sequence < range.getValue()) {
            miss(sequence + 1, range.getValue());
        }
        if (range.getKey() < sequence) {
            miss(range.getKey(), sequence - 1);
        }
    }

    void write(FieldWriter out) {
        out.u64(last).fixed(lastHash).u8(missing.size());
        missing.forEach((from, to) -> out.u64(from).u64(to));
    }

    static IncomingRow read(FieldReader in) throws SecureChannelException {
        var row = new IncomingRow();
        row.last = in.count();
        row.lastHash = in.fixed(Mail.NONE_BEFORE.length());
        int gaps = Fields.atMost(in.u8(), MOST_GAPS, in);
        long before = 0;
        for (int i = 0; i < gaps; i++) {
            long from = in.count();
            long to = in.count();
            if (from <= before || to < from || to >= row.last) {
                throw in.violation("has a gap that is none");
            }
            row.missing.put(from, to);
            before = to;
        }
        return row;
    }
}
