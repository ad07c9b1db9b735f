package io.securechannel.examples.messenger;

import io.securechannel.SecureChannel;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.ClientMessage.Enter;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.EntryProof;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.peer.ChannelBinding;
import java.io.IOException;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;

/** A connection of {@link TestRelay}: what is said to the client leaves in order, by a thread of its own. */
final class RelayConnection {

    private sealed interface Outgoing {}

    private record Message(Octets octets) implements Outgoing {}

    private record End() implements Outgoing {}

    private final TestRelay relay;
    private final Socket socket;
    private final LinkedBlockingQueue<Outgoing> outgoing = new LinkedBlockingQueue<>();
    private volatile String user = "";
    private volatile Optional<DeviceId> device = Optional.empty();

    RelayConnection(TestRelay relay, Socket socket) {
        this.relay = relay;
        this.socket = socket;
    }

    /** {@return who logged in} */
    String user() {
        return user;
    }

    /** {@return which device it is, once it is let in} */
    Optional<DeviceId> device() {
        return device;
    }

    /** Says something that no {@link Tampering} sees. */
    void say(ServerMessage message) {
        sayBytes(message.encode());
    }

    /** Says what may be no message at all. */
    void sayBytes(byte[] message) {
        outgoing.add(new Message(Octets.of(message)));
    }

    /** Ends the connection without a goodbye, after what was said before. */
    void cutAfterAll() {
        outgoing.add(new End());
    }

    /** Ends the connection without a goodbye, at once. */
    void cut() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that does not close", e);
        }
    }

    void run() {
        var writer = new Thread(() -> {}, "none");
        try (var channel = SecureChannel.accept(socket, relay.config())) {
            user = channel.login().orElseThrow().user();
            writer = relay.thread(() -> write(channel), "writer to " + user);
            var nonce = relay.challenge(this);
            if (enter(channel, nonce)) {
                // one that is refused reads on as well, until its end comes
                for (var message = channel.receive(); message.isPresent(); message = channel.receive()) {
                    relay.receive(this, ClientMessage.decode(message.get()));
                }
            }
        } catch (SecureChannelException | Tampering.Cut e) {
            relay.note(user, e);
        } finally {
            cut();
            relay.left(this);
            outgoing.add(new End());
            TestRelay.join(writer);
        }
    }

    private boolean enter(SecureChannel channel, Octets nonce) throws SecureChannelException {
        var first = channel.receive();
        if (first.isPresent() && ClientMessage.decode(first.get()) instanceof Enter enter) {
            relay.enter(this, enter, proves(channel, enter, nonce));
            return true;
        }
        return false;
    }

    void letIn(DeviceId id) {
        device = Optional.of(id);
    }

    private static boolean proves(SecureChannel channel, Enter enter, Octets nonce) {
        try {
            var key = enter.entry().verify().devices().find(enter.device());
            if (key.isPresent()) {
                EntryProof.verify(enter.proof(), key.get().key(), nonce, bindingOf(channel));
            }
            return key.isPresent();
        } catch (KeyMaterialException e) {
            return false;
        }
    }

    private static ChannelBinding bindingOf(SecureChannel channel) {
        var type = channel.login().orElseThrow().binding();
        return type.flatMap(channel::channelBinding).orElseGet(channel::channelBinding);
    }

    private void write(SecureChannel channel) {
        try {
            while (outgoing.take() instanceof Message message) {
                channel.send(message.octets().bytes());
            }
        } catch (SecureChannelException e) {
            relay.note(user, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            cut();
        }
    }
}
