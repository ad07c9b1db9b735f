package io.securechannel.examples.messenger.server;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.PasswordLogin;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.EntryProof;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Speaks the messenger's protocol and nothing above it: what is said is what a test says. Messages of other kinds than the one that
 * is asked for are kept for later.
 */
final class ProtocolClient implements AutoCloseable {

    static final int ITERATIONS = 1;
    static final String PASSWORD = "a password of tests";

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final SecureChannel channel;
    private final Octets nonce;
    private final Deque<ServerMessage> kept = new ArrayDeque<>();

    private ProtocolClient(SecureChannel channel, Octets nonce) {
        this.channel = channel;
        this.nonce = nonce;
    }

    /** Logs in, or signs up, and stops before Enter. */
    static ProtocolClient connect(int port, Path ca, String user, boolean signUp) throws Exception {
        var login = login(user, PASSWORD);
        return connect(port, ca, signUp ? login.signingUp() : login);
    }

    static PasswordLogin login(String user, String password) {
        return ChallengeAuth.password(user, () -> Password.copyOf(password.toCharArray()))
                .insecureIterations(ITERATIONS);
    }

    /** As above, by another login. */
    static ProtocolClient connect(int port, Path ca, PasswordLogin login) throws Exception {
        var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(ca)))
                .login(login)
                .build();
        var channel = SecureChannel.connect("localhost", port, config);
        var challenge = (ServerMessage.Challenge)
                ServerMessage.decode(channel.receive(PATIENCE).orElseThrow());
        return new ProtocolClient(channel, challenge.nonce());
    }

    SecureChannel channel() {
        return channel;
    }

    Octets nonce() {
        return nonce;
    }

    ProtocolClient say(ClientMessage message) throws Exception {
        channel.send(message.encode());
        return this;
    }

    /** Enters, and takes Welcome and the first Presence. */
    ProtocolClient enter(TestUser user) throws Exception {
        return enter(user, 0, user.entry(), false);
    }

    ProtocolClient enter(TestUser user, int device, DirectoryEntry entry, boolean replace) throws Exception {
        say(new ClientMessage.Enter(entry, user.id(device), proof(user, device), replace));
        expect(ServerMessage.Welcome.class);
        return this;
    }

    Octets proof(TestUser user, int device) throws Exception {
        return EntryProof.sign(user.key(device), nonce, channel.channelBinding());
    }

    <M extends ServerMessage> M expect(Class<M> kind) throws Exception {
        for (var iterator = kept.iterator(); iterator.hasNext(); ) {
            var message = iterator.next();
            if (kind.isInstance(message)) {
                iterator.remove();
                return kind.cast(message);
            }
        }
        while (true) {
            var message = next();
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
            kept.add(message);
        }
    }

    /** The next message on the wire, whatever it is. */
    ServerMessage next() throws Exception {
        return ServerMessage.decode(channel.receive(PATIENCE)
                .orElseThrow(() -> new AssertionError("the server has closed: " + channel.closeReason())));
    }

    /** What of a kind was received by now and not asked for. */
    <M extends ServerMessage> List<M> kept(Class<M> kind) {
        return kept.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    void sendAccepted(Mail mail) throws Exception {
        say(new ClientMessage.Send(mail));
        var accepted = expect(ServerMessage.Accepted.class);
        if (!accepted.equals(new ServerMessage.Accepted(mail.to(), mail.sequence()))) {
            throw new AssertionError(mail + " was sent, and accepted was " + accepted);
        }
    }

    ServerMessage.Rejected sendRejected(Mail mail) throws Exception {
        say(new ClientMessage.Send(mail));
        return expect(ServerMessage.Rejected.class);
    }

    MailRefusal refusal(Mail mail) throws Exception {
        return sendRejected(mail).reason();
    }

    List<ServerMessage.Deliver> deliveries(int count) throws Exception {
        var found = new ArrayList<ServerMessage.Deliver>();
        for (int i = 0; i < count; i++) {
            found.add(expect(ServerMessage.Deliver.class));
        }
        return found;
    }

    void acknowledge(long... deliveries) throws Exception {
        var numbers = new ArrayList<Long>();
        for (long each : deliveries) {
            numbers.add(each);
        }
        say(new ClientMessage.Acknowledge(numbers));
        var forgotten = expect(ServerMessage.Forgotten.class);
        if (!forgotten.deliveries().equals(numbers)) {
            throw new AssertionError(numbers + " were acknowledged, and forgotten was " + forgotten);
        }
    }

    /** Waits until the server closes. */
    String awaitClose() throws Exception {
        try {
            while (channel.receive(PATIENCE).isPresent()) {
                kept.clear();
            }
        } catch (SecureChannelException e) {
            return channel.closeReason().map(Object::toString).orElse(e.reason().name());
        }
        return channel.closeReason().map(Object::toString).orElse("");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
