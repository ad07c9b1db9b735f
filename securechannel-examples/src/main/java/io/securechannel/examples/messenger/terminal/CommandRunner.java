package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ChatMessage;
import io.securechannel.examples.messenger.client.Messenger;
import io.securechannel.examples.messenger.client.RoomInfo;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.SafetyNumber;
import io.securechannel.examples.messenger.terminal.Notice.Saying;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Does what commands say, and shows what came of it. */
final class CommandRunner {

    private final Messenger messenger;
    private final EventView view;
    private final Screen screen;
    /** The numbers that were shown last. */
    private final Map<String, SafetyNumber> compared = new HashMap<>();

    private final Set<ChatMessage> sent = new HashSet<>();

    CommandRunner(Messenger messenger, EventView view, Screen screen) {
        this.messenger = messenger;
        this.view = view;
        this.screen = screen;
    }

    /**
     * Does it.
     *
     * @param command not the one that quits
     * @throws ChatException that says why not, and what to do
     */
    void run(Command command) throws ChatException {
        if (command instanceof Command.Say say) {
            say(say.text());
        } else if (command instanceof Command.Tell tell) {
            tell(tell);
        } else if (command instanceof Command.SpeakToAll) {
            view.move(Place.everybody());
            screen.show(new Notice.Moved(Place.everybody()));
        } else if (command instanceof Command.SpeakIn speak) {
            speakIn(speak.room());
        } else if (command instanceof Command.Show show) {
            show(show.listing());
        } else if (command instanceof Command.Help help) {
            screen.show(new Notice.Help(help.command().map(List::of).orElse(List.of(CommandWord.values()))));
        } else if (command instanceof Command.Forget forget) {
            int count = messenger.takeBack(forget.user());
            done(count + (count == 1 ? " message to " : " messages to ") + forget.user() + " taken back");
        } else if (command instanceof Command.LinkDevice link) {
            screen.show(new Notice.Link(messenger.user(), messenger.link(link.port())));
        } else if (command instanceof Command.Unlink unlink) {
            messenger.unlink(unlink.device());
            done(unlink.device() + " is no device of yours any more; your contacts are told");
        } else if (!runAboutRooms(command)) {
            runAboutKeys(command);
        }
    }

    private boolean runAboutRooms(Command command) throws ChatException {
        if (command instanceof Command.Invite invite) {
            screen.show(new Notice.Invitations(List.of(messenger.invite(invite.user()))));
        } else if (command instanceof Command.InviteToGroup invite) {
            screen.show(new Notice.Invitations(List.of(messenger.invite(invite.group(), invite.user()))));
        } else if (command instanceof Command.MakeGroup make) {
            var room = messenger.createGroup(make.name());
            done("the group " + room.name() + " is yours: /invite " + room.name() + " USER, /room " + room.name());
        } else if (command instanceof Command.Accept accept) {
            var room = messenger.accept(accept.id());
            done("accepted: /room " + room.name() + " when it has opened");
        } else if (command instanceof Command.Decline decline) {
            messenger.decline(decline.id());
            done("declined");
        } else if (command instanceof Command.Leave leave) {
            leave(leave);
        } else if (command instanceof Command.Kick kick) {
            messenger.kick(kick.group(), kick.user());
            done(kick.user() + " is no longer in " + kick.group());
        } else {
            return false;
        }
        return true;
    }

    private void runAboutKeys(Command command) throws ChatException {
        if (command instanceof Command.Verify verify) {
            var number = messenger.safetyNumber(verify.user());
            compared.put(verify.user(), number);
            screen.show(new Notice.Compare(verify.user(), number));
        } else if (command instanceof Command.Verified verified) {
            messenger.markVerified(verified.user(), compared(verified.user(), "/verified"));
            done(verified.user() + " is verified");
        } else if (command instanceof Command.TrustKey trust) {
            messenger.acceptKey(trust.user(), compared(trust.user(), "/trust"));
            view.expect(trust.user());
            done("the key that " + trust.user() + " has now is accepted; if you have compared its number: /verified "
                    + trust.user());
        }
    }

