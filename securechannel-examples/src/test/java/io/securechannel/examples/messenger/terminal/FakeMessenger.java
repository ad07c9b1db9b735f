package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ChatListener;
import io.securechannel.examples.messenger.client.ChatMessage;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.client.ContactInfo;
import io.securechannel.examples.messenger.client.DeviceInfo;
import io.securechannel.examples.messenger.client.InvitationInfo;
import io.securechannel.examples.messenger.client.LinkOffer;
import io.securechannel.examples.messenger.client.Messenger;
import io.securechannel.examples.messenger.client.RoomInfo;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.SafetyNumber;
import io.securechannel.examples.messenger.protocol.Octets;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A messenger without keys and without a server: it keeps what it is told, and tells what a test wants. */
final class FakeMessenger implements Messenger {

    static final Instant NOW = Instant.parse("2026-11-21T17:45:00Z");
    static final String ID = "0badcafe";

    boolean closed;
    final List<String> calls = new CopyOnWriteArrayList<>();
    final List<ContactInfo> contacts = new CopyOnWriteArrayList<>();
    final List<RoomInfo> rooms = new CopyOnWriteArrayList<>();
    final List<Conversation.Room> privateRooms = new CopyOnWriteArrayList<>();
    final List<InvitationInfo> invitations = new CopyOnWriteArrayList<>();
    final List<ChatMessage> history = new CopyOnWriteArrayList<>();
    final List<ChatMessage> waiting = new CopyOnWriteArrayList<>();

    /** What happens on start; none leaves it offline, untold. */
    final List<ChatEvent> onStart = new CopyOnWriteArrayList<>();

    /** What it has taken, and tells at the end. */
    final List<ChatEvent> onStop = new CopyOnWriteArrayList<>();

    final List<ChatEvent> shown = new CopyOnWriteArrayList<>();

    /** What was said to be shown before it was closed. */
    final List<ChatEvent> kept = new CopyOnWriteArrayList<>();

    /** Whether it says of what was delivered that it was only after it has long left the outbox. */
    volatile boolean saysSoLater;

    private static final int LOOKS = 6;
    private final List<ChatEvent> unsaid = new CopyOnWriteArrayList<>();
    private final AtomicInteger looks = new AtomicInteger();

    private final ChatListener listener;
    private volatile ConnectionState state = ConnectionState.OFFLINE;

    FakeMessenger(ChatListener listener) {
        this.listener = listener;
        onStart.add(new ChatEvent.ConnectionChanged(ConnectionState.CONNECTING, "chat.example"));
        onStart.add(new ChatEvent.ConnectionChanged(ConnectionState.ONLINE, "chat.example"));
    }

    void tell(ChatEvent event) {
        if (event instanceof ChatEvent.ConnectionChanged changed) {
            state = changed.state();
        }
        listener.on(event);
    }

    static ChatEvent.Received received(String text) {
        return new ChatEvent.Received(message(Conversation.Direct.between("ada", "bob"), "bob", "bob", text));
    }

    static Conversation.Room roomId(String name) {
        return new Conversation.Room(Octets.sha256(name.getBytes(StandardCharsets.UTF_8)));
    }

    static RoomInfo room(String name, boolean isPrivate, boolean open) {
        return new RoomInfo(roomId(name), name, isPrivate, "ada", List.of("ada", "bob"), open);
    }

    static ChatMessage message(Conversation conversation, String place, String sender, String text) {
        return new ChatMessage(conversation, place, sender, NOW, text, false);
    }

    @Override
    public String user() {
        return "ada";
    }

    @Override
    public void start() {
        onStart.forEach(this::tell);
    }

    @Override
    public void shown(ChatEvent event) {
        shown.add(event);
    }

    @Override
    public void stop() {
        onStop.forEach(this::tell);
        onStop.clear();
    }

    @Override
    public ConnectionState state() {
        return state;
    }

