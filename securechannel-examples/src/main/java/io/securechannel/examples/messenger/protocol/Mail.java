package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.SecureChannelException;
import java.time.Duration;
import java.time.Instant;

/**
 * One envelope from one device to one device, and what carries it. The server sees this much and no more: between which devices,
 * which number in their row, when it ends, and how long the envelope is.
 *
 * <p>Mails from one device to another are a row: each has the number after, and the {@linkplain #hash() hash} of, the one before. Both
 * are in the envelope's context, so that the server can change neither.
 *
 * @param from who sent it
 * @param to who can open it
 * @param sequence 1 for the first in the row
 * @param previous hash of the mail before it; 32 zeros for the first
 * @param tag 16 bytes by which the addressee finds the conversation, and which say nothing to the server
 * @param expires when the addressee's prekey is to be wiped, for the server: the addressee opens what its prekeys still open
 * @param envelope a signed HybridCipher envelope
 */
public record Mail(
        DeviceId from, DeviceId to, long sequence, Octets previous, Octets tag, Instant expires, Octets envelope) {

    /** The longest envelope. */
    public static final int LONGEST_ENVELOPE = 64 * 1024;

    /** In bytes. */
    public static final int TAG_LENGTH = 16;

    /** A server takes no mail that ends later: a prekey's life, and a day for clocks that differ. Honest clients end it with the prekey. */
    public static final Duration LONGEST_LIFE = Prekey.LIFE.plusDays(1);

    /** What the first mail of a row has for the one before. */
    public static final Octets NONE_BEFORE = Octets.zeros(32);

    private static final String LABEL = "SecureChannel messenger mail v1";

    /**
     * Checks numbers and lengths.
     *
     * @param from who sent it
     * @param to who can open it
     * @param sequence 1 or more
     * @param previous 32 bytes
     * @param tag 16 bytes
     * @param expires when nobody can open it any more
     * @param envelope at most {@link #LONGEST_ENVELOPE} bytes
     */
    public Mail {
        if (sequence < 1 || !Octets.isHash(previous) || tag.length() != TAG_LENGTH) {
            throw new IllegalArgumentException("no number, no hash or no tag of a mail");
        }
        if (envelope.length() > LONGEST_ENVELOPE) {
            throw new IllegalArgumentException(
                    "an envelope of " + envelope.length() + " bytes; the longest has " + LONGEST_ENVELOPE);
        }
    }

    /** {@return the hash by which the next mail of the row names this one} */
    public Octets hash() {
        var out = new FieldWriter().label(LABEL);
        write(out);
        return Octets.sha256(out.toBytes());
    }

    /**
     * Writes it.
     *
     * @param out where to
     */
    public void write(FieldWriter out) {
        out.fixed(from.octets())
                .fixed(to.octets())
                .u64(sequence)
                .fixed(previous)
                .fixed(tag)
                .time(expires)
                .longOctets(envelope);
    }

    /**
     * Reads it.
     *
     * @param in where it begins
     * @return a mail whose envelope is whatever it is
     * @throws SecureChannelException if it is cut, or too long
     */
    public static Mail read(FieldReader in) throws SecureChannelException {
        var from = DeviceId.read(in);
        var to = DeviceId.read(in);
        long sequence = in.u64();
        var previous = in.fixed(32);
        var tag = in.fixed(TAG_LENGTH);
        var expires = in.time();
        var envelope = in.longOctets();
        try {
            return new Mail(from, to, sequence, previous, tag, expires, envelope);
        } catch (IllegalArgumentException e) {
            throw in.violation("is none: " + e.getMessage());
        }
    }

    /** Says nothing about the envelope but its length. */
    @Override
    public String toString() {
        return "mail " + sequence + " from " + from + " to " + to + ", " + envelope.length() + " bytes";
    }
}
