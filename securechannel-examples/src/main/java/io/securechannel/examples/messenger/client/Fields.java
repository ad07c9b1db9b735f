package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.keys.SigningPublicKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Fields that several parts of the {@link Book} have in common. */
final class Fields {

    private Fields() {}

    static void users(FieldWriter out, Collection<String> users) {
        out.u16(users.size());
        users.forEach(out::text);
    }

    static List<String> users(FieldReader in) throws SecureChannelException {
        int count = in.u16();
        var users = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            users.add(in.user());
        }
        return users;
    }

    static SigningPublicKey key(FieldReader in) throws SecureChannelException {
        try {
            return SigningPublicKey.fromSubjectPublicKeyInfo(in.octets().bytes());
        } catch (KeyMaterialException e) {
            throw in.violation("has a key that is none: " + e.getMessage());
        }
    }

    static int atMost(int value, int most, FieldReader in) throws SecureChannelException {
        if (value > most) {
            throw in.violation("has " + value + " where at most " + most + " can be");
        }
        return value;
    }

    /** A count of four bytes: what is counted is read one by one, so a wrong count allocates nothing. */
    static int size(FieldReader in) throws SecureChannelException {
        long count = (long) in.u16() << 16 | in.u16();
        if (count > Integer.MAX_VALUE) {
            throw in.violation("counts " + count);
        }
        return (int) count;
    }

    static void size(FieldWriter out, int count) {
        out.u16(count >>> 16).u16(count & 0xFFFF);
    }

    static void conversation(FieldWriter out, Conversation conversation) {
        if (conversation instanceof Conversation.Broadcast) {
            out.u8(0);
        } else if (conversation instanceof Conversation.Direct direct) {
            out.u8(1).text(direct.first()).text(direct.second());
        } else if (conversation instanceof Conversation.Room room) {
            out.u8(2).fixed(room.id());
        } else if (conversation instanceof Conversation.Own own) {
            out.u8(3).text(own.user());
        }
    }

    static Conversation conversation(FieldReader in) throws SecureChannelException {
        int kind = in.u8();
        return switch (kind) {
            case 0 -> new Conversation.Broadcast();
            case 1 -> direct(in);
            case 2 -> room(in);
            case 3 -> new Conversation.Own(in.user());
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

    static Conversation.Room room(FieldReader in) throws SecureChannelException {
        return new Conversation.Room(in.fixed(Conversation.Room.ID_LENGTH));
    }

    /** Texts may be longer than what {@link FieldWriter#text} takes. */
    static void longText(FieldWriter out, String text) {
        out.longOctets(Octets.of(text.getBytes(StandardCharsets.UTF_8)));
    }

    static String longText(FieldReader in) throws SecureChannelException {
        return new String(in.longOctets().bytes(), StandardCharsets.UTF_8);
    }

    static void message(FieldWriter out, ChatMessage message) {
        conversation(out, message.conversation());
        out.text(message.place()).text(message.sender()).time(message.time());
        longText(out, message.text());
        out.u8(message.late() ? 1 : 0);
    }

    static ChatMessage message(FieldReader in) throws SecureChannelException {
        var conversation = conversation(in);
        var place = in.text();
        var sender = in.user();
        var time = in.time();
        var text = longText(in);
        return new ChatMessage(conversation, place, sender, time, text, in.flag());
    }
}
