package io.securechannel.examples.messenger.terminal;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatMessage;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.client.ContactInfo;
import io.securechannel.examples.messenger.client.ContactInfo.Confidence;
import io.securechannel.examples.messenger.client.Messenger;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.terminal.Notice.Saying;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Shows what happens, by a thread of its own, and knows where the user is. */
final class EventView implements AutoCloseable {

    /** A messenger may take a message from its outbox and say so later, or not at all. */
    private static final long LOOK_AGAIN = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Duration SOON = Duration.ofSeconds(3);

    private final Messenger messenger;
    private final EventQueue events;
    private final Screen screen;
    private final Thread thread = new Thread(this::showAll, "chat-events");
    /** Users to whom nothing goes until they come, or their new key is accepted; as far as that was shown. */
    private final Set<String> unreached = ConcurrentHashMap.newKeySet();

    private final Set<ChatMessage> told = new HashSet<>();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private Optional<String> failure = Optional.empty();
    private ConnectionState connection = ConnectionState.OFFLINE;
    private String connectionText = "";
    private boolean tried;
    private boolean refusedAtOnce;
    private Place place = Place.everybody();

    EventView(Messenger messenger, EventQueue events, Screen screen) {
        this.messenger = messenger;
        this.events = events;
        this.screen = screen;
        thread.setDaemon(true);
    }

    void start() {
        unreached.addAll(changedKeys());
        thread.start();
    }

    /** Ends the messenger's threads, shows what has happened until then, and ends: the messenger is closed after it, and keeps what was shown. */
    @Override
    public void close() {
        messenger.stop();
        events.end();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** {@return the state after the first try to connect, whichever way it went, or when there is no more time} */
    ConnectionState awaitFirstTry(Duration patience) throws InterruptedException {
        await(patience, () -> tried);
        return connection();
    }

    /** {@return the state when there is a connection, or will be none, or when there is no more time} */
    ConnectionState awaitConnection(Duration patience) throws InterruptedException {
        await(patience, () -> connection == ConnectionState.ONLINE || connection == ConnectionState.REFUSED);
        return connection();
    }

    /** Waits until the server has everything that it could have, or nothing more can be sent. */
    void awaitOutbox(Duration patience, Set<ChatMessage> sent) throws InterruptedException {
        await(
                patience,
                () -> connection == ConnectionState.REFUSED
                        || messenger.waiting().stream().allMatch(this::waitsForSomebody));
        // Of what has left the outbox the messenger says so a moment later.
        await(SOON, () -> told.containsAll(sent) || sent.stream().allMatch(this::needsNoWord));
    }

    private boolean needsNoWord(ChatMessage message) {
        return told.contains(message) || messenger.waiting().contains(message) || waitsForSomebody(message);
    }

    /** Whether a message waits for a user to come, or for this user's decision about a key, and not for the server. */
    boolean waitsForSomebody(ChatMessage message) {
        return message.conversation() instanceof Conversation.Direct && unreached.contains(message.place());
    }

    /** Nothing stands between this user and another any more. */
    void expect(String user) {
        unreached.remove(user);
    }

    private List<String> changedKeys() {
        return messenger.contacts().stream()
                .filter(each -> each.confidence() == Confidence.CHANGED)
                .map(ContactInfo::user)
                .toList();
    }

    private void await(Duration patience, BooleanSupplier done) throws InterruptedException {
        lock.lock();
        try {
            long end = System.nanoTime() + patience.toNanos();
            while (failure.isEmpty() && !done.getAsBoolean()) {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    return;
                }
                changed.awaitNanos(Math.min(left, LOOK_AGAIN));
            }
        } finally {
            lock.unlock();
        }
    }

    ConnectionState connection() {
        lock.lock();
        try {
            return connection;
        } finally {
            lock.unlock();
        }
    }

    String connectionText() {
        lock.lock();
        try {
            return connectionText;
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether the first thing that the server said was no} */
    boolean refusedAtOnce() {
        lock.lock();
        try {
            return refusedAtOnce;
        } finally {
            lock.unlock();
        }
    }

    Place place() {
        lock.lock();
        try {
            return place;
        } finally {
            lock.unlock();
        }
    }

    void move(Place to) {
        lock.lock();
        try {
            place = to;
        } finally {
            lock.unlock();
        }
    }

    /** How far a message was heard: a group may be called as a user is, so its name says nothing. */
    Mode modeOf(ChatMessage message) {
        if (message.conversation() instanceof Conversation.Broadcast) {
            return Mode.BROADCAST;
        } else if (message.conversation() instanceof Conversation.Room room) {
            return messenger.isPrivate(room) ? Mode.PRIVATE : Mode.GROUP;
        }
        return Mode.DIRECT;
    }

    Status status() {
        return new Status(
                messenger.user(),
                messenger.state(),
                place(),
                messenger.waiting().size(),
                changedKeys());
    }

    /** Tells the screen how things are. */
    void refresh() {
        screen.status(status());
    }

    private void showAll() {
        try {
            for (var event = events.take(); event.isPresent(); event = events.take()) {
                show(event.get());
                messenger.shown(event.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            fail(e);
        } finally {
            events.end(); // the messenger waits for nobody; what is not shown is kept
        }
    }

    private void fail(RuntimeException why) {
        lock.lock();
        try {
            failure = Optional.of(unseen(why));
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** {@return what to say when the screen takes nothing any more} */
    static String unseen(RuntimeException why) {
        return "nothing can be shown any more (" + why.getMessage()
                + "): what has come since is shown at the next start";
    }

    /** {@return why nothing is shown any more, if that is so} */
    Optional<String> failure() {
        lock.lock();
        try {
            return failure;
        } finally {
            lock.unlock();
        }
    }

    /** The prompt that is drawn below a line knows of it already. */
    private void show(ChatEvent event) {
        take(event);
        refresh();
        if (event instanceof ChatEvent.Received received) {
            var message = received.message();
            screen.show(new Notice.Said(message.late() ? Saying.LATE : Saying.MESSAGE, modeOf(message), message));
        } else if (event instanceof ChatEvent.Delivered delivered) {
            screen.show(new Notice.Said(Saying.DELIVERED, modeOf(delivered.message()), delivered.message()));
        } else {
            screen.show(new Notice.Happened(event));
        }
    }

    private void take(ChatEvent event) {
        lock.lock();
        try {
            if (event instanceof ChatEvent.ConnectionChanged change) {
                connection = change.state();
                connectionText = change.text();
                refusedAtOnce |= !tried && change.state() == ConnectionState.REFUSED;
                tried |= change.state() != ConnectionState.CONNECTING;
            } else if (event instanceof ChatEvent.Delivered delivered) {
                told.add(delivered.message());
            } else if (event instanceof ChatEvent.Undelivered undelivered && undelivered.waits()) {
                unreached.add(undelivered.user());
            } else if (event instanceof ChatEvent.Alarm alarm && alarm.kind() == AlarmKind.KEY_CHANGED) {
                unreached.add(alarm.user());
            } else if (event instanceof ChatEvent.Alarm alarm && alarm.kind() == AlarmKind.KEY_BACK) {
                unreached.remove(alarm.user());
            } else if (event instanceof ChatEvent.RoomChanged change) {
                if (change.room().room().equals(place.conversation())) {
                    place = Place.in(change.room());
                }
            } else if (event instanceof ChatEvent.RoomClosed closed
                    && closed.room().room().equals(place.conversation())) {
                place = place.closed();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
