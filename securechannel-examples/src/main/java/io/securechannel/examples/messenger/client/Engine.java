package io.securechannel.examples.messenger.client;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a client, behind one lock, one change at a time. A change is made in memory, written to the disk, and only then told
 * and sent ({@link Effects}); if it cannot be written, it has not happened.
 */
final class Engine {

    private final ReentrantLock lock = new ReentrantLock();
    private final Desk desk;
    private final Directory directory;
    private final Sending sending;
    private final Unaccepted unaccepted;
    private final Receiving receiving;
    private final Talk talk;
    private final Alarms alarms;
    private final Hosting hosting;
    private final Shown shown;
    /** Told, and not yet written as told. */
    private final List<ChatEvent> told = new ArrayList<>();

    private @Nullable Connection connection;
    private ConnectionState state = ConnectionState.OFFLINE;
    private boolean more;
    private boolean cut;
    /** This user's list has changed here: by this connection the server knows the old one, and nothing more is said or heard on it. */
    private boolean leaving;

    Engine(Desk desk) {
        this.desk = desk;
        this.shown = new Shown(desk);
        this.alarms = new Alarms(desk);
        this.directory = new Directory(new KeyWatch(desk.user(), desk.book(), alarms));
        this.talk = new Talk(desk);
        this.hosting = new Hosting(desk, directory, talk);
        this.sending = new Sending(desk, directory, alarms);
        this.unaccepted = sending.unaccepted();
        this.receiving = new Receiving(desk, directory, alarms, talk);
        OwnDevices.know(desk);
        desk.book().history().unshown().forEach(each -> desk.effects().event(new ChatEvent.Received(each)));
        desk.book().unread().all().forEach(desk.effects()::event);
        desk.book().untold().begin().forEach(desk.effects()::event);
        desk.effects().commit();
    }

    /** Something a user asks for. */
    interface Wish<T> {
        T grant() throws ChatException;
    }

    /** Reads. */
    interface Look<T> {
        T at(Book book);
    }

    /**
     * Changes something for the user.
     *
     * @throws ChatException if it cannot be done, or not be kept
     */
    <T> T change(Wish<T> wish) throws ChatException {
        lock.lock();
        try {
            var granted = wish.grant();
            finish();
            return granted;
        } catch (ChatException e) {
            undo();
            throw e;
        } catch (KeyMaterialException e) {
            undo();
            cut = true; // what was asked of the server meanwhile is asked again on the next connection
            throw new ChatException("the key store cannot be written: " + e.getMessage());
        } catch (RuntimeException e) {
            undo(); // a defect: what was said may be out of the outbox and not sealed
            cut = true;
            throw e;
        } finally {
            lock.unlock();
        }
    }

