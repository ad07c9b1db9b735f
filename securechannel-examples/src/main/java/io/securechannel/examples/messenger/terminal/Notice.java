package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatMessage;
import io.securechannel.examples.messenger.client.ContactInfo;
import io.securechannel.examples.messenger.client.DeviceInfo;
import io.securechannel.examples.messenger.client.InvitationInfo;
import io.securechannel.examples.messenger.client.LinkOffer;
import io.securechannel.examples.messenger.client.RoomInfo;
import io.securechannel.examples.messenger.endtoend.SafetyNumber;
import java.util.List;

/** Something to be shown. What is in it comes from others, and is not clean: whoever shows it cleans it. */
sealed interface Notice {

    /** Something was said. */
    record Said(Saying saying, Mode mode, ChatMessage message) implements Notice {}

    /** How a message comes to be shown. */
    enum Saying {
        /** It has come now. */
        MESSAGE,
        /** It has come now, after others that were sent later. */
        LATE,
        /** It was said before. */
        HISTORY,
        /** This user has said it; the outbox has it. */
        SENT,
        /** The server has all of its mails. */
        DELIVERED,
        /** The server has not yet taken it. */
        WAITING
    }

    /** Something else has happened. */
    record Happened(ChatEvent event) implements Notice {}

    /** Who is online. */
    record Online(List<String> users) implements Notice {}

    /** Rooms, as they are. */
    record Rooms(List<RoomInfo> rooms) implements Notice {}

    /** Invitations that are open. */
    record Invitations(List<InvitationInfo> invitations) implements Notice {}

    /** Whom this user has met. */
    record Contacts(List<ContactInfo> contacts) implements Notice {}

    /** This user's devices. */
    record Devices(List<DeviceInfo> devices) implements Notice {}

    /** What to type at a new device. */
    record Link(String user, LinkOffer offer) implements Notice {}

    /** The number to compare. */
    record Compare(String user, SafetyNumber number) implements Notice {}

    /** Where plain text goes from now on. */
    record Moved(Place place) implements Notice {}

    /** How things are. */
    record State(Status status, String fingerprint) implements Notice {}

    /** Commands. */
    record Help(List<CommandWord> commands) implements Notice {}

    /** The command that an answer belongs to; scripts know what they sent. */
    record Typed(String line) implements Notice {}

    /** What a command has done. */
    record Done(String text) implements Notice {}

    /** What could not be done. */
    record Refused(String text) implements Notice {}
}
