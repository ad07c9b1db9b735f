package io.securechannel;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.LoginContext;
import io.securechannel.auth.LoginFlow;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.internal.engine.EngineSession;
import io.securechannel.internal.jfr.Link;
import io.securechannel.internal.jfr.Recorder;
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
    private final Link link;
    private final EngineSession session;
    private final PeerIdentity handshaken;
    private volatile @Nullable Login login;

    /** A further step that is under way, at the server: one at a time, by whichever thread receives. */
    private volatile Recorder.Stretch<Recorder.LoginEnd> further = what -> {};

    private volatile InetAddress address = InetAddress.getLoopbackAddress();

    /**
     * @param settings of the channel
     * @param link the channel
     * @param session has the bindings
     * @param handshaken who the peer is, as far as the handshake tells
     */
    ChannelLogin(ChannelSettings settings, Link link, EngineSession session, PeerIdentity handshaken) {
        this.settings = settings;
        this.role = link.role();
        this.link = link;
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
        var stretch = Recorder.get().login();
        try {
            finished(messages.login(flows.apply(context()), settings.deadlines().login()), stretch, false);
        } catch (SecureChannelException e) {
            throw failed(e, stretch, false);
        } catch (RuntimeException | Error e) {
            failed(ofThisProgram(e), stretch, false);
            throw e;
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
        var stretch = Recorder.get().login();
        try {
            var done = messages.stepUp(
                    credentials.begin(context()), settings.deadlines().login());
            finished(done, stretch, true);
            return done;
        } catch (SecureChannelException e) {
            throw failed(e, stretch, true);
        } catch (RuntimeException | Error e) {
            failed(ofThisProgram(e), stretch, true);
            throw e;
        }
    }

    private void serveStepUps(FramedChannel messages, Function<LoginContext, LoginFlow> flows) {
        messages.serveStepUps(
                () -> {
                    further = Recorder.get().login();
                    return flows.apply(context());
                },
                settings.deadlines().login(),
                done -> finished(done, further, true),
                error -> failed(
                        error instanceof SecureChannelException wire ? wire : ofThisProgram(error), further, true));
    }

    /** What the program's own code threw, which is thrown as it is; what it says need not be fit for a log. */
    private SecureChannelException ofThisProgram(Throwable error) {
        return new SecureChannelException(
                role == Role.SERVER ? Reason.LOGIN_UNAVAILABLE : Reason.CREDENTIAL_UNUSABLE,
                "this side's own program failed in the login, as with a secret that has been closed: "
                        + error.getClass().getName(),
                error);
    }

    private void finished(Login done, Recorder.Stretch<Recorder.LoginEnd> stretch, boolean step) {
        login = done;
        stretch.end(() -> new Recorder.LoginEnd(link, step, done, null));
        settings.listener().onEvent(new SecurityEvent.LoggedIn(Instant.now(), handshaken.address(), role, done));
    }

    @CanIgnoreReturnValue
    private SecureChannelException failed(
            SecureChannelException error, Recorder.Stretch<Recorder.LoginEnd> stretch, boolean step) {
        var named = error.withPeer(handshaken.address());
        stretch.end(() -> new Recorder.LoginEnd(link, step, null, named));
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
