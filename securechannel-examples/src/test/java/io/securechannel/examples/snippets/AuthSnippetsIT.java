package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenKeys;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.auth.totp.Totp;
import io.securechannel.auth.totp.TotpSeed;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each snippet about logins does what the page around it says. The passwords are hashed as often as the pages say, which a quick test cannot. */
@Tag("it")
@Timeout(120)
class AuthSnippetsIT {

    @TempDir
    private Path directory;

    private final CredentialStore users = CredentialStore.inMemory();
    private CertificateAuthority root;
    private Identity identity;

    @BeforeEach
    void certify() throws Exception {
        root = CertificateAuthority.create("Example Root CA");
        identity = root.issue(CertificateProfile.tlsServer("localhost"));
    }

    @AfterEach
    void close() {
        users.close();
    }

    @Test
    void aUserLogsInAndChangesThePassword() throws Exception {
        try (var password = secret("first secret")) {
            AuthSnippets.add(users, password);
        }
        var client = AuthSnippets.client(root.certificate(), () -> secret("first secret"));
        try (var server = listen(AuthSnippets.server(identity, users));
                var channel = connect(server, client)) {
            assertThat(said(channel)).startsWith("ada, analyst, by [SCRAM-SHA-256-PLUS], bound by Optional[");
            AuthSnippets.changePassword(channel, () -> secret("first secret"), () -> secret("second secret"));
            assertRefused(server, client);
        }
    }

    @Test
    void anInvitedUserSignsUp() throws Exception {
        var invitation = AuthSnippets.invite(users);
        try (var server = listen(AuthSnippets.signUpServer(users));
                var channel =
                        connect(server, AuthSnippets.signUp(client(), () -> secret("secret of bob"), invitation))) {
            assertThat(said(channel)).startsWith("bob, guest, ");
            assertThat(users.names()).containsExactly("bob");
        }
    }

    @Test
    void aTokenForTheNextTimeTakesThePasswordsPlace() throws Exception {
        try (var password = secret("secret of ada");
                var serverKeys = keyStore("server");
                var clientKeys = keyStore("client")) {
            AuthSnippets.add(users, password);
            var first = AuthSnippets.reconnectFirst(client(), () -> secret("secret of ada"), clientKeys);
            try (var server = listen(AuthSnippets.reconnectServer(users, serverKeys))) {
                connect(server, first).close();
            }
            try (var again = listen(AuthSnippets.reconnectServer(users, serverKeys))) {
                assertThat(AuthSnippets.reconnect(client(), clientKeys, again.port()))
                        .contains("by [SECURECHANNEL-TOKEN]");
            }
        }
    }

    @Test
    void tokensOfAnIdentityProviderAreTakenBoundOrBare() throws Exception {
        try (var key = ProofKey.generate();
                var thief = ProofKey.generate();
                var issuer = TokenIssuer.builder("https://login.example").build()) {
            var issued = AuthSnippets.issue(issuer, key).split("\n", 2);
            Files.writeString(directory.resolve("jwks.json"), issued[1]);
            try (var server = listen(AuthSnippets.tokenServer(directory));
                    var channel = connect(server, AuthSnippets.boundToken(client(), () -> issued[0], key))) {
                assertThat(said(channel)).startsWith("ada, analyst, by [SECURECHANNEL-TOKEN]");
                assertRefused(server, AuthSnippets.boundToken(client(), () -> issued[0], thief));
            }
            var provider = TokenVerifier.builder("https://login.example", "chat")
                    .keys(TokenKeys.ofJwkSet(issued[1]))
                    .build();
            try (var server = listen(AuthSnippets.bareTokenServer(provider))) {
                assertRefused(server, AuthSnippets.bareToken(client(), () -> issued[0])); // it has a key
            }
        }
    }

    @Test
    void aCertificateIsAUser() throws Exception {
        var ada = root.issue(CertificateProfile.tlsClient("ada"));
        var eve = root.issue(CertificateProfile.tlsClient("ada"));
        var known = Map.of(Trust.pinOf(ada.certificate()), "ada");
        try (var server = listen(AuthSnippets.certificates(identity, root.certificate(), known));
                var channel = connect(server, AuthSnippets.byCertificate(root.certificate(), ada))) {
            assertThat(said(channel)).startsWith("ada, guest, by [EXTERNAL]");
            assertRefused(server, AuthSnippets.byCertificate(root.certificate(), eve));
        }
    }

    @Test
    void aCodeFollowsThePassword() throws Exception {
        try (var password = secret("secret of ada");
                var keys = keyStore("server");
                var vault = AuthSnippets.openVault(keys)) {
            AuthSnippets.add(users, password);
            var uri = AuthSnippets.enrol(users, vault);
            var base32 = Pattern.compile("secret=([A-Z2-7]+)").matcher(uri);
            assertThat(base32.find()).isTrue();
            try (var seed = TotpSeed.fromBase32(base32.group(1));
                    var server = listen(AuthSnippets.secondStep(users, keys))) {
                var totp = Totp.standard();
                long step = totp.step(Instant.now());
                var client =
                        AuthSnippets.withCode(client(), () -> secret("secret of ada"), () -> totp.code(seed, step));
                try (var channel = connect(server, client)) {
                    assertThat(said(channel)).contains("by [SCRAM-SHA-256-PLUS, SECURECHANNEL-TOTP]");
                    AuthSnippets.stepUp(channel, () -> totp.code(seed, step + 1));
                    assertThatThrownBy(() -> AuthSnippets.stepUp(channel, () -> totp.code(seed, step + 1)))
                            .isInstanceOfSatisfying(
                                    SecureChannelException.class,
                                    error -> assertThat(error.reason()).isEqualTo(Reason.LOGIN_REFUSED));
                    assertThat(said(channel)).startsWith("ada, analyst");
                }
            }
        }
    }

    private SecureChannelServer listen(LoginVerifier verifier) throws Exception {
        return listen(ServerConfig.tls(TlsContextFactory.forServer(identity))
                .requireLogin(verifier)
                .build());
    }

    /** A server that answers with whom it knows. */
    private static SecureChannelServer listen(ServerConfig config) throws Exception {
        return SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                config,
                channel -> channel.forEachMessage(ignored -> channel.sendText(AuthSnippets.handler(channel))));
    }

    private ClientConfig.Builder client() throws Exception {
        return ClientConfig.tls(TlsContextFactory.forClient(Trust.only(root.certificate())));
    }

    private static SecureChannel connect(SecureChannelServer server, ClientConfig config) throws Exception {
        return SecureChannel.connect("localhost", server.port(), config);
    }

    private static String said(SecureChannel channel) throws Exception {
        channel.sendText("who am I?");
        return channel.receiveText().orElseThrow();
    }

    private static void assertRefused(SecureChannelServer server, ClientConfig config) {
        assertThatThrownBy(() -> connect(server, config).close())
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        error -> assertThat(error.reason()).isEqualTo(Reason.LOGIN_REFUSED));
    }

    private KeyStoreManager keyStore(String name) throws Exception {
        try (var password = secret("only for tests")) {
            return KeyStoreManager.builder(directory.resolve(name + ".keys"))
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password);
        }
    }

    private static Password secret(String text) {
        return Password.copyOf(text.toCharArray());
    }
}
