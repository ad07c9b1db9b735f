package io.securechannel.examples.messenger;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.ClientMessage.Enter;
import io.securechannel.examples.messenger.protocol.EntryProof;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage.Challenge;
import io.securechannel.examples.messenger.protocol.ServerMessage.Welcome;
import io.securechannel.secret.Password;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/** A client that says one message at a time, and whatever a test wants. */
final class RawClient implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final SecureChannel channel;
    private final AtomicReference<ReconnectToken> token;

    private RawClient(SecureChannel channel, AtomicReference<ReconnectToken> token) {
        this.channel = channel;
        this.token = token;
    }

    /** Signs a user up, with the name as the password. */
    static RawClient signUp(TestRelay relay, String user) throws SecureChannelException {
        var token = new AtomicReference<ReconnectToken>();
        return connect(relay, password(user).signingUp().keepingReconnectToken(token::set), token);
    }

    static RawClient logIn(TestRelay relay, String user) throws SecureChannelException {
        return connect(relay, password(user), new AtomicReference<>());
    }

    static RawClient comeBack(TestRelay relay, ReconnectToken token) throws SecureChannelException {
        return connect(relay, ChallengeAuth.reconnect(token), new AtomicReference<>(token));
    }

    private static io.securechannel.auth.PasswordLogin password(String user) {
        return ChallengeAuth.password(user, () -> Password.copyOf(("password of " + user).toCharArray()))
                .insecureIterations(TestRelay.CHEAP);
    }

    private static RawClient connect(TestRelay relay, ClientLogin login, AtomicReference<ReconnectToken> token)
            throws SecureChannelException {
        var config = ClientConfig.tls(TestRelay.trust())
                .login(login)
                .listener(event -> {})
                .build();
        return new RawClient(SecureChannel.connect(TestRelay.HOST, relay.port(), config), token);
    }

    ReconnectToken token() {
        return token.get();
    }

    /** Waits for Challenge, and enters honestly. */
    RawClient enter(RawUser user) throws SecureChannelException, KeyMaterialException {
        say(enterOf(user, expect(Challenge.class).nonce(), false));
        expect(Welcome.class);
        return this;
    }

    Enter enterOf(RawUser user, Octets nonce, boolean replace) throws KeyMaterialException {
        var type = channel.login().orElseThrow().binding().orElseThrow();
        var binding = channel.channelBinding(type).orElseThrow();
        var proof = EntryProof.sign(user.deviceKeys(), nonce, binding);
        return new Enter(user.entry(), user.device().id(), proof, replace);
    }

    void say(ClientMessage message) throws SecureChannelException {
        channel.send(message.encode());
    }

    void sayBytes(byte[] message) throws SecureChannelException {
        channel.send(message);
    }

    /** The next message, which has to be of this kind. */
    <M extends ServerMessage> M expect(Class<M> kind) throws SecureChannelException {
        var message = hear();
        if (!kind.isInstance(message)) {
            throw new AssertionError("expected " + kind.getSimpleName() + ", heard " + message);
        }
        return kind.cast(message);
    }

    /** The next message of this kind; others are passed over. */
    <M extends ServerMessage> M next(Class<M> kind) throws SecureChannelException {
        while (true) {
            var message = hear();
            if (kind.isInstance(message)) {
                return kind.cast(message);
            }
        }
    }

    private ServerMessage hear() throws SecureChannelException {
        var message = channel.receive(PATIENCE);
        return ServerMessage.decode(message.orElseThrow(() -> new AssertionError("the relay has closed")));
    }

    @Override
    public void close() throws SecureChannelException {
        channel.close();
    }
}
