package io.securechannel.examples.messenger.server;

import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.EntryProof;
import io.securechannel.examples.messenger.protocol.EntryRefusal;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.PublishedUser;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.UserNames;
import io.securechannel.framing.CloseReason;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Optional;

/** One connection, from its login to its end: who it is, whether it is let in, and then what it says. */
final class Entrance {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Services services;

    Entrance(Services services) {
        this.services = services;
    }

    void handle(SecureChannel channel) throws IOException {
        var user = channel.login()
                .orElseThrow(() -> new IllegalStateException("the server requires logins"))
                .user();
        try {
            if (!services.sessions()
                    .connected(user, services.limits().connections().perUser())) {
                services.audit().refused(user, channel, EntryRefusal.FULL);
                refuse(channel, EntryRefusal.FULL, "this user has all the connections that a user may have");
                return;
            }
            enter(channel, user);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // the server stops, and closes the channel
        } catch (SecureChannelException e) {
            if (!isViolation(e, channel)) {
                throw e;
            }
            services.audit().violation(user, channel);
            channel.close(violation(e));
        } finally {
            services.sessions().disconnected(user);
        }
    }

    private void enter(SecureChannel channel, String user) throws IOException, InterruptedException {
        var nonce = new byte[EntryProof.NONCE_LENGTH];
        RANDOM.nextBytes(nonce);
        channel.send(new ServerMessage.Challenge(Octets.of(nonce)).encode());
        var first = channel.receive(PATIENCE);
        if (first.isEmpty()) {
            return;
        }
        if (!(ClientMessage.decode(first.get()) instanceof ClientMessage.Enter enter)) {
            throw new SecureChannelException(Reason.PROTOCOL_VIOLATION, "the first message of a client is Enter");
        }
        var decision = decide(channel, user, enter, Octets.of(nonce));
        if (decision instanceof Directory.Decision.Refused refused) {
            services.audit().refused(user, channel, refused.reason());
            refuse(channel, refused.reason(), refused.text());
            return;
        }
        var entry = decision instanceof Directory.Decision.Changed changed
                ? changed.change().entry()
                : ((Directory.Decision.Unchanged) decision).entry();
        services.audit().entered(user, enter.device(), channel, decision);
        serve(channel, services.sessions().next(user, enter.device(), outbox()), entry.revision());
    }

    private Directory.Decision decide(SecureChannel channel, String user, ClientMessage.Enter enter, Octets nonce)
            throws IOException, InterruptedException {
        if (!UserNames.isName(user)) {
            return new Directory.Decision.Refused(EntryRefusal.BAD_NAME, "a name here is " + UserNames.RULE);
        }
        PublishedUser published;
        try {
            published = enter.entry().verify();
        } catch (KeyMaterialException e) {
            return new Directory.Decision.Refused(EntryRefusal.BAD_KEYS, String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            return new Directory.Decision.Refused(EntryRefusal.BAD_KEYS, "the entry is none");
        }
        var device = published.devices().find(enter.device());
        if (!enter.entry().user().equals(user) || device.isEmpty()) {
            return new Directory.Decision.Refused(
                    EntryRefusal.BAD_KEYS, "the entry is another user's, or this device is not on its list");
        }
        // Both ends know the binding of the login; a client may also take its strongest, where this end has that.
        boolean proved = channel.channelBindingTypes().stream()
                .map(channel::channelBinding)
                .flatMap(Optional::stream)
                .anyMatch(binding -> {
                    try {
                        EntryProof.verify(enter.proof(), device.get().key(), nonce, binding);
                        return true;
                    } catch (KeyMaterialException e) {
                        return false;
                    }
                });
        if (!proved) {
            return new Directory.Decision.Refused(
                    EntryRefusal.BAD_PROOF, "the device has not proved that it holds its key, on this connection");
        }
        // An entry is work for the writer, and news for everybody, as a prekey is: who comes too often waits.
        services.rates().of(user).asBlocking().consume(RateLimit.DEAREST);
        var entering = new Entering(services, enter, published);
        services.writer().submit(entering);
        return entering.await();
    }

    private void serve(SecureChannel channel, Sessions.Session session, long revision)
            throws IOException, InterruptedException {
        var sender = new Thread(new Sender(channel, session, services.store()), "chat-sender-" + session.user());
        try {
            arrive(session, revision);
            channel.send(new ServerMessage.Welcome(services.clock().instant()).encode());
            sender.start();
            new DeviceHandler(services, session, channel).serve();
        } catch (SecureChannelException e) {
            if (!isViolation(e, channel)) {
                throw e;
            }
            services.audit().violation(session.user(), channel);
            session.outbox().end(violation(e));
        } catch (IOException e) {
            session.outbox().end(ChatServer.FAILED);
            throw e;
        } finally {
            depart(session);
            session.outbox().end(new CloseReason(CloseReason.NORMAL, ""));
            join(sender);
            services.audit().left(session, channel);
        }
    }

    private void arrive(Sessions.Session session, long revision) throws IOException, InterruptedException {
        var arriving = new Arriving(services, session, revision);
        services.writer().submit(arriving);
        arriving.await();
        if (wasRemovedMeanwhile(session, revision)) {
            session.outbox().end(Sessions.REMOVED);
        }
    }

    /** What is queued behind it in the writer is not waited for; where the writer takes nothing, the others hear of it all the same. */
    private void depart(Sessions.Session session) {
        try {
            services.writer().submit(new Departing(services.sessions(), session));
        } catch (IOException e) {
            services.sessions().leave(session);
        } catch (InterruptedException e) {
            services.sessions().leave(session);
            Thread.currentThread().interrupt();
        }
    }

    /** A later change of the entry ends the sessions that are there; one before this session was there has to be looked for. */
    private boolean wasRemovedMeanwhile(Sessions.Session session, long revision) {
        var entry = services.directory().find(session.user());
        if (entry.isPresent() && entry.get().revision() == revision) {
            return false;
        }
        try {
            return entry.isEmpty()
                    || entry.get().verify().devices().find(session.device()).isEmpty();
        } catch (KeyMaterialException e) {
            return true;
        }
    }

    /** Of the messenger's own messages; the channel says itself what is wrong with its frames, and closes. */
    private static boolean isViolation(SecureChannelException e, SecureChannel channel) {
        return e.reason() == Reason.PROTOCOL_VIOLATION && channel.isOpen();
    }

    private static CloseReason violation(SecureChannelException e) {
        return CloseReason.shortened(CloseReason.PROTOCOL_ERROR, String.valueOf(e.getMessage()));
    }

    private Outbox outbox() {
        return new Outbox(services.limits().pace().window(), services.sessions().liveMail());
    }

    /** The sender ends with the channel, at the latest when the peer has not taken anything for the time of a write. */
    private static void join(Thread sender) {
        boolean interrupted = false;
        while (sender.isAlive()) {
            try {
                sender.join();
            } catch (InterruptedException e) {
                interrupted = true;
                sender.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void refuse(SecureChannel channel, EntryRefusal reason, String text) throws IOException {
        channel.send(new ServerMessage.Refused(reason, text).encode());
        channel.close(new CloseReason(CloseReason.NORMAL, "not let in"));
    }
}
