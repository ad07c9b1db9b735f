package io.securechannel.examples.messenger;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.ClientMessage.Acknowledge;
import io.securechannel.examples.messenger.protocol.ClientMessage.Enter;
import io.securechannel.examples.messenger.protocol.ClientMessage.Lookup;
import io.securechannel.examples.messenger.protocol.ClientMessage.Publish;
import io.securechannel.examples.messenger.protocol.ClientMessage.Resume;
import io.securechannel.examples.messenger.protocol.ClientMessage.Send;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.EntryRefusal;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage.Challenge;
import io.securechannel.examples.messenger.protocol.ServerMessage.Directory;
import io.securechannel.examples.messenger.protocol.ServerMessage.Forgotten;
import io.securechannel.examples.messenger.protocol.ServerMessage.Presence;
import io.securechannel.examples.messenger.protocol.ServerMessage.Refused;
import io.securechannel.examples.messenger.protocol.ServerMessage.Welcome;
import io.securechannel.examples.messenger.protocol.UserPresence;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * What {@link TestRelay} answers to whom, without sockets: the honest rules C1 to C7, and between them and the clients a {@link
 * Tampering}.
 */
class RelayRules {

    static final Duration PATIENCE = Duration.ofSeconds(60);

    /**
     * What a client said.
     *
     * @param user who logged in
     * @param device which device
     * @param message as it came, before {@link Tampering}
     */
    record Received(String user, DeviceId device, ClientMessage message) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final InstantSource clock;
    private final List<RelayConnection> present = new ArrayList<>();
    private final List<Received> received = new ArrayList<>();
    private final List<String> noted = new ArrayList<>();
    private PostOffice office = new PostOffice();
    private Tampering tampering = Tampering.HONEST;

    RelayRules(InstantSource clock) {
        this.clock = clock;
    }

    /** From now on. */
    void tamper(Tampering hostile) {
        locked(() -> tampering = hostile);
    }

    /** {@return all that clients said after they were let in, and their Enter} */
    List<Received> received() {
        return locked(() -> List.copyOf(received));
    }

    /** {@return what a user sent, before tampering} */
    List<Send> sentBy(String user) {
        return received().stream()
                .filter(each -> each.user().equals(user) && each.message() instanceof Send)
                .map(each -> (Send) each.message())
                .toList();
    }

    /** {@return connections that ended by trouble: who, and how} */
    List<String> noted() {
        return locked(() -> List.copyOf(noted));
    }

    /** {@return what the directory says of a user} */
    Optional<DirectoryEntry> entry(String user) {
        return locked(() -> office.find(user));
    }

    /** A user who has entered at some time. */
    void register(RawUser user) throws KeyMaterialException {
        var enter = new Enter(user.entry(), user.device().id(), Octets.zeros(64), true);
        locked(() -> office.enter(user.name(), enter)).ifPresent(refusal -> {
            throw new IllegalStateException("not taken: " + refusal);
        });
    }

    /** Takes a mail as from a user who is not there, honestly. */
    void post(RawUser from, Mail mail) {
        locked(() -> {
            var taken = office.take(from.name(), from.device().id(), mail, clock.instant());
            var delivery =
                    taken.delivery().orElseThrow(() -> new IllegalStateException("not taken: " + taken.answer()));
            at(mail.to()).forEach(each -> tell(each, delivery));
            return true;
        });
    }

    /** {@return what waits for a device, and is not acknowledged} */
    List<ServerMessage> waiting(DeviceId device) {
        return locked(() -> office.waiting(device));
    }

    /** {@return the connection of a user who is there} */
    Optional<RelayConnection> connection(String user) {
        return locked(
                () -> present.stream().filter(each -> each.user().equals(user)).findFirst());
    }

    /** {@return the connection of a device that is there} */
    Optional<RelayConnection> connection(DeviceId device) {
        return locked(() -> at(device).stream().findFirst());
    }

    /** {@return the state, to go back to} */
    PostOffice backup() {
        return locked(() -> new PostOffice(office));
    }

    /** Goes back to an earlier state, as a server whose disk was restored. */
    void restore(PostOffice earlier) {
        locked(() -> office = new PostOffice(earlier));
    }

