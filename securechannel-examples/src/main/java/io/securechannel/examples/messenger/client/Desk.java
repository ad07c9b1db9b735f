package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What the parts of a client have in common.
 *
 * @param settings how it was made
 * @param account who this is
 * @param prekeys to which others seal
 * @param book what has to survive
 * @param effects what follows
 */
record Desk(ClientSettings settings, Account account, Prekeys prekeys, Book book, Effects effects) {

    String user() {
        return account.user();
    }

    Instant now() {
        return settings.clock().instant();
    }

    /** What people call a conversation. */
    String place(Conversation conversation) {
        if (conversation instanceof Conversation.Direct direct) {
            return direct.other(user());
        }
        return conversation instanceof Conversation.Room room
                ? book.rooms().find(room).map(each -> each.info().name()).orElse("")
                : "";
    }

    /** Tells this user's other devices what was said or done here; nothing, if there are none. */
    void toOwn(Payload payload) {
        if (!account.others().isEmpty()) {
            post(new Conversation.Own(user()), payload, List.of(user()));
        }
    }

    /** Tells this user's other devices how a room is now. */
    void toOwn(RoomState state) {
        var info = state.info();
        var members = new Payload.Members(state.version(), info.members());
        var open = info.open() ? Payload.Room.State.OPEN : Payload.Room.State.WAITING;
        toOwn(new Payload.Room(info.room(), open, info.name(), info.isPrivate(), info.owner(), members));
    }

    /** Tells this user's other devices that this user is in a room no longer, or has declined it. */
    void toOwn(Rooms.Former closed) {
        var members = new Payload.Members(closed.version(), List.of(closed.owner()));
        toOwn(new Payload.Room(
                closed.room(), Payload.Room.State.CLOSED, closed.owner(), closed.isPrivate(), closed.owner(), members));
    }

    /** Puts what no person has written into the outbox. */
    void post(Conversation conversation, Payload payload, Collection<String> recipients) {
        if (!recipients.isEmpty()) {
            book.outbox().add(conversation, payload, Optional.empty(), recipients);
        }
    }
}
