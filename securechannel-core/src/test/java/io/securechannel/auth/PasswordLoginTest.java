package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.store.CredentialStore;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Logins by password over channels in memory, as users see them. */
class PasswordLoginTest {

    @Test
    void aUserLogsInBeforeConnectAndAcceptReturn() throws Exception {
        var users = Users.withAda();
        try (var pair = LoginPair.of(LoginPair.ada(), Users.verifier(users))) {
            assertThat(pair.server().peer().user()).contains("ada");
            var login = pair.server().login().orElseThrow();
            assertThat(login.mechanisms()).containsExactly("SCRAM-SHA-256-PLUS");
            assertThat(login.binding()).isPresent();
            assertThat(login.attributes()).containsEntry("role", "analyst");
            assertThat(pair.client().login().orElseThrow().user()).isEqualTo("ada");
            assertThat(pair.client().peer().user()).isEqualTo(Optional.empty());
            pair.client().sendText("hello");
            assertThat(pair.server().receiveText()).contains("hello");
            pair.server().sendText("ada");
            assertThat(pair.client().receiveText()).contains("ada");
        }
    }

    @Test
    void aWrongPasswordIsRefusedAtBothEnds() {
        var wrong = LoginPair.password("ada", "wrong");
        var ends = LoginPair.failing(wrong, Users.verifier(Users.withAda()));
        assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(ends.server().reason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(ends.server()).hasMessageContaining("ada").hasMessageContaining("the password is wrong");
        assertThat(ends.client()).hasMessageNotContaining("password is wrong");
    }

    @Test
    void anUnknownUserIsNotToldFromAWrongPassword() {
        var users = Users.withAda();
        var unknown = LoginPair.failing(LoginPair.password("eve", "wrong"), Users.verifier(users));
        assertThat(unknown.client().reason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(unknown.server()).hasMessageContaining("no such user").hasMessageNotContaining("eve");
    }

    @Test
    void anOldVerifierIsReplacedAfterTheLogin() throws Exception {
        var users = Users.withAda();
        var before = users.find("ada").orElseThrow().password().orElseThrow();
        var verifier = LoginVerifier.builder()
                .passwords(users)
                .insecureIterations(Users.ITERATIONS + 1)
                .build();
        LoginPair.of(LoginPair.ada(), verifier).close();
        var after = users.find("ada").orElseThrow().password().orElseThrow();
        assertThat(after.iterations()).isEqualTo(Users.ITERATIONS + 1);
        assertThat(after.salt()).isNotEqualTo(before.salt());
        LoginPair.of(LoginPair.ada(), verifier).close();
        assertThat(users.find("ada").orElseThrow().password()).contains(after);
    }

    @Test
    void aPasswordIsChangedOnceTheOldOneIsProved() throws Exception {
        var users = Users.withAda();
        var verifier = Users.verifier(users);
        LoginPair.of(LoginPair.ada().changingTo(() -> LoginPair.secret("new one")), verifier)
                .close();
        assertThat(LoginPair.failing(LoginPair.ada(), verifier).client().reason())
                .isEqualTo(Reason.LOGIN_REFUSED);
        LoginPair.of(LoginPair.password("ada", "new one"), verifier).close();
    }

    @Test
    void signUpMakesAUserWhoThenLogsIn() throws Exception {
        var users = CredentialStore.inMemory();
        var verifier = LoginVerifier.builder()
                .passwords(users)
                .signUp(SignUpPolicy.OPEN)
                .insecureIterations(Users.ITERATIONS)
                .build();
        var bob = LoginPair.password("bob", "secret of bob");
        try (var pair = LoginPair.of(bob.signingUp(), verifier)) {
            assertThat(pair.server().peer().user()).contains("bob");
        }
        LoginPair.of(bob, verifier).close();
        var again = LoginPair.failing(bob.signingUp(), verifier);
        assertThat(again.client().reason()).isEqualTo(Reason.SIGN_UP_REFUSED);
    }

    @Test
    void anInvitationServesOnce() throws Exception {
        var users = CredentialStore.inMemory();
        var verifier = LoginVerifier.builder()
                .passwords(users)
                .signUp(SignUpPolicy.BY_INVITATION)
                .insecureIterations(Users.ITERATIONS)
                .build();
        var bob = LoginPair.password("bob", "secret of bob");
        var without = LoginPair.failing(bob.signingUp(), verifier);
        assertThat(without.client().reason()).isEqualTo(Reason.SIGN_UP_REFUSED);
        var invitation = ChallengeAuth.invite(users, Duration.ofHours(1));
        LoginPair.of(bob.signingUp(invitation), verifier).close();
        LoginPair.of(bob, verifier).close();
        var carol =
                LoginPair.failing(LoginPair.password("carol", "secret of carol").signingUp(invitation), verifier);
        assertThat(carol.client().reason()).isEqualTo(Reason.SIGN_UP_REFUSED);
        assertThat(carol.server()).hasMessageContaining("without an invitation");
        assertThat(users.names()).containsExactly("bob");
    }

    @Test
    void nobodySignsUpWhereItIsClosed() {
        var ends = LoginPair.failing(
                LoginPair.password("bob", "secret of bob").signingUp(), Users.verifier(Users.withAda()));
        assertThat(ends.client().reason()).isEqualTo(Reason.SIGN_UP_REFUSED);
        assertThat(ends.client()).hasMessageContaining("operator");
        assertThat(ends.server()).hasMessageContaining("given the login up");
    }

    @Test
    void aServerThatAsksAndAClientThatHasNothingSaySo() {
        var ends = LoginPair.failing(null, Users.verifier(Users.withAda()));
        assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_REQUIRED);
        assertThat(ends.client()).hasMessageContaining("login(");
    }

    @Test
    void aClientThatLogsInWhereNobodyAsksSaysSo() {
        var ends = LoginPair.failing(LoginPair.ada(), null);
        assertThat(ends.client().reason()).isIn(Reason.PROTOCOL_VIOLATION, Reason.LOGIN_TIMEOUT);
        assertThat(ends.client()).hasMessageContaining("requireLogin");
    }

    @Test
    void withoutACommonBindingThereIsNoLogin() {
        var flow = LoginPair.ada().begin(Users.context(List.of()));
        var server = Users.verifier(Users.withAda())
                .begin(Users.context(List.of(new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, new byte[32]))));
        assertThatThrownBy(() -> flow.receive(server.begin().orElseThrow()).throwIfFailed())
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        error -> assertThat(error.reason()).isEqualTo(Reason.BINDING_UNAVAILABLE))
                .hasMessageContaining("JDK 25");
    }
}
