package io.securechannel.examples.snippets;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.ReconnectTokens;
import io.securechannel.auth.SignUpPolicy;
import io.securechannel.auth.scram.SaslPrep;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.SealedSeed;
import io.securechannel.auth.store.User;
import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenKeys;
import io.securechannel.auth.token.TokenRequest;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.auth.totp.SeedVault;
import io.securechannel.auth.totp.Totp;
import io.securechannel.auth.totp.TotpSeed;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.StoredData;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** The snippets about logins. */
final class AuthSnippets {

    private AuthSnippets() {}

    static ClientConfig client(X509Certificate caCertificate, Supplier<Password> askForPassword) {
        // snippet: login-client
        var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(caCertificate)))
                .login(ChallengeAuth.password("ada", askForPassword))
                .build();
        // end
        return config;
    }

    @SuppressWarnings("SystemConsoleNull") // it is null up to JDK 21 where nobody sits
    static Supplier<Password> askForPassword() {
        // snippet: login-ask
        Supplier<Password> askForPassword =
                () -> Password.copyOf(System.console().readPassword("Password: "));
        // end
        return askForPassword;
    }

    static ServerConfig server(Identity identity, CredentialStore users) {
        // snippet: login-server
        var config = ServerConfig.tls(TlsContextFactory.forServer(identity))
                .requireLogin(ChallengeAuth.verifier(users)) // in the handler, channel.peer().user() is "ada"
                .build();
        // end
        return config;
    }

    static void add(CredentialStore users, Password password) throws KeyMaterialException {
        // snippet: login-add
        try (var credential = ScramCredential.derive(password, ScramCredential.DEFAULT_ITERATIONS)) {
            var ada = User.of(SaslPrep.stored("ada"), credential, Instant.now());
            users.add(ada.withAttributes(Map.of("role", "analyst")));
        }
        // end
    }

    static String handler(SecureChannel channel) {
        // snippet: login-handler
        var login = channel.login().orElseThrow();
        var role = login.attributes().getOrDefault("role", "guest");
        var text = login.user() + ", " + role + ", by " + login.mechanisms() + ", bound by " + login.binding();
        // end
        return text;
    }

    static LoginVerifier signUpServer(CredentialStore users) {
        // snippet: login-sign-up-server
        var verifier = LoginVerifier.builder()
                .passwords(users)
                .signUp(SignUpPolicy.BY_INVITATION)
                .build();
        // end
        return verifier;
    }

    static String invite(CredentialStore users) throws KeyMaterialException {
        // snippet: login-invite
        var invitation = ChallengeAuth.invite(users, Duration.ofDays(7)); // once, for whoever has it
        // end
        return invitation;
    }

    static ClientConfig signUp(ClientConfig.Builder builder, Supplier<Password> newPassword, String invitation) {
        // snippet: login-sign-up-client
        var login = ChallengeAuth.password("bob", newPassword).signingUp(invitation);
        // end
        return builder.login(login).build();
    }

    static void changePassword(SecureChannel channel, Supplier<Password> old, Supplier<Password> fresh)
            throws IOException {
        // snippet: login-change
        channel.stepUp(ChallengeAuth.password("ada", old).changingTo(fresh));
        // end
    }

    static LoginVerifier reconnectServer(CredentialStore users, KeyStoreManager keys) throws GeneralSecurityException {
        // snippet: reconnect-server
        if (keys.find("reconnect").isEmpty()) {
            try (var fresh = TokenIssuer.builder("chat.example").build();
                    var stored = fresh.toStoredData()) {
                keys.put("reconnect", stored);
            }
        }
        var issuer = TokenIssuer.fromStoredData(keys.get("reconnect", StoredData.class));
        var verifier = LoginVerifier.builder()
                .passwords(users)
                .reconnectTokens(ReconnectTokens.by(issuer, Duration.ofDays(7)))
                .build();
        // end
        return verifier;
    }

    static ClientConfig reconnectFirst(
            ClientConfig.Builder builder, Supplier<Password> askForPassword, KeyStoreManager keys) {
        // snippet: reconnect-first
        var login = ChallengeAuth.password("ada", askForPassword).keepingReconnectToken(token -> keep(keys, token));
        // end
        return builder.login(login).build();
    }

    // snippet: reconnect-keep
    static void keep(KeyStoreManager keys, ReconnectToken token) {
        try (token;
                var stored = token.toStoredData()) {
            if (keys.find("token").isPresent()) {
                keys.rotate("token", stored);
            } else {
                keys.put("token", stored);
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the token for the next time cannot be kept", e);
        }
    }
    // end

    static String reconnect(ClientConfig.Builder builder, KeyStoreManager keys, int port) throws Exception {
        // snippet: reconnect-again
        try (var token = ReconnectToken.fromStoredData(keys.get("token", StoredData.class))) {
            var config = builder.login(ChallengeAuth.reconnect(token)).build();
            try (var channel = SecureChannel.connect("localhost", port, config)) {
                channel.sendText("hello again");
                return channel.receiveText().orElse("closed");
            }
        }
        // end
    }

    static LoginVerifier tokenServer(Path directory) throws KeyMaterialException {
        // snippet: token-server
        var provider = TokenVerifier.builder("https://login.example", "chat") // who has issued it (iss), for whom (aud)
                .keys(TokenKeys.file(directory.resolve("jwks.json"))) // read anew when it changes
                .build();
        var verifier = LoginVerifier.builder().tokens(provider).build();
        // end
        return verifier;
    }

    static ClientConfig boundToken(ClientConfig.Builder builder, Supplier<String> askForToken, ProofKey key) {
        // snippet: token-bound
        var login = ChallengeAuth.boundToken(askForToken, key);
        // end
        return builder.login(login).build();
    }

    static String issue(TokenIssuer issuer, ProofKey key) {
        // snippet: token-issue
        var request = TokenRequest.of("ada", "chat", Duration.ofMinutes(10))
                .withClaim("role", "analyst")
                .boundTo(key.publicKey()); // what the client has sent, from ProofKey.generate()
        var token = issuer.issue(request);
        var jwks = issuer.publicKeys(); // for those who verify
        // end
        return token + "\n" + jwks;
    }

    static LoginVerifier bareTokenServer(TokenVerifier provider) {
        // snippet: token-bare-server
        var verifier = LoginVerifier.builder()
                .tokens(provider)
                .insecureWithoutBinding()
                .build();
        // end
        return verifier;
    }

    static ClientConfig bareToken(ClientConfig.Builder builder, Supplier<String> askForToken) {
        // snippet: token-bare-client
        var login = ChallengeAuth.insecureBearerToken(askForToken);
        // end
        return builder.login(login).build();
    }

    static ServerConfig certificates(Identity serverIdentity, X509Certificate caCertificate, Map<String, String> users)
            throws KeyMaterialException {
        // snippet: certificate-server
        var tls = TlsContextFactory.serverBuilder(serverIdentity)
                .requestClientCertificate(Trust.only(caCertificate))
                .build();
        var verifier = LoginVerifier.builder()
                .certificates(peer -> peer.certificate().map(leaf -> users.get(Trust.pinOf(leaf))))
                .build();
        var config = ServerConfig.tls(tls).requireLogin(verifier).build();
        // end
        return config;
    }

    static ClientConfig byCertificate(X509Certificate caCertificate, Identity clientIdentity) {
        // snippet: certificate-client
        var tls = TlsContextFactory.clientBuilder(Trust.only(caCertificate))
                .identity(clientIdentity)
                .build();
        var config = ClientConfig.tls(tls).login(ChallengeAuth.certificate()).build();
        // end
        return config;
    }

    static LoginVerifier secondStep(CredentialStore users, KeyStoreManager keys) throws GeneralSecurityException {
        // snippet: code-server
        var vault = openVault(keys);
        var verifier =
                LoginVerifier.builder().passwords(users).secondStep(vault).build();
        // end
        return verifier;
    }

    // snippet: code-vault
    static SeedVault openVault(KeyStoreManager keys) throws GeneralSecurityException {
        if (keys.find("vault").isEmpty()) {
            keys.put("vault", SharedSecret.random());
        }
        try (var secret = keys.get("vault", SharedSecret.class);
                var bytes = secret.bytes()) {
            return SeedVault.of(bytes);
        }
    }
    // end

    static String enrol(CredentialStore users, SeedVault vault) throws KeyMaterialException {
        // snippet: code-enrol
        try (var seed = TotpSeed.random()) {
            var ada = users.find("ada").orElseThrow();
            var sealed = new SealedSeed(vault.seal(ada.name(), seed));
            if (!users.update(ada.withSecondStep(Optional.of(sealed)))) {
                throw new IllegalStateException("somebody else has changed this user meanwhile: read it again");
            }
            return Totp.standard().uri(seed, "Example", ada.name()); // shown once, as a QR code
        }
        // end
    }

    static ClientConfig withCode(
            ClientConfig.Builder builder, Supplier<Password> askForPassword, Supplier<String> askForCode) {
        // snippet: code-client
        var login = ChallengeAuth.password("ada", askForPassword).withCode(askForCode);
        // end
        return builder.login(login).build();
    }

    static void stepUp(SecureChannel channel, Supplier<String> askForCode) throws IOException {
        // snippet: code-step-up
        channel.stepUp(ChallengeAuth.code(askForCode)); // at the client, before something grave
        // end
    }
}