    /** What the user has seen: the server may have put another key in its place since. */
    private SafetyNumber compared(String user, String command) throws ChatException {
        var number = compared.get(user);
        if (number == null) {
            throw new ChatException(
                    "first /verify " + user + ", which shows the number of the key that they have now; compare it"
                            + " with them, then " + command + " " + user);
        }
        return number;
    }

    private void say(String text) throws ChatException {
        var place = view.place();
        if (!place.open()) {
            throw new ChatException("not sent: the " + place.mode().label(place.name())
                    + " is closed; /all speaks to everybody, /room NAME in another room, /rooms lists them");
        }
        sent(place.mode(), messenger.send(place.conversation(), text));
    }

    private void tell(Command.Tell tell) throws ChatException {
        if (tell.user().equals(messenger.user())) {
            throw new ChatException("that is you: /msg USER TEXT is for somebody else");
        }
        sent(Mode.DIRECT, messenger.send(Conversation.Direct.between(messenger.user(), tell.user()), tell.text()));
    }

    private void sent(Mode mode, ChatMessage message) {
        sent.add(message);
        screen.show(new Notice.Said(Saying.SENT, mode, message));
    }

    private void leave(Command.Leave leave) throws ChatException {
        if (leave.room().isEmpty()) {
            if (!(view.place().conversation() instanceof Conversation.Room room)) {
                throw new ChatException("you speak to all: /leave NAME leaves a room, /rooms lists them, /quit ends");
            }
            messenger.leave(room);
            done("you have left " + view.place().name());
            view.move(view.place().closed());
            return;
        }
        var room = room(leave.room().get());
        messenger.leave(room.room());
        done("you have left " + room.name());
        if (room.room().equals(view.place().conversation())) {
            view.move(view.place().closed());
        }
    }

    /** Who wanted to speak to few does not speak to all because there is no such room: then they speak nowhere. */
    private void speakIn(String name) throws ChatException {
        RoomInfo room;
        try {
            room = room(name);
        } catch (ChatException e) {
            view.move(Place.nowhere(name));
            throw e;
        }
        var place = Place.in(room);
        view.move(place);
        if (!place.open()) {
            throw new ChatException("the room " + name + " is not open yet: both sides have to agree, /invitations"
                    + " shows who waits for whom");
        }
        screen.show(new Notice.Moved(place));
    }

    private RoomInfo room(String name) throws ChatException {
        return messenger
                .room(name)
                .orElseThrow(() -> new ChatException("there is no room " + name + ": /invite " + name
                        + " asks a user into a private room, /group " + name + " makes a group, /rooms lists yours"));
    }

    private void show(Command.Listing listing) {
        switch (listing) {
            case ONLINE -> screen.show(new Notice.Online(messenger.online()));
            case ROOMS -> screen.show(new Notice.Rooms(messenger.rooms()));
            case INVITATIONS -> screen.show(new Notice.Invitations(messenger.invitations()));
            case CONTACTS -> screen.show(new Notice.Contacts(messenger.contacts()));
            case DEVICES -> screen.show(new Notice.Devices(messenger.devices()));
            case HISTORY -> show(Saying.HISTORY, messenger.history());
            case WAITING -> show(Saying.WAITING, messenger.waiting());
            case STATUS -> screen.show(new Notice.State(view.status(), messenger.fingerprint()));
        }
    }

    void show(Saying saying, List<ChatMessage> messages) {
        messages.forEach(message -> screen.show(new Notice.Said(saying, view.modeOf(message), message)));
    }

    /** {@return all that was said here} */
    Set<ChatMessage> sent() {
        return Set.copyOf(sent);
    }

    /** {@return whether this was said here, and not in an earlier session} */
    boolean hasSent(ChatMessage message) {
        return sent.contains(message);
    }

    private void done(String text) {
        screen.show(new Notice.Done(text));
    }
}
