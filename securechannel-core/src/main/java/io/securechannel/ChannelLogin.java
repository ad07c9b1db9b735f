package io.securechannel;

import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.LoginContext;
import io.securechannel.auth.LoginFlow;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.internal.engine.EngineSession;
import io.securechannel.internal.socket.FramedChannel;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Login;
import io.securechannel.peer.PeerIdentity;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The logins of one channel: the one that opens it, further ones, and who has heard of them. */
final class ChannelLogin {

    private final ChannelSettings settings;
    private final Role role;
    private final EngineSession session;
    private final PeerIdentity handshaken;
    private volatile @Nullable Login login;
    private volatile InetAddress address = InetAddress.getLoopbackAddress();

    /**
     * @param settings of the channel
     * @param role of this end
     * @param session has the bindings
     * @param handshaken who the peer is, as far as the handshake tells
     */
    ChannelLogin(ChannelSettings settings, Role role, EngineSession session, PeerIdentity handshaken) {
        this.settings = settings;
        this.role = role;
        this.session = session;
        this.handshaken = handshaken;
    }

    /** {@return the login of this channel, at either end; empty where none is required} */
    Optional<Login> current() {
        return Optional.ofNullable(login);
    }

    /** {@return the peer: at the server with the user who has logged in} */
    PeerIdentity peer() {
        var done = login;
        return done == null || role == Role.CLIENT ? handshaken : handshaken.loggedIn(done);
    }

    /** Logs in, where a login is set up, and says what becomes of later frames of logins. */
    void open(FramedChannel messages, InetAddress peer) throws SecureChannelException {
        this.address = peer;
        var flows = settings.login();
        if (flows == null) {
            messages.onAuth(this::notSetUp);
            return;
        }
        try {
            finished(messages.login(flows.apply(context()), settings.deadlines().login()));
        } catch (SecureChannelException e) {
            throw failed(e);
        }
        if (role == Role.SERVER) {
            serveStepUps(messages, flows);
        } else {
            messages.onAuth(payload -> {
                throw new SecureChannelException(
                        Reason.PROTOCOL_VIOLATION, "the server sends a message of a login that nobody has asked for");
            });
        }
    }

    /** Logs a client in further. */
    Login stepUp(FramedChannel messages, ClientLogin credentials) throws SecureChannelException {
        if (role == Role.SERVER || login == null) {
            throw new IllegalStateException(
                    "a further login follows the first, at the client: set ClientConfig…login(…)");
        }
        try {
            var done = messages.stepUp(
                    credentials.begin(context()), settings.deadlines().login());
            finished(done);
            return done;
        } catch (SecureChannelException e) {
            throw failed(e);
        }
    }

    private void serveStepUps(FramedChannel messages, Function<LoginContext, LoginFlow> flows) {
        messages.serveStepUps(() -> flows.apply(context()), settings.deadlines().login(), this::finished, this::failed);
    }

    private void finished(Login done) {
        login = done;
        settings.listener().onEvent(new SecurityEvent.LoggedIn(Instant.now(), handshaken.address(), role, done));
    }

    private SecureChannelException failed(SecureChannelException error) {
        var named = error.withPeer(handshaken.address());
        settings.listener().onEvent(new SecurityEvent.LoginFailed(Instant.now(), handshaken.address(), role, named));
        return named;
    }

    private LoginContext context() {
        List<ChannelBinding> bindings = Arrays.stream(ChannelBinding.Type.values())
                .flatMap(type -> session.channelBinding(type).stream())
                .toList();
        return new LoginContext(
                handshaken,
                address,
                bindings,
                Optional.ofNullable(login),
                settings.deadlines().login(),
                settings.listener());
    }

    private void notSetUp(byte[] payload) throws SecureChannelException {
        throw role == Role.CLIENT
                ? new SecureChannelException(
                        Reason.LOGIN_REQUIRED,
                        "the server asks who this side is, and no login is set up here: ClientConfig…login(…)")
                : new SecureChannelException(
                        Reason.PROTOCOL_VIOLATION, "the peer wants to log in, and no login is set up here");
    }
}
