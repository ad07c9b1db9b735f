package io.securechannel.examples.messenger.endtoend;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.examples.messenger.protocol.UserNames;
import io.securechannel.framing.Padding;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is inside an envelope. Who says it, and when, the envelope's signature says; in which conversation, its context.
 *
 * <pre>
 * length of the body (u32) | body: kind (u8) and fields | zeros, to a length of Padmé, at least 256
 * </pre>
 */
public sealed interface Payload {

    /** Of one text, in bytes of UTF-8. */
    int LONGEST_TEXT = 16 * 1024;

    /** Users in a room. */
    int MOST_MEMBERS = 64;

    /** Of a room's name, in characters. */
    int LONGEST_ROOM_NAME = 32;

    /** In bytes, of an invitation's id. */
    int INVITATION_LENGTH = 16;

    /** No payload is shorter, so that a "yes" is as long as most messages. */
    int SHORTEST = 256;

    /**
     * A message of people. In every conversation.
     *
     * @param text not empty
     */
    record Text(String text) implements Payload {}

    /**
     * Asks a user into a room. In the direct conversation of owner and user.
     *
     * @param invitation 16 random bytes, by which it is answered
     * @param room where to
     * @param name what the room is called; empty for a private room
     * @param expires nobody takes an answer later
     */
    record Invitation(Octets invitation, Conversation.Room room, String name, Instant expires) implements Payload {

        /** {@return whether it is a private room, of two} */
        public boolean isPrivate() {
            return name.isEmpty();
        }
    }

    /**
     * Answers an invitation. In the direct conversation of owner and user.
     *
     * @param invitation which
     * @param accepted yes or no
     */
    record Answer(Octets invitation, boolean accepted) implements Payload {}

    /**
     * Who is in a room. In the room, and only its owner can say it: the one who sent the invitation.
     *
     * @param version grows with each change
     * @param members the owner and all who have accepted
     */
    record Members(long version, List<String> members) implements Payload {

        /**
         * Copies the list.
         *
         * @param version grows with each change
         * @param members users
         */
        public Members {
            members = List.copyOf(members);
        }
    }

    /** The sender leaves the room; if it is the owner's, the room ends. In the room. */
    record Leave() implements Payload {}

    /** The owner has put the addressee out of the room. In the room. */
    record Kick() implements Payload {}

    /**
     * The sender's list of devices, as their identity has signed it (M10). In every conversation.
     *
     * @param list not verified yet
     */
    record Devices(SignedStatement list) implements Payload {}

    /**
     * What this user has said at another of their devices. Among the user's own devices.
     *
     * @param conversation where it was said: broadcast, direct or a room
     * @param text what
     */
    record Copy(Conversation conversation, String text) implements Payload {}

    /**
     * A room, as another of this user's devices knows it. Among the user's own devices.
     *
     * @param room which
     * @param state whether anybody is in it
     * @param name a group's, or the other user's
     * @param isPrivate whether it is of two
     * @param owner who has made it
     * @param list its members and the version of their list; 0 if the owner has not sent one
     */
    record Room(Conversation.Room room, State state, String name, boolean isPrivate, String owner, Members list)
            implements Payload {

        /** What has become of a room. */
        public enum State {
            /** Left, declined, or ended. */
            CLOSED,
            /** Agreed to, and not opened by its owner yet. */
            WAITING,
            /** People speak there. */
            OPEN
        }
    }

    /**
     * A user whose safety number was compared at another of this user's devices. Among the user's own devices.
     *
     * @param user who
     * @param identity SubjectPublicKeyInfo of the key that was compared
     */
    record Verified(String user, Octets identity) implements Payload {}

    /** {@return padded, to be sealed} */
    default byte[] encode() {
        var out = new FieldWriter();
        if (this instanceof Text text) {
            out.u8(1).longOctets(Octets.of(text.text.getBytes(StandardCharsets.UTF_8)));
        } else if (this instanceof Invitation invitation) {
            out.u8(2).fixed(invitation.invitation).fixed(invitation.room.id());
            out.text(invitation.name).time(invitation.expires);
        } else if (this instanceof Answer answer) {
            out.u8(3).fixed(answer.invitation).u8(answer.accepted ? 1 : 0);
        } else if (this instanceof Members members) {
            out.u8(4).u64(members.version).u8(members.members.size());
            members.members.forEach(out::text);
        } else if (this instanceof Leave) {
            out.u8(5);
        } else if (this instanceof Kick) {
            out.u8(6);
        } else {
            OwnPayloads.write(this, out);
        }
        return padded(out.toBytes());
    }

    private static byte[] padded(byte[] body) {
        var out = new FieldWriter().longOctets(Octets.of(body));
        int length = body.length + 4;
        long padded = Padding.PADME.padded(Math.max(length, SHORTEST));
        return out.fixed(Octets.zeros((int) padded - length)).toBytes();
    }

    /**
     * Reads what an envelope held.
     *
     * @param bytes whose signature holds
     * @return one of the kinds; empty for a kind that a later version knows
     * @throws SecureChannelException if it is malformed
     */
    static Optional<Payload> decode(byte[] bytes) throws SecureChannelException {
        var padded = new FieldReader("a payload", bytes);
        var body = padded.longOctets();
        var padding = padded.rest();
        if (!padding.equals(Octets.zeros(padding.length()))) {
            throw padded.violation("is padded by something");
        }
        var in = new FieldReader("a payload", body.bytes());
        int kind = in.u8();
        Payload read;
        switch (kind) {
            case 1 -> read = text(in);
            case 2 -> read = invitation(in);
            case 3 -> read = new Answer(in.fixed(INVITATION_LENGTH), in.flag());
            case 4 -> read = members(in);
            case 5 -> read = new Leave();
            case 6 -> read = new Kick();
            default -> {
                var own = OwnPayloads.read(kind, in);
                if (own.isEmpty()) {
                    return own;
                }
                read = own.get();
            }
        }
        in.end();
        return Optional.of(read);
    }

    private static Payload text(FieldReader in) throws SecureChannelException {
        return new Text(checkedText(in));
    }

    /** Reads people's words, of 1 to {@value #LONGEST_TEXT} bytes of UTF-8. */
    static String checkedText(FieldReader in) throws SecureChannelException {
        var octets = in.longOctets();
        if (octets.length() > LONGEST_TEXT || octets.length() == 0) {
            throw in.violation("is a text of " + octets.length() + " bytes");
        }
        var inner = new FieldReader("a text", new FieldWriter().octets(octets).toBytes());
        return inner.text();
    }

    private static Payload invitation(FieldReader in) throws SecureChannelException {
        var id = in.fixed(INVITATION_LENGTH);
        var room = new Conversation.Room(in.fixed(Conversation.Room.ID_LENGTH));
        var name = in.text();
        if (!name.isEmpty() && !isRoomName(name)) {
            throw in.violation("calls a room by what is no name");
        }
        return new Invitation(id, room, name, in.time());
    }

    static Members members(FieldReader in) throws SecureChannelException {
        long version = in.count();
        int count = in.u8();
        var members = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            var name = in.user();
            if (members.contains(name)) {
                throw in.violation("names a member twice");
            }
            members.add(name);
        }
        if (count == 0 || count > MOST_MEMBERS) {
            throw in.violation("has " + count + " members");
        }
        return new Members(version, members);
    }

    /**
     * Whether a group may be called so: as a user may be.
     *
     * @param name any
     * @return true if so
     */
    static boolean isRoomName(String name) {
        return UserNames.isName(name) && name.length() <= LONGEST_ROOM_NAME;
    }
}
