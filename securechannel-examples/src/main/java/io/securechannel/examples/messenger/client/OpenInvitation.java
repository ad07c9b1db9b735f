package io.securechannel.examples.messenger.client;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import java.time.Instant;

/**
 * An invitation that is neither answered nor over.
 *
 * @param id 16 random bytes
 * @param room where to
 * @param group the group's name; empty for a private room
 * @param from who invites
 * @param to who is invited
 * @param expires when it ends
 */
record OpenInvitation(Octets id, Conversation.Room room, String group, String from, String to, Instant expires) {

    private static final int SHORT_ID = 8;

    /** What people type: the first eight hexadecimal digits. */
    String shortId() {
        return id.hex().substring(0, SHORT_ID);
    }

    boolean isPrivate() {
        return group.isEmpty();
    }

    InvitationInfo info() {
        return new InvitationInfo(shortId(), from, to, group, expires);
    }

    void write(FieldWriter out) {
        out.fixed(id).fixed(room.id()).text(group).text(from).text(to).time(expires);
    }

    static OpenInvitation read(FieldReader in) throws SecureChannelException {
        var id = in.fixed(Payload.INVITATION_LENGTH);
        var room = Fields.room(in);
        var group = in.text();
        return new OpenInvitation(id, room, group, in.user(), in.user(), in.time());
    }
}
