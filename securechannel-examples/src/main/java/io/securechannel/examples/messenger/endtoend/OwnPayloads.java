package io.securechannel.examples.messenger.endtoend;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.endtoend.Payload.Copy;
import io.securechannel.examples.messenger.endtoend.Payload.Devices;
import io.securechannel.examples.messenger.endtoend.Payload.Room.State;
import io.securechannel.examples.messenger.endtoend.Payload.Verified;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The payloads by which several devices of a user are kept alike, as bytes (docs/spec/messenger.md, section 3). */
final class OwnPayloads {

    private OwnPayloads() {}

    static void write(Payload payload, FieldWriter out) {
        if (payload instanceof Devices devices) {
            devices.list().write(out.u8(7));
        } else if (payload instanceof Copy copy) {
            conversation(out.u8(8), copy.conversation());
            out.longOctets(Octets.of(copy.text().getBytes(StandardCharsets.UTF_8)));
        } else if (payload instanceof Payload.Room room) {
            out.u8(9).fixed(room.room().id()).u8(number(room.state()));
            out.text(room.name()).u8(room.isPrivate() ? 1 : 0).text(room.owner());
            out.u64(room.list().version()).u8(room.list().members().size());
            room.list().members().forEach(out::text);
        } else if (payload instanceof Verified verified) {
            out.u8(10).text(verified.user()).octets(verified.identity());
        }
    }

    /** {@return empty for a kind that a later version knows} */
    static Optional<Payload> read(int kind, FieldReader in) throws SecureChannelException {
        return switch (kind) {
            case 7 -> Optional.of(new Devices(SignedStatement.read(in)));
            case 8 -> Optional.of(new Copy(conversation(in), Payload.checkedText(in)));
            case 9 -> Optional.of(room(in));
            case 10 -> Optional.of(new Verified(in.user(), in.octets()));
            default -> Optional.empty();
        };
    }

    private static int number(State state) {
        return switch (state) {
            case CLOSED -> 0;
            case WAITING -> 1;
            case OPEN -> 2;
        };
    }

    private static Payload room(FieldReader in) throws SecureChannelException {
        var room = new Conversation.Room(in.fixed(Conversation.Room.ID_LENGTH));
        var states = List.of(State.CLOSED, State.WAITING, State.OPEN);
        int state = in.u8();
        if (state >= states.size()) {
            throw in.violation("has a room in the unknown state " + state);
        }
        return new Payload.Room(room, states.get(state), in.user(), in.flag(), in.user(), Payload.members(in));
    }

    private static void conversation(FieldWriter out, Conversation conversation) {
        if (conversation instanceof Conversation.Broadcast) {
            out.u8(0);
        } else if (conversation instanceof Conversation.Direct direct) {
            out.u8(1).text(direct.first()).text(direct.second());
        } else if (conversation instanceof Conversation.Room room) {
            out.u8(2).fixed(room.id());
        } else {
            throw new IllegalArgumentException("a copy of what own devices tell each other");
        }
    }

    private static Conversation conversation(FieldReader in) throws SecureChannelException {
        int kind = in.u8();
        return switch (kind) {
            case 0 -> new Conversation.Broadcast();
            case 1 -> direct(in);
            case 2 -> new Conversation.Room(in.fixed(Conversation.Room.ID_LENGTH));
            default -> throw in.violation("has a conversation of the unknown kind " + kind);
        };
    }

    private static Conversation direct(FieldReader in) throws SecureChannelException {
        var first = in.user();
        var second = in.user();
        if (first.compareTo(second) >= 0) {
            throw in.violation("has two names out of order");
        }
        return new Conversation.Direct(first, second);
    }
}
