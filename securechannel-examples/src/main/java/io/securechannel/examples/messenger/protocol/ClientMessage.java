package io.securechannel.examples.messenger.protocol;

import io.securechannel.error.SecureChannelException;
import java.util.List;

/** What a client says: one message of the channel each, a byte for the kind and then its fields. */
public sealed interface ClientMessage {

    /** Names in a {@link Lookup}, numbers in an {@link Acknowledge}. */
    int MOST_ENTRIES = 256;

    /**
     * The first message, the answer to {@link ServerMessage.Challenge}: which device this is, and its user's keys.
     *
     * @param entry the user's own entry; its revision does not matter
     * @param device which of the devices this is
     * @param proof {@link EntryProof}, signed by the device
     * @param replace whether an identity key that the server has for this user may be replaced by another
     */
    record Enter(DirectoryEntry entry, DeviceId device, Octets proof, boolean replace) implements ClientMessage {}

    /**
     * A new prekey of this device.
     *
     * @param prekey a {@link Prekey}
     */
    record Publish(SignedStatement prekey) implements ClientMessage {}

    /**
     * Asks for the entries of users.
     *
     * @param request given back with the answer
     * @param users at most {@link #MOST_ENTRIES}
     */
    record Lookup(long request, List<String> users) implements ClientMessage {

        /**
         * Copies the list.
         *
         * @param request given back with the answer
         * @param users names
         */
        public Lookup {
            users = List.copyOf(users);
        }
    }

    /**
     * Hands a mail over, to be stored and delivered. Sent again after a cut, it is stored once.
     *
     * @param mail from this device
     */
    record Send(Mail mail) implements ClientMessage {}

    /**
     * These deliveries are kept here: the server forgets them.
     *
     * @param deliveries numbers of {@link ServerMessage.Deliver} and {@link ServerMessage.Expired}, at most {@link #MOST_ENTRIES}
     */
    record Acknowledge(List<Long> deliveries) implements ClientMessage {

        /**
         * Copies the list.
         *
         * @param deliveries numbers
         */
        public Acknowledge {
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * Asks that the row from this device to another go on at a higher number: the server has lost what it had accepted (C8). A
     * number that the row has passed changes nothing. There is no answer; the next {@link Send} shows what became of it.
     *
     * @param to the other
     * @param sequence at least 1, the number that is sent next
     */
    record Resume(DeviceId to, long sequence) implements ClientMessage {}

    /** {@return the message as it is sent} */
    default byte[] encode() {
        var out = new FieldWriter();
        if (this instanceof Enter enter) {
            out.u8(1);
            enter.entry.write(out);
            out.fixed(enter.device.octets()).octets(enter.proof).u8(enter.replace ? 1 : 0);
        } else if (this instanceof Publish publish) {
            publish.prekey.write(out.u8(2));
        } else if (this instanceof Lookup lookup) {
            out.u8(3).u64(lookup.request).u16(lookup.users.size());
            lookup.users.forEach(out::text);
        } else if (this instanceof Send send) {
            send.mail.write(out.u8(4));
        } else if (this instanceof Acknowledge acknowledge) {
            out.u8(5).u16(acknowledge.deliveries.size());
            acknowledge.deliveries.forEach(out::u64);
        } else if (this instanceof Resume resume) {
            out.u8(6).fixed(resume.to.octets()).u64(resume.sequence);
        }
        return out.toBytes();
    }

    /**
     * Reads a message.
     *
     * @param message as it was received
     * @return one of the kinds
     * @throws SecureChannelException if it is none
     */
    static ClientMessage decode(byte[] message) throws SecureChannelException {
        var in = new FieldReader("a message of a client", message);
        int kind = in.u8();
        var read = switch (kind) {
            case 1 -> new Enter(DirectoryEntry.read(in), DeviceId.read(in), in.octets(), in.flag());
            case 2 -> new Publish(SignedStatement.read(in));
            case 3 -> new Lookup(in.count(), in.list(MOST_ENTRIES, FieldReader::user));
            case 4 -> new Send(Mail.read(in));
            case 5 -> new Acknowledge(in.list(MOST_ENTRIES, FieldReader::count));
            case 6 -> new Resume(DeviceId.read(in), sequence(in));
            default -> throw in.violation("is of the unknown kind " + kind);
        };
        in.end();
        return read;
    }

    private static long sequence(FieldReader in) throws SecureChannelException {
        long sequence = in.count();
        if (sequence < 1) {
            throw in.violation("has the number 0 in a row that begins with 1");
        }
        return sequence;
    }
}
