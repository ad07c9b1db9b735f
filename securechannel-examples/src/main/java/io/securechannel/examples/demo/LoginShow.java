package io.securechannel.examples.demo;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.PasswordLogin;
import io.securechannel.auth.ReconnectTokens;
import io.securechannel.auth.scram.SaslPrep;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenRequest;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.echo.TokenFile;
import io.securechannel.examples.tap.Tap;
import io.securechannel.peer.Login;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A user logged in, and a man in the middle passed logins on.
 *
 * @param byPassword whom the server knew, and how, after the password
 * @param byToken the same after the token that it had given
 * @param passwordSeen whether the password was on the wire
 * @param userSeen whether the user's name was
 * @param relayedAtClient what the client's program was told of the login that was passed on
 * @param relayedAtServer what the server's program was told of it
 * @param unboundRead whether the man in the middle could read a message, where the login was by a bare token
 */
record LoginShow(
        String byPassword,
        String byToken,
        boolean passwordSeen,
        boolean userSeen,
        Optional<SecureChannelException> relayedAtClient,
        Optional<SecureChannelException> relayedAtServer,
        boolean unboundRead) {

    /** The fewest that a client takes by default: this is a demo, and a server has 600,000. */
    static final int ITERATIONS = 100_000;

    private static final String AUDIENCE = "demo";

    /** Fewer bytes may be on the wire by chance. */
    private static final int NEEDLE = 8;

    /** Who logs in, and where the token for the next time goes. */
    record Who(String user, Password password, Path token) {}

    static LoginShow run(Who who, Parties parties) throws KeyMaterialException, IOException, InterruptedException {
        var name = SaslPrep.stored(who.user());
        try (var users = CredentialStore.inMemory();
                var issuer = TokenIssuer.builder("demo").build();
                var credential = ScramCredential.derive(who.password(), ITERATIONS)) {
            users.add(User.of(name, credential, Instant.now()));
            var verifier = LoginVerifier.builder()
                    .passwords(users)
                    .iterations(ITERATIONS)
                    .reconnectTokens(ReconnectTokens.by(issuer, Duration.ofHours(1)));
            var login = ChallengeAuth.password(name, () -> copy(who.password()));
            var recording = new Recording();
            var seen = logIn(login, verifier.build(), parties, who.token(), recording);
            var relayed = Relayed.run(login, verifier.build(), parties);
            var unbound = relayedBearerToken(name, issuer, parties);
            return new LoginShow(
                    seen.get(0),
                    seen.get(1),
                    isOnTheWire(who.password(), recording),
                    recording.holds(name.getBytes(StandardCharsets.UTF_8)),
                    relayed.client(),
                    relayed.server(),
                    unbound.read());
        }
    }

    /** By the password first, and then by the token that the server has given; the server tells whom it knows. */
    private static List<String> logIn(
            PasswordLogin login, LoginVerifier verifier, Parties parties, Path file, Recording recording)
            throws KeyMaterialException, IOException {
        var config = ServerConfig.tls(TlsContextFactory.forServer(parties.server()))
                .requireLogin(verifier)
                .build();
        try (var server = SecureChannelServer.listen(
                        Transfer.loopback(0), config, channel -> channel.sendText(said(channel)));
                var tap = Tap.open(0, Transfer.loopback(server.port()), recording)) {
            var given = new AtomicReference<@Nullable ReconnectToken>();
            var byPassword = ask(tap, parties, login.keepingReconnectToken(given::set));
            try (var token = given.get()) {
                TokenFile.write(Objects.requireNonNull(token), file);
            }
            try (var token = TokenFile.read(file)) {
                return List.of(byPassword, ask(tap, parties, ChallengeAuth.reconnect(token)));
            }
        }
    }

    /** A token without a key, as web services take it: whoever sees it can use it, and nothing ties it to a channel. */
    private static Relayed relayedBearerToken(String user, TokenIssuer issuer, Parties parties)
            throws IOException, InterruptedException {
        var token = issuer.issue(TokenRequest.of(user, AUDIENCE, Duration.ofMinutes(5)));
        var verifier = LoginVerifier.builder()
                .tokens(TokenVerifier.builder(issuer.issuer(), AUDIENCE)
                        .keys(issuer.keys())
                        .build())
                .insecureWithoutBinding()
                .build();
        return Relayed.run(ChallengeAuth.insecureBearerToken(() -> token), verifier, parties);
    }

    private static String said(SecureChannel channel) {
        return channel.login().map(Login::toString).orElse("nobody");
    }

    private static String ask(Tap tap, Parties parties, ClientLogin login) throws SecureChannelException {
        var config = ClientConfig.tls(TlsContextFactory.forClient(parties.trust()))
                .login(login)
                .build();
        try (var channel = SecureChannel.connect(Parties.HOST, tap.port(), config)) {
            return channel.receiveText().orElse("nobody");
        }
    }

    private static boolean isOnTheWire(Password password, Recording recording) {
        try (var bytes = password.utf8()) {
            return bytes.length() >= NEEDLE && bytes.use(recording::holds);
        }
    }

    private static Password copy(Password password) {
        char[] characters = password.copy();
        try {
            return Password.copyOf(characters);
        } finally {
            Arrays.fill(characters, '\0');
        }
    }

    /** Whether the login kept its promises. */
    boolean good() {
        return !passwordSeen && mismatch(relayedAtClient) && mismatch(relayedAtServer);
    }

    private static boolean mismatch(Optional<SecureChannelException> error) {
        return error.filter(each -> each.reason() == SecureChannelException.Reason.BINDING_MISMATCH)
                .isPresent();
    }
}
