package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenRequest;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.Login;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Rules of docs/spec/challenge-auth.md about what a login may change, each by its number. */
@Tag("verify")
class LoginRulesTest {

    private final Ada ada = new Ada();

    @AfterEach
    void close() {
        ada.close();
    }

    @Test
    void a15ANewVerifierHasExactlyTheIterationsThatAreWanted() {
        var verifier =
                ada.builder().signUp(SignUpPolicy.OPEN).insecureIterations(5).build();
        for (int least : new int[] {4, 6}) {
            var wire = (FlowPair.Wire)
                    (fromServer, number, message) -> fromServer ? message : withIterations(message, least);
            var pair = new FlowPair(LoginPair.password("bob", "secret").signingUp(), verifier).run(wire);
            assertThat(pair.clientReason()).isEqualTo(Reason.SIGN_UP_REFUSED);
            assertThat(pair.serverError).hasMessageContaining("wants 5");
        }
        var strict =
                ChallengeAuth.password("bob", () -> LoginPair.secret("secret")).signingUp();
        assertThat(FlowPair.run(strict, verifier).clientReason())
                .as("a client takes no fewer than its own least")
                .isEqualTo(Reason.LOGIN_COST_REFUSED);
    }

    @Test
    void a10AClientHashesNoMoreThanItsMost() {
        var greedy = (FlowPair.Wire)
                (fromServer, number, message) -> fromServer && number == 0 ? offering(message, 2_000_001) : message;
        var signingUp = LoginPair.password("bob", "secret").signingUp();
        var verifier = ada.builder().signUp(SignUpPolicy.OPEN).build();
        var pair = new FlowPair(signingUp, verifier).run(greedy);
        assertThat(pair.clientReason()).isEqualTo(Reason.LOGIN_COST_REFUSED);
        assertThat(pair.clientError).hasMessageContaining("1 to 2000000");
        assertThat(pair.fromClient).as("an ABORT and nothing else").hasSize(1);
        var login = LoginPair.ada();
        assertThatThrownBy(() -> login.mostIterations(99_999)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> login.mostIterations(10_000_001)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> login.insecureIterations(0)).isInstanceOf(IllegalArgumentException.class);
        var narrow = new FlowPair(signingUp.mostIterations(100_000), verifier)
                .run((fromServer, number, message) -> fromServer && number == 0 ? offering(message, 100_001) : message);
        assertThat(narrow.clientReason()).isEqualTo(Reason.LOGIN_COST_REFUSED);
    }

