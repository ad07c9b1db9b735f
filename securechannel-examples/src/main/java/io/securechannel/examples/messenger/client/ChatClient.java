package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.endtoend.SafetyNumber;
import io.securechannel.examples.service.ProgramLock;
import io.securechannel.keys.KeyStoreManager;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The {@link Messenger}: all that it has to remember is in one key store, which is the user's own. Two threads while it is started: one
 * that connects and reads, one that works and tells the listener.
 *
 * <pre>{@code
 * try (var keys = KeyStoreManager.open(file, password);
 *         var ada = ChatClient.open(settings, keys, listener)) {
 *     ada.start();
 *     ada.send(Conversation.Direct.between("ada", "bob"), "hello");
 * }
 * }</pre>
 */
public final class ChatClient implements Messenger {

    /** A broadcast goes to so many of those who are there, first to those whom this user has met. */
    static final int MOST_LISTENERS = 4_096;

    private final Engine engine;
    private final Worker worker;
    private final ProgramLock lock;
    private final Comparison comparison;
    private final Linkings linkings;
    private final AtomicBoolean closed = new AtomicBoolean();

    private ChatClient(Engine engine, Worker worker, ProgramLock lock) {
        this.engine = engine;
        this.comparison = new Comparison(engine);
        this.linkings = new Linkings(engine, this::tell);
        this.worker = worker;
        this.lock = lock;
    }

    /**
     * Opens a user's messenger; at the first time it makes the user's keys.
     *
     * @param settings where to, as whom
     * @param keys the user's own, open until the messenger is closed, and closed by the caller
     * @param listener told what happens, from {@link #start()} on
     * @return not connected yet
     * @throws KeyMaterialException if another messenger uses the key store, what is in it is not this user's messenger, or it cannot be written
     */
    public static ChatClient open(ClientSettings settings, KeyStoreManager keys, ChatListener listener)
            throws KeyMaterialException {
        var lock = KeyStoreUse.lock(keys);
        boolean opened = false;
        try {
            var client = open(settings, keys, listener, lock);
            opened = true;
            return client;
        } finally {
            if (!opened) {
                KeyStoreUse.release(lock);
            }
        }
    }

    private static ChatClient open(
            ClientSettings settings, KeyStoreManager keys, ChatListener listener, ProgramLock lock)
            throws KeyMaterialException {
        var now = settings.clock().instant();
        var book = KeyStoreUse.openOrBeginAnew(keys, settings.user(), now);
        var account = Account.open(keys, settings.user(), now);
        var prekeys = Prekeys.open(keys, account, now);
        var desk = new Desk(settings, account, prekeys, book, new Effects());
        var engine = new Engine(desk);
        return new ChatClient(engine, new Worker(engine, keys, listener), lock);
    }

    @Override
    public String user() {
        return engine.desk().user();
    }

    @Override
    public void start() {
        worker.start();
    }

    @Override
    public ConnectionState state() {
        return worker.isClosed() ? ConnectionState.CLOSED : engine.state();
    }

    @Override
    public void shown(ChatEvent event) {
        engine.told(event);
    }

    @Override
    public ChatMessage send(Conversation conversation, String text) throws ChatException {
        int length = text.getBytes(StandardCharsets.UTF_8).length;
        if (length == 0 || length > Payload.LONGEST_TEXT) {
            throw new ChatException("a message has 1 to " + Payload.LONGEST_TEXT + " bytes, this has " + length);
        }
        return change(() -> {
            var desk = engine.desk();
            if (desk.book().outbox().isFull()) {
                throw new ChatException(
                        "not taken: too much waits for the server, or for users to come (/waiting shows it);"
                                + " say it when some of that has gone");
            }
            var recipients = recipients(conversation);
            var time = Instant.ofEpochMilli(desk.now().toEpochMilli());
            var message = new ChatMessage(conversation, desk.place(conversation), desk.user(), time, text, false);
            desk.book().outbox().add(conversation, new Payload.Text(text), Optional.of(message), recipients);
            desk.toOwn(new Payload.Copy(conversation, text));
            desk.book().history().add(message);
            return message;
        });
    }

    private List<String> recipients(Conversation conversation) throws ChatException {
        var desk = engine.desk();
        if (conversation instanceof Conversation.Direct direct) {
            if (!direct.first().equals(user()) && !direct.second().equals(user())) {
                throw new ChatException("that is a conversation of others");
            }
            engine.hosting().requireReachable(direct.other(user()));
            return List.of(direct.other(user()));
        }
        if (conversation instanceof Conversation.Room room) {
            return engine.hosting().listeners(room);
        }
        var online = engine.directory().online();
        online.remove(desk.user());
        if (online.isEmpty()) {
            throw new ChatException(
                    engine.state() == ConnectionState.ONLINE
                            ? "not sent: nobody else is online"
                            : "there is no connection: only who is online gets a message to all; what you say to users and"
                                    + " rooms waits");
        }
        return online.stream()
                .sorted(Comparator.comparing(
                        user -> desk.book().contacts().find(user).isEmpty()))
                .limit(MOST_LISTENERS)
                .toList();
    }

