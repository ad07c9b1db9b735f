package io.securechannel.examples.messenger.client;

import io.securechannel.SecureChannel;
import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.PasswordLogin;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.StoredData;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import javax.net.SocketFactory;

/**
 * Connects and logs in: by the reconnect token of the last time, which is in the key store; else by the password, which brings the
 * next token; at the first time by a sign-up.
 */
final class Entrance {

    static final String TOKEN = "messenger reconnect token";

    /** After these the token is no good, and the password may be. */
    private static final Set<Reason> TOKEN_REFUSED =
            Set.of(Reason.LOGIN_REFUSED, Reason.LOGIN_NOT_OFFERED, Reason.CREDENTIAL_UNUSABLE);

    /** A server that says more at once is none: what waits in memory is bounded. */
    private static final int LARGEST_MESSAGE = 128 << 10;

    /** A server that is gone without a goodbye is noticed by then. */
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final ClientSettings settings;
    private final KeyStoreManager keys;
    private final SocketFactory sockets;
    private InetSocketAddress server;
    private boolean signUp;

    Entrance(ClientSettings settings, KeyStoreManager keys, SocketFactory sockets) {
        this.settings = settings;
        this.keys = keys;
        this.sockets = sockets;
        this.server = settings.servers().get(0);
        this.signUp = settings.signUp().isPresent();
    }

    /** At another server of the same community the same token and password are good. */
    SecureChannel connect(InetSocketAddress to) throws SecureChannelException, KeyMaterialException {
        server = to;
        if (keys.find(TOKEN).isPresent()) {
            try {
                return byToken();
            } catch (SecureChannelException e) {
                if (!TOKEN_REFUSED.contains(e.reason())) {
                    throw e;
                }
                keys.delete(TOKEN);
            }
        }
        return signUp ? bySignUp() : connect(password());
    }

    private SecureChannel byToken() throws SecureChannelException, KeyMaterialException {
        try (var stored = keys.get(TOKEN, StoredData.class);
                var token = ReconnectToken.fromStoredData(stored)) {
            return connect(ChallengeAuth.reconnect(token));
        }
    }

    /** Who has signed up before, and was cut before they knew, is there: the password says so. */
    private SecureChannel bySignUp() throws SecureChannelException {
        SecureChannelException refused;
        try {
            var channel = connect(password().signingUp(settings.signUp().orElse("")));
            signUp = false;
            return channel;
        } catch (SecureChannelException e) {
            if (e.reason() != Reason.SIGN_UP_REFUSED) {
                throw e;
            }
            refused = e;
        }
        try {
            var channel = connect(password());
            signUp = false;
            return channel;
        } catch (SecureChannelException e) {
            throw e.reason() == Reason.LOGIN_REFUSED ? refused : e;
        }
    }

    private PasswordLogin password() {
        var login = ChallengeAuth.password(settings.user(), settings.password()).keepingReconnectToken(this::keep);
        var least = settings.insecureIterations();
        return least.isPresent() ? login.insecureIterations(least.getAsInt()) : login;
    }

    /** Without a token it is the password again, next time. */
    private void keep(ReconnectToken token) {
        try (token;
                var stored = token.toStoredData()) {
            keys.update(TOKEN, StoredData.class, before -> {
                before.ifPresent(StoredData::close);
                return stored;
            });
        } catch (KeyMaterialException e) {
            System.getLogger(Entrance.class.getName())
                    .log(System.Logger.Level.WARNING, "the reconnect token was not kept: {0}", e.getMessage());
        }
    }

    private SecureChannel connect(ClientLogin login) throws SecureChannelException {
        var config = settings.transport()
                .login(login)
                .socketFactory(sockets)
                .framing(Framing.messages().withMaxMessageSize(LARGEST_MESSAGE))
                .idleTimeout(IDLE)
                .build();
        return SecureChannel.connect(server.getHostString(), server.getPort(), config);
    }
}