    /** Lets end what has ended by the clock. */
    void expire() {
        locked(() -> {
            office.expire(clock.instant())
                    .forEach((expired, device) -> at(device).forEach(each -> tell(each, expired)));
            return true;
        });
    }

    /** Waits until something holds that follows from what the relay has seen. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long left = PATIENCE.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    throw new AssertionError("waited in vain: " + what + "; received " + received + "; " + noted);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    Octets challenge(RelayConnection connection) {
        var nonce = new byte[32];
        new SecureRandom().nextBytes(nonce);
        tellLocked(connection, new Challenge(Octets.of(nonce)));
        return Octets.of(nonce);
    }

    private void tellLocked(RelayConnection connection, ServerMessage message) {
        locked(() -> {
            tell(connection, message);
            return true;
        });
    }

    /** C1 and C2; then presence, and what waits. */
    void enter(RelayConnection connection, Enter enter, boolean proven) {
        locked(() -> {
            received.add(new Received(connection.user(), enter.device(), enter));
            var refusal = proven ? office.enter(connection.user(), enter) : Optional.of(EntryRefusal.BAD_PROOF);
            if (refusal.isPresent()) {
                tell(connection, new Refused(refusal.get(), "not let in: " + refusal.get()));
                connection.cutAfterAll();
            } else {
                at(enter.device()).forEach(this::replace);
                connection.letIn(enter.device());
                letIn(connection, enter.device());
            }
            return true;
        });
    }

    private void replace(RelayConnection earlier) {
        present.remove(earlier);
        earlier.cut();
    }

    private void letIn(RelayConnection connection, DeviceId device) {
        tell(connection, new Welcome(clock.instant()));
        present.add(connection);
        tell(connection, new Presence(users().stream().map(this::presence).toList()));
        expire();
        office.waiting(device).forEach(message -> tell(connection, message));
        announce(connection);
    }

    void receive(RelayConnection from, ClientMessage message) {
        locked(() -> {
            var device = from.device();
            if (device.isPresent() && present.contains(from)) {
                received.add(new Received(from.user(), device.get(), message));
                tampering.fromClient(from, message).forEach(each -> act(from, device.get(), each));
            }
            return true;
        });
    }

    private void act(RelayConnection from, DeviceId device, ClientMessage message) {
        if (message instanceof Send send) {
            var taken = office.take(from.user(), device, send.mail(), clock.instant());
            tell(from, taken.answer());
            taken.delivery().ifPresent(delivery -> at(send.mail().to()).forEach(each -> tell(each, delivery)));
        } else if (message instanceof Resume resume) {
            office.resume(device, resume.to(), resume.sequence());
        } else if (message instanceof Acknowledge acknowledge) {
            office.forget(device, acknowledge.deliveries());
            tell(from, new Forgotten(acknowledge.deliveries()));
        } else if (message instanceof Lookup lookup) {
            var entries = lookup.users().stream()
                    .flatMap(user -> office.find(user).stream())
                    .toList();
            tell(from, new Directory(lookup.request(), entries, true));
        } else if (message instanceof Publish publish && office.publish(from.user(), device, publish.prekey())) {
            announce(from);
        }
    }

    private void tell(RelayConnection to, ServerMessage message) {
        try {
            tampering.toClient(to, message).forEach(to::say);
        } catch (Tampering.Cut e) {
            to.cutAfterAll();
        }
    }

    void left(RelayConnection connection) {
        locked(() -> {
            if (present.remove(connection)) {
                announce(connection);
            }
            return true;
        });
    }

    void note(String user, Exception trouble) {
        locked(() -> noted.add(user + ": " + trouble.getMessage()));
    }

    private void announce(RelayConnection about) {
        var presence = new Presence(List.of(presence(about.user())));
        present.stream().filter(each -> !each.equals(about)).forEach(each -> tell(each, presence));
    }

    private List<String> users() {
        return present.stream().map(RelayConnection::user).distinct().sorted().toList();
    }

    private UserPresence presence(String user) {
        long revision = office.find(user).map(DirectoryEntry::revision).orElse(0L);
        return new UserPresence(user, users().contains(user), revision);
    }

    private List<RelayConnection> at(DeviceId device) {
        return present.stream()
                .filter(each -> each.device().equals(Optional.of(device)))
                .toList();
    }

    final <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            changed.signalAll();
            lock.unlock();
        }
    }
}