    <T> T look(Look<T> look) {
        lock.lock();
        try {
            return look.at(desk.book());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes what has come, all of it in one writing.
     *
     * @throws KeyMaterialException if it cannot be kept: then nothing of it was acknowledged, and the connection has to end
     */
    void take(List<Input> inputs) throws KeyMaterialException {
        lock.lock();
        try {
            for (var input : inputs) {
                take(input);
            }
            if (desk.prekeys().refresh(desk.now()) && connection != null && !leaving) {
                desk.effects().send(new ClientMessage.Publish(desk.prekeys().signed()));
            }
            talk.tick();
            unaccepted.tick();
            alarms.tick();
            finish();
        } catch (KeyMaterialException | RuntimeException e) {
            undo();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** Seals what can be sealed, asks what has to be asked, and keeps it all. */
    private void finish() throws KeyMaterialException {
        receiving.own().adopt(Optional.empty());
        OwnDevices.know(desk);
        if (connection != null && !leaving) {
            more = sending.pump();
            directory.ask(desk.effects());
        }
        Strangers.forget(desk.book()).forEach(directory::forget);
        desk.effects().staged().forEach(desk.book().untold()::add);
        keep();
        desk.effects().commit();
    }

    private void undo() {
        desk.effects().rollback();
        alarms.forget();
        try {
            desk.book().restore();
            told.forEach(this::note);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException("the key store can neither be written nor read", e);
        }
    }

    private void take(Input input) throws KeyMaterialException {
        if (input instanceof Input.Entered entered) {
            begin(entered.connection());
        } else if (input instanceof Input.Changed changed) {
            end(changed);
        } else if (input instanceof Input.Said said && said.connection().equals(connection) && !leaving) {
            said(said.message());
        }
    }

    private void begin(Connection fresh) {
        connection = fresh;
        leaving = !shown.letIn();
        cut |= leaving;
        desk.effects().forgetMessages();
        directory.reset();
        if (desk.account().isShared()) {
            directory.want(desk.user()); // another device may have changed the list meanwhile
        }
        receiving.reset();
        if (!leaving) {
            unaccepted.entered();
        }
        changed(ConnectionState.ONLINE, "connected as " + desk.user());
    }

    private void end(Input.Changed changed) {
        connection = null;
        leaving = false;
        more = false;
        directory.reset();
        receiving.reset();
        desk.effects().forgetMessages();
        changed(changed.state(), changed.text());
    }

    /** Nothing can be kept any more: the connection ends, and all that was not acknowledged comes again some day. */
    void stop(String why) {
        lock.lock();
        try {
            end(new Input.Changed(ConnectionState.REFUSED, why));
            desk.effects().commit();
        } finally {
            lock.unlock();
        }
    }

    private void changed(ConnectionState now, String text) {
        state = now;
        desk.effects().event(new ChatEvent.ConnectionChanged(now, text));
    }

    private void said(ServerMessage message) throws KeyMaterialException {
        if (message instanceof ServerMessage.Deliver deliver) {
            receiving.deliver(deliver);
        } else if (message instanceof ServerMessage.Accepted accepted) {
            unaccepted.accepted(accepted.to(), accepted.sequence());
        } else if (message instanceof ServerMessage.Rejected rejected) {
            unaccepted.rejected(rejected);
        } else if (message instanceof ServerMessage.Expired expired) {
            unaccepted.expired(expired);
        } else if (message instanceof ServerMessage.Forgotten forgotten) {
            desk.book().rows().confirmed(forgotten.deliveries());
        } else if (message instanceof ServerMessage.Directory answer) {
            for (var user : directory.answered(answer, desk.now())) {
                if (user.equals(desk.user())) {
                    receiving.own().adopt(directory.list(user));
                }
                unaccepted.lookedUp(user);
                cut |= receiving.lookedUp(user);
                if (!desk.book().contacts().changed(user)) {
                    receiving.accepted(user); // the known key is back: what waited for a decision is judged by it
                }
            }
        } else if (message instanceof ServerMessage.Presence presence) {
            present(presence);
        }
    }

    /** This user's list of devices has changed here: the server is shown it at the next entry, and the others are told. */
    void devicesChanged() {
        OwnDevices.know(desk);
        directory.forget(desk.user());
        leaving = connection != null;
        cut = true;
    }

    /** Tells the user something that came from neither the server nor the user. */
    void tell(ChatEvent event) {
        lock.lock();
        try {
            desk.book().untold().add(event);
            desk.effects().event(event);
            desk.effects().commit();
        } finally {
            lock.unlock();
        }
    }

    /** Nothing is said to a device of this user any more. */
    void forgetOwn(DeviceId device) {
        unaccepted.forget(device);
    }

    private void present(ServerMessage.Presence presence) {
        for (var each : directory.presence(presence.users())) {
            if (!each.user().equals(desk.user())) {
                desk.effects().event(new ChatEvent.PresenceChanged(each.user(), each.online()));
            }
        }
        presence.users().stream()
                .filter(each -> desk.book().contacts().find(each.user()).isPresent())
                .forEach(each -> directory.usable(each.user(), desk.now()));
    }

    /** Accepts the key that a user has now. */
    void acceptKey(String user) throws ChatException {
        var contact = desk.book()
                .contacts()
                .find(user)
                .filter(known -> known.changed() && !user.equals(desk.user()))
                .orElseThrow(() -> new ChatException("the key of " + user + " has not changed"));
        try {
            desk.book().contacts().set(contact.accepted());
        } catch (KeyMaterialException e) {
            throw new ChatException("the new key of " + user + " is none: " + e.getMessage());
        }
        talk.beganAnew(user);
        directory.judgeAgain(user, desk.now());
        receiving.accepted(user);
    }

    /** What the server is shown at the entry. */
    ClientMessage.Enter enter(Octets proof) throws KeyMaterialException {
        lock.lock();
        try {
            return shown.enter(proof);
        } finally {
            lock.unlock();
        }
    }

    /** Gives what is to be sent and told, each once, in order. */
    Output output() {
        lock.lock();
        try {
            var effects = desk.effects();
            var output = new Output(Optional.ofNullable(connection), effects.takeMessages(), cut, effects.takeEvents());
            cut = false;
            return output;
        } finally {
            lock.unlock();
        }
    }

    /**
     * What follows from changes that are kept.
     *
     * @param connection where the messages go
     * @param messages to the server
     * @param cut whether the connection is to end: the next one begins with what is in the book
     * @param events for the user
     */
    record Output(Optional<Connection> connection, List<ClientMessage> messages, boolean cut, List<ChatEvent> events) {}

    /** The listener has had what is kept until then: it need not be told at the next start, once the book is written again. */
    void told(ChatEvent event) {
        if (!(event instanceof ChatEvent.Alarm || event instanceof ChatEvent.Received || Untold.isKept(event))) {
            return;
        }
        lock.lock();
        try {
            told.add(event);
            note(event);
            cut |= receiving.goesOn();
        } finally {
            lock.unlock();
        }
    }

    private void note(ChatEvent event) {
        if (event instanceof ChatEvent.Alarm alarm) {
            desk.book().unread().told(alarm);
        } else if (event instanceof ChatEvent.Received received) {
            desk.book().history().shown(received.message());
        } else {
            desk.book().untold().told(event);
        }
    }

    /** Writes what was told since the last change. */
    void keep() throws KeyMaterialException {
        lock.lock();
        try {
            desk.book().save();
            told.clear();
        } finally {
            lock.unlock();
        }
    }

    /** Whether there is more to seal, and no reason to wait. */
    boolean hasMore() {
        return look(book -> more);
    }

    ConnectionState state() {
        return look(book -> state);
    }

    Desk desk() {
        return desk;
    }

    Directory directory() {
        return directory;
    }

    Hosting hosting() {
        return hosting;
    }
}
