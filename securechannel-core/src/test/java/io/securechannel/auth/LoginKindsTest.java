package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.SealedSeed;
import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenRequest;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.auth.totp.SeedVault;
import io.securechannel.auth.totp.Totp;
import io.securechannel.auth.totp.TotpSeed;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Logins by tokens, certificates and codes, and what follows a login. */
class LoginKindsTest {

    private static final TokenIssuer PROVIDER =
            TokenIssuer.builder("https://id.test").signWith(ProofKey.generate()).build();

    private static LoginVerifier.Builder verifier(CredentialStore users) {
        return LoginVerifier.builder().passwords(users).insecureIterations(Users.ITERATIONS);
    }

    private static TokenVerifier tokens() {
        return TokenVerifier.builder("https://id.test", "chat")
                .keys(PROVIDER.keys())
                .build();
    }

    private static String token(Optional<ProofKey> key) {
        var request = new TokenRequest(
                "grace", "chat", Duration.ofMinutes(5), Map.of("role", "admiral"), key.map(ProofKey::publicKey));
        return PROVIDER.issue(request);
    }

    @Test
    void aBoundTokenIsProvedOverTheChannel() throws Exception {
        try (var key = ProofKey.generate()) {
            var login = ChallengeAuth.boundToken(() -> token(Optional.of(key)), key);
            try (var pair = LoginPair.of(
                    login, verifier(Users.withAda()).tokens(tokens()).build())) {
                var done = pair.server().login().orElseThrow();
                assertThat(done.user()).isEqualTo("grace");
                assertThat(done.mechanisms()).containsExactly("SECURECHANNEL-TOKEN");
                assertThat(done.attributes()).containsEntry("role", "admiral");
                assertThat(done.binding()).isPresent();
            }
        }
    }

    @Test
    void aStolenTokenIsWorthless() {
        try (var key = ProofKey.generate();
                var thief = ProofKey.generate()) {
            var login = ChallengeAuth.boundToken(() -> token(Optional.of(key)), thief);
            var ends = LoginPair.failing(
                    login, verifier(Users.withAda()).tokens(tokens()).build());
            assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(ends.server().reason()).isEqualTo(Reason.LOGIN_REFUSED);
        }
    }

    @Test
    void aBareTokenIsTakenOnlyWhereBindingIsSwitchedOff() throws Exception {
        var login = ChallengeAuth.insecureBearerToken(() -> token(Optional.empty()));
        var strict = verifier(Users.withAda()).tokens(tokens()).build();
        assertThat(LoginPair.failing(login, strict).client().reason()).isEqualTo(Reason.LOGIN_NOT_OFFERED);
        var lax = verifier(Users.withAda())
                .tokens(tokens())
                .insecureWithoutBinding()
                .build();
        try (var pair = LoginPair.of(login, lax)) {
            assertThat(pair.server().login().orElseThrow().mechanisms()).containsExactly("OAUTHBEARER");
            assertThat(pair.server().login().orElseThrow().binding()).isEmpty();
        }
    }

    @Test
    void aTokenWithAKeyIsRefusedWithoutItsProof() {
        try (var key = ProofKey.generate()) {
            var login = ChallengeAuth.insecureBearerToken(() -> token(Optional.of(key)));
            var lax = verifier(Users.withAda())
                    .tokens(tokens())
                    .insecureWithoutBinding()
                    .build();
            var ends = LoginPair.failing(login, lax);
            assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(ends.server()).hasMessageContaining("cnf");
        }
    }

    @Test
    void aReconnectTokenServesUntilThePasswordChanges() throws Exception {
        var users = Users.withAda();
        var own = ReconnectTokens.by(
                TokenIssuer.builder("chat.test").signWith(ProofKey.generate()).build(), Duration.ofDays(7));
        var verifier = verifier(users).reconnectTokens(own).build();
        var kept = new AtomicReference<ReconnectToken>();
        LoginPair.of(LoginPair.ada().keepingReconnectToken(kept::set), verifier).close();
        try (var token = kept.get()) {
            for (int i = 0; i < 2; i++) {
                try (var pair = LoginPair.of(ChallengeAuth.reconnect(token), verifier)) {
                    assertThat(pair.server().peer().user()).contains("ada");
                    assertThat(pair.server().login().orElseThrow().attributes()).containsEntry("role", "analyst");
                }
            }
            LoginPair.of(LoginPair.ada().changingTo(() -> LoginPair.secret("new one")), verifier)
                    .close();
            var ends = LoginPair.failing(ChallengeAuth.reconnect(token), verifier);
            assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(ends.server()).hasMessageContaining("older than the password");
        }
    }

    @Test
    void aCodeFollowsThePassword() throws Exception {
        var users = Users.withAda();
        try (var vault = SeedVault.of(SecretBytes.random(32));
                var seed = TotpSeed.random()) {
            var ada = users.find("ada").orElseThrow();
            assertThat(users.update(ada.withSecondStep(Optional.of(new SealedSeed(vault.seal("ada", seed))))))
                    .isTrue();
            var verifier = verifier(users).secondStep(vault).build();
            var totp = Totp.standard();
            var code = totp.code(seed, totp.step(Instant.now()));

            var without = LoginPair.failing(LoginPair.ada(), verifier);
            assertThat(without.client().reason()).isEqualTo(Reason.LOGIN_REQUIRED);
            assertThat(without.client()).hasMessageContaining("withCode");

            try (var pair = LoginPair.of(LoginPair.ada().withCode(() -> code), verifier)) {
                var login = pair.server().login().orElseThrow();
                assertThat(login.mechanisms()).containsExactly("SCRAM-SHA-256-PLUS", "SECURECHANNEL-TOTP");
                assertThat(login.binding()).isPresent();
            }
            var again = LoginPair.failing(LoginPair.ada().withCode(() -> code), verifier);
            assertThat(again.client().reason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(again.server()).hasMessageContaining("used before");
        }
    }

    @Test
    void aCertificateNamesItsUser() throws Exception {
        var verifier = verifier(Users.withAda())
                .certificates(peer -> peer.certificate()
                        .map(leaf -> leaf.getSubjectX500Principal().getName())
                        .filter(name -> name.contains("robot"))
                        .map(name -> "robot"))
                .build();
        try (var pair = ChannelPair.over(
                SocketPair.inMemory(),
                MutualPair.client("robot").login(ChallengeAuth.certificate()).build(),
                MutualPair.server().requireLogin(verifier).build())) {
            assertThat(pair.server().peer().user()).contains("robot");
            assertThat(pair.server().login().orElseThrow().mechanisms()).containsExactly("EXTERNAL");
        }
        var ends = LoginPair.failing(
                MutualPair.client("stranger").login(ChallengeAuth.certificate()).build(),
                MutualPair.server().requireLogin(verifier).build());
        assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(ends.server()).hasMessageContaining("belongs to no user");
        var none = LoginPair.failing(ChallengeAuth.certificate(), verifier);
        assertThat(none.client().reason()).isEqualTo(Reason.LOGIN_NOT_OFFERED);
    }

    @Test
    void theStrongestCommonBindingIsUsed() throws Exception {
        try (var pair = LoginPair.of(LoginPair.ada(), Users.verifier(Users.withAda()))) {
            var strongest = pair.server().channelBinding().type();
            assertThat(pair.server().login().orElseThrow().binding()).contains(strongest);
            assertThat(strongest).isIn((Object[]) ChannelBinding.Type.values());
        }
    }
}
