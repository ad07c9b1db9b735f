package io.securechannel.examples.messenger.client;

import java.time.Instant;

/** What happens to a {@link Messenger}. */
public sealed interface ChatEvent {

    /**
     * Somebody said something.
     *
     * @param message in the history now
     */
    record Received(ChatMessage message) implements ChatEvent {}

    /**
     * The server has all mails of a message that this user sent.
     *
     * @param message as {@link Messenger#send} gave it
     */
    record Delivered(ChatMessage message) implements ChatEvent {}

    /**
     * A message did not reach a user: it waits until it can, or it has ended for good.
     *
     * @param user whom it did not reach
     * @param count how many mails
     * @param waits whether they are still sent when they can be; if not, they have ended
     * @param text for the user
     */
    record Undelivered(String user, int count, boolean waits, String text) implements ChatEvent {}

    /**
     * An invitation has come.
     *
     * @param invitation to be accepted or declined
     */
    record Invited(InvitationInfo invitation) implements ChatEvent {}

    /**
     * An invitation of this user was answered, or has expired.
     *
     * @param invitation which
     * @param outcome how
     */
    record InvitationEnded(InvitationInfo invitation, Outcome outcome) implements ChatEvent {

        /** How an invitation ends. */
        public enum Outcome {
            /** The room is open. */
            ACCEPTED,
            /** The user does not want. */
            DECLINED,
            /** Nobody answered in time. */
            EXPIRED
        }
    }

    /**
     * A room has opened, or its members have changed.
     *
     * @param room as it is now
     * @param text for the user: "bob has joined"
     */
    record RoomChanged(RoomInfo room, String text) implements ChatEvent {}

    /**
     * A room is closed for this user.
     *
     * @param room as it was
     * @param text for the user: "ada has put you out"
     */
    record RoomClosed(RoomInfo room, String text) implements ChatEvent {}

    /**
     * Something that the user should know, and that needs no decision.
     *
     * @param user about whom
     * @param text for the user
     */
    record Told(String user, String text) implements ChatEvent {}

    /**
     * A user has come or gone.
     *
     * @param user who
     * @param online whether they are there
     */
    record PresenceChanged(String user, boolean online) implements ChatEvent {}

    /**
     * The connection has changed.
     *
     * @param state as it is now
     * @param text for the user: why, and when it is tried again
     */
    record ConnectionChanged(ConnectionState state, String text) implements ChatEvent {}

    /**
     * Something is wrong that an honest server would not do, or that a user has to decide about.
     *
     * @param kind what
     * @param user about whom; empty if about the server alone
     * @param text for the user: what was seen, what it may mean, what to do
     * @param time when it was seen
     */
    record Alarm(AlarmKind kind, String user, String text, Instant time) implements ChatEvent {}
}
