package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatMessage;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.client.ContactInfo;
import io.securechannel.examples.messenger.client.InvitationInfo;
import io.securechannel.examples.messenger.client.RoomInfo;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.SafetyNumber;
import io.securechannel.examples.messenger.terminal.Notice.Saying;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Notices of every kind, with the same text wherever one can be. */
final class Events {

    private Events() {}

    static List<Notice> withText(String text) {
        var all = new ArrayList<Notice>();
        var message = new ChatMessage(new Conversation.Broadcast(), text, text, Instant.MAX, text, true);
        for (var saying : Saying.values()) {
            for (var mode : Mode.values()) {
                all.add(new Notice.Said(saying, mode, message));
            }
        }
        happening(text).forEach(event -> all.add(new Notice.Happened(event)));
        var room = new RoomInfo(FakeMessenger.roomId("x"), text, false, text, List.of(text), true);
        var place = new Place(Mode.GROUP, text, room.room(), false);
        all.add(new Notice.Online(List.of(text)));
        all.add(new Notice.Rooms(List.of(room)));
        all.add(new Notice.Invitations(List.of(new InvitationInfo(text, text, text, text, FakeMessenger.NOW))));
        for (var confidence : ContactInfo.Confidence.values()) {
            all.add(new Notice.Contacts(List.of(new ContactInfo(text, text, confidence))));
        }
        all.add(new Notice.Compare(text, new SafetyNumber("0123456789".repeat(6))));
        all.add(new Notice.Moved(place));
        all.add(new Notice.State(new Status(text, ConnectionState.ONLINE, place, 1, List.of(text)), text));
        all.add(new Notice.Help(List.of(CommandWord.values())));
        all.add(new Notice.Typed(text));
        all.add(new Notice.Done(text));
        all.add(new Notice.Refused(text));
        return all;
    }

    private static List<ChatEvent> happening(String text) {
        var all = new ArrayList<ChatEvent>();
        var room = new RoomInfo(FakeMessenger.roomId("x"), text, true, text, List.of(text), true);
        var invitation = new InvitationInfo(text, text, text, "", FakeMessenger.NOW);
        all.add(new ChatEvent.Undelivered(text, 2, true, text));
        all.add(new ChatEvent.Invited(invitation));
        for (var outcome : ChatEvent.InvitationEnded.Outcome.values()) {
            all.add(new ChatEvent.InvitationEnded(invitation, outcome));
        }
        all.add(new ChatEvent.RoomChanged(room, text));
        all.add(new ChatEvent.RoomClosed(room, text));
        all.add(new ChatEvent.PresenceChanged(text, true));
        all.add(new ChatEvent.PresenceChanged(text, false));
        for (var state : ConnectionState.values()) {
            all.add(new ChatEvent.ConnectionChanged(state, text));
        }
        for (var kind : AlarmKind.values()) {
            all.add(new ChatEvent.Alarm(kind, text, text, FakeMessenger.NOW));
        }
        return all;
    }
}
