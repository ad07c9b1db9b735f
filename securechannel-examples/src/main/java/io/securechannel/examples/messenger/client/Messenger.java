package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.SafetyNumber;
import java.util.List;
import java.util.Optional;

/**
 * A user's end of the messenger. What is said goes into the outbox, on the disk, before a method returns; it is sealed and handed to
 * the server as soon as there is a connection, and again after a cut, until the server has it. All that happens is told to a
 * {@link ChatListener}.
 *
 * <p>Methods may be called by several threads, and do not wait for the network. What cannot be done throws {@link
 * ChatException}, whose message is for the user.
 */
public interface Messenger extends AutoCloseable {

    /** {@return who this is} */
    String user();

    /** Connects, and connects again whenever the connection ends, until {@link #close()}. */
    void start();

    /** {@return whether there is a connection} */
    ConnectionState state();

    /**
     * Is told by whoever {@linkplain ChatListener#showsLater() shows events later}.
     *
     * @param event was shown: it need not be told at the next start. That is written with the next change, so after a crash it may be
     *     told twice.
     */
    void shown(ChatEvent event);

    /**
     * Says something.
     *
     * @param conversation where: broadcast, direct, or a room that is open
     * @param text not empty, at most 16 KiB of UTF-8
     * @return as it stands in the history
     * @throws ChatException if nobody would get it: the room is closed, nobody is online, the user is unknown, their key has changed
     */
    ChatMessage send(Conversation conversation, String text) throws ChatException;

    /**
     * Invites a user into a private room of two.
     *
     * @param user whom
     * @return the invitation, open until it is answered or expires
     * @throws ChatException if the user cannot be invited
     */
    InvitationInfo invite(String user) throws ChatException;

    /**
     * Makes a group, owned by this user and empty so far.
     *
     * @param name as users' names are
     * @return the room
     * @throws ChatException if there is one of this name
     */
    RoomInfo createGroup(String name) throws ChatException;

    /**
     * Invites a user into a group of this user.
     *
     * @param group its name
     * @param user whom
     * @return the invitation, open until it is answered or expires
     * @throws ChatException if there is no such group, or it is another's, or the user cannot be invited
     */
    InvitationInfo invite(String group, String user) throws ChatException;

    /**
     * Accepts an invitation.
     *
     * @param invitation its short id, as shown
     * @return the room; it opens when the owner answers
     * @throws ChatException if there is no such invitation, or it has expired
     */
    RoomInfo accept(String invitation) throws ChatException;

    /**
     * Declines an invitation.
     *
     * @param invitation its short id, as shown
     * @throws ChatException if there is no such invitation
     */
    void decline(String invitation) throws ChatException;

    /**
     * Leaves a room; a room whose owner leaves ends.
     *
     * @param room which
     * @throws ChatException if this user is not in it
     */
    void leave(Conversation.Room room) throws ChatException;

    /**
     * Puts a member out of a group of this user.
     *
     * @param group its name
     * @param user whom
     * @throws ChatException if there is no such group, or it is another's, or the user is not in it
     */
    void kick(String group, String user) throws ChatException;

    /** {@return the users that are there now, this one included, in order} */
    List<String> online();

    /** {@return the users that this one has met, in order} */
    List<ContactInfo> contacts();

    /** {@return rooms that are open or wait to be} */
    List<RoomInfo> rooms();

    /**
     * Finds a room by what people call it: a group's name, or a user's for the private room with them.
     *
     * @param name of a group or a user
     * @return empty if there is none
     */
    Optional<RoomInfo> room(String name);

    /**
     * Whether a room is, or was, of two: what was said there stays in the history.
     *
     * @param room any
     * @return false for a group, and for what was never heard of
     */
    boolean isPrivate(Conversation.Room room);

    /** {@return invitations of both directions that are open} */
    List<InvitationInfo> invitations();

    /** {@return the last hundred messages, and those that were not shown yet, the oldest first} */
    List<ChatMessage> history();

    /** {@return what this user has said and the server has not yet taken, the oldest first} */
    List<ChatMessage> waiting();

    /**
     * Takes back what was said to a user directly, and waits because nothing of it is sealed: nobody of that name has ever entered,
     * or their key has changed.
     *
     * @param user to whom
     * @return how many messages
     * @throws ChatException if there are none
     */
    int takeBack(String user) throws ChatException;

    /**
     * The number to compare with a user.
     *
     * @param user whose
     * @return of the key that is known for them
     * @throws ChatException if none is known
     */
    SafetyNumber safetyNumber(String user) throws ChatException;

    /**
     * The numbers were compared, and are the same.
     *
     * @param user with whom
     * @param compared what was compared, as {@link #safetyNumber} gave it then
     * @throws ChatException if no key of theirs is known, or another one than that
     */
    void markVerified(String user, SafetyNumber compared) throws ChatException;

    /**
     * Accepts a key to which that of a user has changed. Until then nothing is sent to them.
     *
     * @param user whose key has changed
     * @param compared the number of the key that is accepted, as {@link #safetyNumber} gave it: the server may have changed it again
     *     meanwhile, and then this user has seen nothing of that key
     * @throws ChatException if it has not changed, or to another key than that
     */
    void acceptKey(String user, SafetyNumber compared) throws ChatException;

    /** {@return this user's devices, the first one first} */
    List<DeviceInfo> devices();

    /**
     * Waits for a new device of this user, for ten minutes or until one guess at the code was made. What comes of it is told by {@link
     * ChatEvent.Told}. An earlier code is used no more.
     *
     * @param port where; 0 for any that is free
     * @return what to type at the new device ({@link NewDevice})
     * @throws ChatException if this is not the first device, or nobody can be waited for
     */
    LinkOffer link(int port) throws ChatException;

    /**
     * Takes a device off this user's list: nothing is sealed to it any more, and the server lets it in no more.
     *
     * @param device its short name
     * @throws ChatException if there is none, or it is this one, or this is not the first device
     */
    void unlink(String device) throws ChatException;

    /** {@return this user's own identity key's fingerprint} */
    String fingerprint();

    /**
     * Ends the connection and all threads. What was taken until then is told before this returns; whoever {@linkplain
     * ChatListener#showsLater() shows it later} may still do so, and say so by {@link #shown}, before {@link #close()}.
     */
    void stop();

    /**
     * Ends what {@link #stop()} has not ended yet; what waits, waits on the disk.
     *
     * @throws KeyMaterialException if the key store does not take what is left
     */
    @Override
    void close() throws KeyMaterialException;
}
