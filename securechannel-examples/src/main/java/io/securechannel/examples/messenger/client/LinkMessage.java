package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.SignedStatement;

/** What the first device and a new one say to each other, over a channel of a one-time code (docs/spec/messenger.md, section 3). */
sealed interface LinkMessage {

    /** The first message begins with it. */
    String LABEL = "SecureChannel messenger link v1";

    /**
     * Whose device the new one becomes. By the first device.
     *
     * @param user the name
     * @param identity SubjectPublicKeyInfo
     */
    record Offer(String user, Octets identity) implements LinkMessage {}

    /**
     * The key of the new device, which has signed its first prekey. By the new device.
     *
     * @param device SubjectPublicKeyInfo
     * @param prekey to which messages are sealed from the moment at which the list is there
     */
    record Request(Octets device, SignedStatement prekey) implements LinkMessage {}

    /**
     * The list with the new device, and what the first device knows. By the first device.
     *
     * @param list signed by the identity
     * @param contacts as the book has them
     * @param rooms as the book has them
     */
    record Grant(SignedStatement list, Octets contacts, Octets rooms) implements LinkMessage {}

    /** All of it is on the new device's disk. By the new device. */
    record Done() implements LinkMessage {}

    /** {@return one message of the channel} */
    default byte[] encode() {
        var out = new FieldWriter();
        if (this instanceof Offer offer) {
            out.u8(1).label(LABEL).text(offer.user).octets(offer.identity);
        } else if (this instanceof Request request) {
            request.prekey.write(out.u8(2).octets(request.device));
        } else if (this instanceof Grant grant) {
            grant.list.write(out.u8(3));
            out.longOctets(grant.contacts).longOctets(grant.rooms);
        } else {
            out.u8(4);
        }
        return out.toBytes();
    }

    /**
     * Reads one message; nothing is verified.
     *
     * @throws SecureChannelException if it is none
     */
    static LinkMessage decode(byte[] bytes) throws SecureChannelException {
        var in = new FieldReader("a message of linking", bytes);
        int kind = in.u8();
        LinkMessage read = switch (kind) {
            case 1 -> new Offer(in.label(LABEL).user(), in.octets());
            case 2 -> new Request(in.octets(), SignedStatement.read(in));
            case 3 -> new Grant(SignedStatement.read(in), in.longOctets(), in.longOctets());
            case 4 -> new Done();
            default -> throw in.violation("is of the unknown kind " + kind);
        };
        in.end();
        return read;
    }
}