    @Override
    public InvitationInfo invite(String user) throws ChatException {
        return change(() -> engine.hosting().invite(user));
    }

    @Override
    public RoomInfo createGroup(String name) throws ChatException {
        return change(() -> engine.hosting().createGroup(name));
    }

    @Override
    public InvitationInfo invite(String group, String user) throws ChatException {
        return change(() -> engine.hosting().invite(group, user));
    }

    @Override
    public RoomInfo accept(String invitation) throws ChatException {
        return change(() -> engine.hosting().accept(invitation));
    }

    @Override
    public void decline(String invitation) throws ChatException {
        change(() -> {
            engine.hosting().decline(invitation);
            return invitation;
        });
    }

    @Override
    public void leave(Conversation.Room room) throws ChatException {
        change(() -> {
            engine.hosting().leave(room);
            return room;
        });
    }

    @Override
    public void kick(String group, String user) throws ChatException {
        change(() -> {
            engine.hosting().kick(group, user);
            return user;
        });
    }

    @Override
    public List<String> online() {
        return engine.look(book -> {
            var online = new TreeSet<>(engine.directory().online());
            if (engine.state() == ConnectionState.ONLINE) {
                online.add(user());
            }
            return List.copyOf(online);
        });
    }

    @Override
    public List<ContactInfo> contacts() {
        return engine.look(book -> book.contacts().all().stream()
                .filter(each -> !each.user().equals(user()))
                .map(Contact::info)
                .toList());
    }

    @Override
    public List<RoomInfo> rooms() {
        return engine.look(
                book -> book.rooms().all().stream().map(RoomState::info).toList());
    }

    @Override
    public Optional<RoomInfo> room(String name) {
        return engine.look(book -> book.rooms().named(name).map(RoomState::info));
    }

    @Override
    public boolean isPrivate(Conversation.Room room) {
        return engine.look(book -> book.rooms().isPrivate(room));
    }

    @Override
    public List<InvitationInfo> invitations() {
        return engine.look(book ->
                book.rooms().invitations().stream().map(OpenInvitation::info).toList());
    }

    @Override
    public List<ChatMessage> history() {
        return engine.look(book -> book.history().all());
    }

    @Override
    public List<ChatMessage> waiting() {
        return engine.look(book -> {
            var waiting = new ArrayList<ChatMessage>();
            book.outbox().items().forEach(item -> item.message().ifPresent(waiting::add));
            return waiting;
        });
    }

    @Override
    public int takeBack(String user) throws ChatException {
        return change(() -> engine.hosting().takeBack(user));
    }

    @Override
    public SafetyNumber safetyNumber(String user) throws ChatException {
        return comparison.safetyNumber(user);
    }

    @Override
    public void markVerified(String user, SafetyNumber compared) throws ChatException {
        change(() -> {
            comparison.markVerified(user, compared);
            return user;
        });
    }

    @Override
    public void acceptKey(String user, SafetyNumber compared) throws ChatException {
        change(() -> {
            comparison.accept(user, compared);
            return user;
        });
    }

    @Override
    public List<DeviceInfo> devices() {
        return engine.look(book -> {
            var account = engine.desk().account();
            var devices = account.list().devices();
            return devices.stream()
                    .map(each -> new DeviceInfo(
                            each.id().shortName(), each.id().equals(account.deviceId()), each.equals(devices.get(0))))
                    .toList();
        });
    }

    @Override
    public LinkOffer link(int port) throws ChatException {
        return linkings.begin(port);
    }

    private void tell(String text) {
        engine.tell(new ChatEvent.Told(user(), text));
        worker.wake();
    }

    @Override
    public void unlink(String device) throws ChatException {
        change(() -> Linking.unlink(engine, device));
    }

    @Override
    public String fingerprint() {
        return engine.desk().account().identity().fingerprint();
    }

    private <T> T change(Engine.Wish<T> wish) throws ChatException {
        if (worker.isClosed()) {
            throw new IllegalStateException("the messenger is closed");
        }
        try {
            return engine.change(wish);
        } finally {
            worker.wake();
        }
    }

    @Override
    public void stop() {
        linkings.close();
        worker.close();
    }

    @Override
    public void close() throws KeyMaterialException {
        stop();
        if (closed.compareAndSet(false, true)) {
            try {
                engine.keep();
            } finally {
                engine.desk().prekeys().close();
                engine.desk().account().close();
                KeyStoreUse.release(lock);
            }
        }
    }
}