    private static byte[] offering(byte[] message, int iterations) {
        try {
            var made = ((AuthMessage.Offered) AuthCodec.fromServer(message)).offer();
            return AuthCodec.encode(new AuthMessage.Offered(
                    new Offer(made.mechanisms(), made.bindingTypes(), made.signUp(), iterations)));
        } catch (io.securechannel.error.SecureChannelException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] withIterations(byte[] message, int iterations) {
        try {
            if (AuthCodec.fromClient(message) instanceof AuthMessage.SignUp wish) {
                var made = wish.verifier();
                return AuthCodec.encode(new AuthMessage.SignUp(
                        wish.user(),
                        new AuthMessage.Verifier(made.salt(), iterations, made.storedKey(), made.serverKey()),
                        wish.invitation()));
            }
            return message;
        } catch (io.securechannel.error.SecureChannelException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a17APasswordThatIsChangedBeforeTheCodeIsNoLongerProved() {
        ada.withSecondStep();
        var changing = (FlowPair.Wire) (fromServer, number, message) -> {
            if (fromServer && number == 2) { // NEXT: the owner changes the password now
                ada.change(user ->
                        user.withPassword(derived("the owner's"), ada.clock().instant()));
            }
            return message;
        };
        var pair = new FlowPair(ada.fullLogin(), ada.verifier()).run(changing);
        assertThat(pair.clientReason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(pair.serverError).hasMessageContaining("changed since it was proved");
        assertThat(ada.kept.get()).isNull();
    }

    @Test
    void a17AUserWhoIsDisabledBeforeTheEndIsNotLetIn() {
        var disabling = (FlowPair.Wire) (fromServer, number, message) -> {
            if (fromServer && number == 2) { // SUCCESS
                ada.change(user -> user.withEnabled(false));
            }
            return message;
        };
        var pair = new FlowPair(ada.login(), ada.verifier()).run(disabling);
        assertThat(pair.serverIn()).isFalse();
        assertThat(pair.serverReason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(pair.serverError).hasMessageContaining("changed or removed");
    }

    @Test
    void a17NoTokenForTheNextTimeFollowsATokenOfAProvider() {
        try (var provider = TokenIssuer.builder("https://id.test")
                        .signWith(ProofKey.generate())
                        .clock(ada.clock())
                        .build();
                var key = ProofKey.generate()) {
            var token = provider.issue(
                    new TokenRequest("ada", "chat", Duration.ofMinutes(5), Map.of(), Optional.of(key.publicKey())));
            var verifier = ada.builder().tokens(provider.verifier("chat")).build();
            var pair = new FlowPair(ChallengeAuth.boundToken(() -> token, key), verifier);
            var wishing = (FlowPair.Wire) (fromServer, number, message) -> !fromServer && isFinish(message)
                    ? AuthCodec.encode(new AuthMessage.Reconnect(key.publicKey().toJwk()))
                    : message;
            pair.run(wishing);
            assertThat(pair.serverIn()).isFalse();
            assertThat(pair.serverError).hasMessageContaining("has not proved the password");
        }
    }

    private static boolean isFinish(byte[] message) {
        try {
            return AuthCodec.fromClient(message) instanceof AuthMessage.Finish;
        } catch (io.securechannel.error.SecureChannelException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aTokenForTheNextTimeEndsWhenTheSecondStepChanges() {
        var verifier = ada.verifier();
        assertThat(FlowPair.run(ada.login().keepingReconnectToken(ada.kept::set), verifier)
                        .serverIn())
                .isTrue();
        assertThat(FlowPair.run(ChallengeAuth.reconnect(ada.kept.get()), verifier)
                        .serverIn())
                .isTrue();
        ada.withSecondStep();
        var pair = FlowPair.run(ChallengeAuth.reconnect(ada.kept.get()), verifier);
        assertThat(pair.clientReason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(pair.serverError).hasMessageContaining("second step");
    }

    @Test
    void a19SignUpsThatFailLockSignUpsAndNoLogin() throws Exception {
        var verifier = ada.builder().signUp(SignUpPolicy.BY_INVITATION).build();
        var invitation = ChallengeAuth.invite(ada.users, Duration.ofDays(1));
        for (int i = 0; i < 5; i++) {
            var guess = LoginPair.password("bob", "secret of bob").signingUp("a guess");
            assertThat(FlowPair.run(guess, verifier).clientReason()).isEqualTo(Reason.SIGN_UP_REFUSED);
        }
        var right = LoginPair.password("bob", "secret of bob").signingUp(invitation);
        var locked = FlowPair.run(right, verifier);
        assertThat(locked.clientReason()).isEqualTo(Reason.SIGN_UP_REFUSED);
        assertThat(locked.serverError).hasMessageContaining("too many sign-ups");
        assertThat(verifier.throttle().locked())
                .as("under a name that an administrator can read")
                .singleElement()
                .satisfies(lock -> assertThat(lock.user()).isEqualTo("\u00A0(sign-up)"));
        assertThat(FlowPair.run(ada.login(), verifier).serverIn()).isTrue();
        ada.pass(Duration.ofMinutes(16));
        assertThat(FlowPair.run(right, verifier).serverIn()).isTrue();
    }

    @Test
    void a19SignUpsThatSucceedDoNotLock() {
        var verifier = ada.builder().signUp(SignUpPolicy.OPEN).build();
        for (int i = 0; i < 12; i++) {
            var login = LoginPair.password("user " + i, "secret").signingUp();
            assertThat(FlowPair.run(login, verifier).serverIn())
                    .as("user %d", i)
                    .isTrue();
        }
    }

    @Test
    void aServerWithoutTheVaultLetsNobodyInWhoHasASecondStep() {
        ada.withSecondStep();
        var forgetful = LoginVerifier.builder()
                .passwords(ada.users)
                .insecureIterations(1)
                .build();
        var pair = FlowPair.run(ada.codedLogin(), forgetful);
        assertThat(pair.serverIn()).isFalse();
        assertThat(pair.clientReason()).as("as a wrong password").isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(pair.serverError).hasMessageContaining("ada").hasMessageContaining("secondStep(");
    }

    @Test
    void aCodeTakesNothingAwayFromTheLoginBeforeIt() {
        ada.withSecondStep();
        var before = new Login(
                "ada",
                java.util.List.of("SECURECHANNEL-TOKEN"),
                Optional.of(io.securechannel.peer.ChannelBinding.Type.TLS_EXPORTER),
                ada.clock().instant(),
                Map.of("role", "admiral"));
        var pair =
                new FlowPair(ChallengeAuth.code(ada::code), ada.verifier(), Optional.of(before)).run(FlowPair.FAITHFUL);
        var login = pair.server.login().orElseThrow();
        assertThat(login.mechanisms()).containsExactly("SECURECHANNEL-TOKEN", "SECURECHANNEL-TOTP");
        assertThat(login.binding()).isEqualTo(before.binding());
        assertThat(login.attributes()).isEqualTo(before.attributes());
    }

    private static ScramCredential derived(String password) {
        try (var secret = LoginPair.secret(password)) {
            return ScramCredential.derive(secret, 1);
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }
}
