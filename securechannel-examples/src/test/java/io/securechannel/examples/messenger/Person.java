package io.securechannel.examples.messenger;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.ChatClient;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ChatListener;
import io.securechannel.examples.messenger.client.ChatMessage;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.secret.Password;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A user of the messenger in tests: a client, the key store of its own, and all that it was told. */
final class Person implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition told = lock.newCondition();
    private final List<ChatEvent> events = new ArrayList<>();
    private final AtomicReference<Consumer<ChatEvent>> first = new AtomicReference<>(event -> {});
    private final KeyStoreManager keys;
    private final ChatClient client;
    private volatile boolean showsLater;

    private Person(KeyStoreManager keys, ClientSettings settings) throws KeyMaterialException {
        this.keys = keys;
        this.client = ChatClient.open(settings, keys, new ChatListener() {
            @Override
            public void on(ChatEvent event) {
                listen(event);
            }

            @Override
            public boolean showsLater() {
                return showsLater;
            }
        });
    }

    /** Opens a user's client, with the keys of the last time if there are some, and connects. */
    static Person come(TestRelay relay, Path directory, String name) throws KeyMaterialException {
        return come(relay, directory, name, InstantSource.system());
    }

    static Person come(TestRelay relay, Path directory, String name, InstantSource clock) throws KeyMaterialException {
        var person = open(relay, directory, name, settings -> settings.clock(clock));
        person.client.start();
        person.awaitOnline();
        return person;
    }

    static Person open(TestRelay relay, Path directory, String name, UnaryOperator<ClientSettings.Builder> change)
            throws KeyMaterialException {
        var where = ClientSettings.builder(TestRelay.HOST, relay.port(), name, TestRelay.trust());
        return open(where, directory, name, change);
    }

    /** At whatever server. */
    static Person open(
            ClientSettings.Builder where, Path directory, String name, UnaryOperator<ClientSettings.Builder> change)
            throws KeyMaterialException {
        var settings = where.password(() -> Password.copyOf(("secret of " + name).toCharArray()))
                .signUp("")
                .insecureIterations(TestRelay.CHEAP)
                .reconnectPause(Duration.ofMillis(5), Duration.ofMillis(20))
                .tick(Duration.ofMillis(10));
        return new Person(
                keys(directory.resolve(name + ".keys")), change.apply(settings).build());
    }

    static KeyStoreManager keys(Path file) throws KeyMaterialException {
        try (var password = Password.copyOf("password of the file".toCharArray())) {
            var builder = KeyStoreManager.builder(file).passwordCost(PasswordCost.insecureForTests());
            return Files.exists(file) ? builder.open(password) : builder.create(password);
        }
    }

    /** Is given each event before anybody else, and before the client knows that it was told. */
    void first(Consumer<ChatEvent> listener) {
        first.set(listener);
    }

    /** From now on it is said by the test what was shown. */
    void showLater() {
        showsLater = true;
    }

    private void listen(ChatEvent event) {
        first.get().accept(event);
        lock.lock();
        try {
            events.add(event);
            told.signalAll();
        } finally {
            lock.unlock();
        }
    }

    ChatClient client() {
        return client;
    }

    KeyStoreManager keys() {
        return keys;
    }

    String name() {
        return client.user();
    }

    DeviceId device() throws KeyMaterialException {
        try (var device = keys.get("messenger device", SigningKeyPair.class)) {
            return DeviceId.of(device.publicKey());
        }
    }

    ChatMessage tell(Person other, String text) throws ChatException {
        return client.send(Conversation.Direct.between(name(), other.name()), text);
    }

    ChatMessage tellAll(String text) throws ChatException {
        return client.send(new Conversation.Broadcast(), text);
    }

    List<ChatEvent> events() {
        lock.lock();
        try {
            return List.copyOf(events);
        } finally {
            lock.unlock();
        }
    }

    <E extends ChatEvent> List<E> events(Class<E> type) {
        return events().stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<String> texts() {
        return events(ChatEvent.Received.class).stream()
                .map(each -> each.message().text())
                .toList();
    }

    /** Waits for an event, also an earlier one. */
    <E extends ChatEvent> E await(Class<E> type, Predicate<E> which) {
        long left = RelayRules.PATIENCE.toNanos();
        lock.lock();
        try {
            while (true) {
                for (var event : events) {
                    if (type.isInstance(event) && which.test(type.cast(event))) {
                        return type.cast(event);
                    }
                }
                if (left <= 0) {
                    throw new AssertionError(
                            name() + " waited in vain for " + type.getSimpleName() + "; was told " + events);
                }
                left = told.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        } finally {
            lock.unlock();
        }
    }

    ChatMessage awaitText(String text) {
        return await(ChatEvent.Received.class, each -> each.message().text().equals(text))
                .message();
    }

    void awaitDelivered(ChatMessage message) {
        await(ChatEvent.Delivered.class, each -> each.message().equals(message));
    }

    void awaitOnline() {
        await(ChatEvent.ConnectionChanged.class, each -> each.state() == ConnectionState.ONLINE);
    }

    void awaitPresence(Person other) {
        await(ChatEvent.PresenceChanged.class, each -> each.user().equals(other.name()) && each.online());
    }

    /** Goes, and leaves the key store for the next time. */
    @Override
    public void close() throws KeyMaterialException {
        client.close();
        keys.close();
    }
}
