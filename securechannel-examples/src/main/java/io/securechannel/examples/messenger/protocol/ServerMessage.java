package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.SecureChannelException;
import io.securechannel.framing.CloseReason;
import java.time.Instant;
import java.util.List;

/** What a server says: one message of the channel each, a byte for the kind and then its fields. */
public sealed interface ServerMessage {

    /** Entries of one {@link Directory}, users of one {@link Presence}, numbers of one {@link Forgotten}. */
    int MOST_ENTRIES = 256;

    /** The code with which a connection is closed whose device has entered again, by another one (C2). */
    int ENTERED_AGAIN = CloseReason.FIRST_APPLICATION_CODE;

    /**
     * The first message after the login.
     *
     * @param nonce 32 random bytes, for {@link EntryProof}
     */
    record Challenge(Octets nonce) implements ServerMessage {}

    /**
     * The device is let in; presence, and what waits for it, follow.
     *
     * @param time the server's clock
     */
    record Welcome(Instant time) implements ServerMessage {}

    /**
     * The device is not let in; the server closes.
     *
     * @param reason why
     * @param text for people
     */
    record Refused(EntryRefusal reason, String text) implements ServerMessage {}

    /**
     * Answers {@link ClientMessage.Lookup}. Whoever is not in it is no user, or has never entered.
     *
     * @param request whose answer it is
     * @param entries in no order; an answer may come in several parts, the last is {@code complete}
     * @param complete whether this part is the last
     */
    record Directory(long request, List<DirectoryEntry> entries, boolean complete) implements ServerMessage {

        /**
         * Copies the list.
         *
         * @param request whose answer it is
         * @param entries in no order
         * @param complete whether this part is the last
         */
        public Directory {
            entries = List.copyOf(entries);
        }
    }

    /**
     * A mail is stored: it survives the server's end. Said again for one that is sent again.
     *
     * @param to its addressee
     * @param sequence its number
     */
    record Accepted(DeviceId to, long sequence) implements ServerMessage {}

    /**
     * A mail is not stored.
     *
     * @param to its addressee
     * @param sequence its number
     * @param reason why
     * @param expected for {@link MailRefusal#OUT_OF_ORDER} the number that comes next in that row, otherwise 0
     */
    record Rejected(DeviceId to, long sequence, MailRefusal reason, long expected) implements ServerMessage {}

    /**
     * A mail for this device. It comes again, after the next entry, until it is acknowledged.
     *
     * @param delivery by which it is acknowledged; grows
     * @param user whose device sent it, the server says
     * @param mail as it was sent
     */
    record Deliver(long delivery, String user, Mail mail) implements ServerMessage {}

    /**
     * A mail that this device sent has ended before its addressee came for it. Acknowledged like a delivery.
     *
     * @param delivery by which it is acknowledged; grows
     * @param user whose device it was for
     * @param to its addressee
     * @param sequence its number
     */
    record Expired(long delivery, String user, DeviceId to, long sequence) implements ServerMessage {}

    /**
     * What was acknowledged is forgotten, and does not come again.
     *
     * @param deliveries numbers
     */
    record Forgotten(List<Long> deliveries) implements ServerMessage {

        /**
         * Copies the list.
         *
         * @param deliveries numbers
         */
        public Forgotten {
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * Who is there, and whose entry has changed. After {@link Welcome} it names all who are there, then only changes.
     *
     * @param users each once
     */
    record Presence(List<UserPresence> users) implements ServerMessage {

        /**
         * Copies the list.
         *
         * @param users each once
         */
        public Presence {
            users = List.copyOf(users);
        }
    }

    /** {@return the message as it is sent} */
    default byte[] encode() {
        var out = new FieldWriter();
        if (this instanceof Challenge challenge) {
            out.u8(1).fixed(challenge.nonce);
        } else if (this instanceof Welcome welcome) {
            out.u8(2).time(welcome.time);
        } else if (this instanceof Refused refused) {
            out.u8(3).u8(refused.reason.code()).text(refused.text);
        } else if (this instanceof Directory directory) {
            out.u8(4).u64(directory.request).u8(directory.complete ? 1 : 0).u16(directory.entries.size());
            directory.entries.forEach(entry -> entry.write(out));
        } else if (this instanceof Accepted accepted) {
            out.u8(5).fixed(accepted.to.octets()).u64(accepted.sequence);
        } else if (this instanceof Rejected rejected) {
            out.u8(6).fixed(rejected.to.octets()).u64(rejected.sequence);
            out.u8(rejected.reason.code()).u64(rejected.expected);
        } else {
            encodeDelivery(out);
        }
        return out.toBytes();
    }

    private void encodeDelivery(FieldWriter out) {
        if (this instanceof Deliver deliver) {
            out.u8(7).u64(deliver.delivery).text(deliver.user);
            deliver.mail.write(out);
        } else if (this instanceof Expired expired) {
            out.u8(8)
                    .u64(expired.delivery)
                    .text(expired.user)
                    .fixed(expired.to.octets())
                    .u64(expired.sequence);
        } else if (this instanceof Forgotten forgotten) {
            out.u8(9).u16(forgotten.deliveries.size());
            forgotten.deliveries.forEach(out::u64);
        } else if (this instanceof Presence presence) {
            out.u8(10).u16(presence.users.size());
            presence.users.forEach(
                    each -> out.text(each.user()).u8(each.online() ? 1 : 0).u64(each.revision()));
        }
    }

    /**
     * Reads a message.
     *
     * @param message as it was received
     * @return one of the kinds
     * @throws SecureChannelException if it is none
     */
    static ServerMessage decode(byte[] message) throws SecureChannelException {
        var in = new FieldReader("a message of the server", message);
        int kind = in.u8();
        var read = switch (kind) {
            case 1 -> new Challenge(in.fixed(EntryProof.NONCE_LENGTH));
            case 2 -> new Welcome(in.time());
            case 3 -> new Refused(EntryRefusal.of(in.u8()), in.text());
            case 4 -> directory(in);
            case 5 -> new Accepted(DeviceId.read(in), in.count());
            case 6 -> new Rejected(DeviceId.read(in), in.count(), MailRefusal.of(in.u8()), in.count());
            case 7 -> new Deliver(in.count(), in.user(), Mail.read(in));
            case 8 -> new Expired(in.count(), in.user(), DeviceId.read(in), in.count());
            case 9 -> new Forgotten(in.list(MOST_ENTRIES, FieldReader::count));
            case 10 -> new Presence(in.list(MOST_ENTRIES, UserPresence::read));
            default -> throw in.violation("is of the unknown kind " + kind);
        };
        in.end();
        return read;
    }

    private static Directory directory(FieldReader in) throws SecureChannelException {
        long request = in.count();
        boolean complete = in.flag();
        return new Directory(request, in.list(MOST_ENTRIES, DirectoryEntry::read), complete);
    }
}