    @Override
    public ChatMessage send(Conversation conversation, String text) throws ChatException {
        var place = place(conversation);
        if (place.equals("nobody")) {
            throw new ChatException("there is no user nobody: /who shows who is there");
        }
        calls.add("send " + place + " " + text);
        var message = message(conversation, place, "ada", text);
        if (saysSoLater) {
            unsaid.add(new ChatEvent.Delivered(message));
        } else if (state == ConnectionState.ONLINE) {
            listener.on(new ChatEvent.Delivered(message));
        } else {
            waiting.add(message);
        }
        history.add(message);
        return message;
    }

    private String place(Conversation conversation) {
        if (conversation instanceof Conversation.Direct direct) {
            return direct.other(user());
        }
        return rooms.stream()
                .filter(each -> each.room().equals(conversation))
                .map(RoomInfo::name)
                .findFirst()
                .orElse("");
    }

    @Override
    public InvitationInfo invite(String user) {
        return invited(user, "");
    }

    @Override
    public RoomInfo createGroup(String name) {
        calls.add("group " + name);
        var room = room(name, false, true);
        rooms.add(room);
        return room;
    }

    @Override
    public InvitationInfo invite(String group, String user) {
        return invited(user, group);
    }

    private InvitationInfo invited(String user, String group) {
        calls.add("invite " + user + " " + group);
        var invitation = new InvitationInfo(ID, "ada", user, group, NOW.plusSeconds(3600));
        invitations.add(invitation);
        return invitation;
    }

    @Override
    public RoomInfo accept(String invitation) throws ChatException {
        calls.add("accept " + invitation);
        if (!invitation.equals(ID)) {
            throw new ChatException("there is no invitation " + invitation + ": /invitations lists them");
        }
        return room("bob", true, false);
    }

    @Override
    public void decline(String invitation) {
        calls.add("decline " + invitation);
    }

    @Override
    public void leave(Conversation.Room room) {
        calls.add("leave " + place(room));
    }

    @Override
    public void kick(String group, String user) {
        calls.add("kick " + group + " " + user);
    }

    @Override
    public List<String> online() {
        return List.of("ada", "bob", "carol");
    }

    @Override
    public List<ContactInfo> contacts() {
        return List.copyOf(contacts);
    }

    @Override
    public List<RoomInfo> rooms() {
        return List.copyOf(rooms);
    }

    @Override
    public Optional<RoomInfo> room(String name) {
        return rooms.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    /** As a room is made here, or was before: its history keeps what it was. */
    @Override
    public boolean isPrivate(Conversation.Room room) {
        return privateRooms.contains(room)
                || rooms.stream()
                        .anyMatch(each -> each.isPrivate() && each.room().equals(room));
    }

    @Override
    public List<InvitationInfo> invitations() {
        return List.copyOf(invitations);
    }

    @Override
    public List<ChatMessage> history() {
        return List.copyOf(history);
    }

    @Override
    public List<ChatMessage> waiting() {
        if (!unsaid.isEmpty() && looks.incrementAndGet() == LOOKS) {
            unsaid.forEach(listener::on);
        }
        return List.copyOf(waiting);
    }

    @Override
    public int takeBack(String user) {
        calls.add("forget " + user);
        return (int) waiting.stream().filter(each -> each.place().equals(user)).count();
    }

    @Override
    public SafetyNumber safetyNumber(String user) {
        calls.add("verify " + user);
        return new SafetyNumber("0123456789".repeat(6));
    }

    @Override
    public void markVerified(String user, SafetyNumber compared) {
        calls.add("verified " + user);
    }

    @Override
    public void acceptKey(String user, SafetyNumber compared) {
        calls.add("trust " + user);
    }

    @Override
    public List<DeviceInfo> devices() {
        return List.of(new DeviceInfo("0badcafe", true, true), new DeviceInfo("deadbeef", false, false));
    }

    @Override
    public LinkOffer link(int port) throws ChatException {
        calls.add("link " + port);
        return new LinkOffer(port == 0 ? 4711 : port, "123-456-789");
    }

    @Override
    public void unlink(String device) throws ChatException {
        calls.add("unlink " + device);
        if (!device.equals("deadbeef")) {
            throw new ChatException("you have no device " + device + ": /devices lists them");
        }
    }

    @Override
    public String fingerprint() {
        return "SHA256:abc";
    }

    @Override
    public void close() {
        stop();
        kept.addAll(shown);
        closed = true;
    }
}
