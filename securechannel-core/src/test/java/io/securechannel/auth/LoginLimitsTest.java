package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.store.User;
import io.securechannel.auth.token.ReconnectToken;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent.AccountChange;
import io.securechannel.event.SecurityEvent.AccountChanged;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Login;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** TESTING 18, and its like for codes: who guesses is locked out, also with the right password, and what ends a token. */
@Tag("verify")
class LoginLimitsTest {

    private static final int FAILURES = 5;

    private final Ada ada = new Ada();

    @AfterEach
    void close() {
        ada.close();
    }

    @Test
    void fiveWrongPasswordsLockAlsoTheRightOneAndTimeUnlocks() {
        var verifier = ada.verifier();
        for (int i = 1; i <= FAILURES; i++) {
            var pair = FlowPair.run(wrong(), verifier);
            assertThat(pair.serverReason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(locks(pair)).isEqualTo(i == FAILURES);
        }
        for (int i = 0; i < FAILURES; i++) {
            var right = FlowPair.run(ada.login(), verifier);
            assertThat(right.clientReason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(right.clientError).hasMessageContaining("locked for a time");
            assertThat(right.serverError).hasMessageContaining("ada").hasMessageContaining("locked after");
            assertThat(locks(right)).isFalse();
        }
        ada.pass(Duration.ofMinutes(15).minusMillis(1));
        assertThat(FlowPair.run(ada.login(), verifier).serverIn()).isFalse();
        ada.pass(Duration.ofMillis(1));
        assertThat(FlowPair.run(ada.login(), verifier).serverIn()).isTrue();
    }

    @Test
    void aSuccessForgetsTheFailuresBefore() {
        var verifier = ada.verifier();
        for (int round = 0; round < 3; round++) {
            for (int i = 1; i < FAILURES; i++) {
                assertThat(locks(FlowPair.run(wrong(), verifier))).isFalse();
            }
            assertThat(FlowPair.run(ada.login(), verifier).serverIn()).isTrue();
        }
    }

    @Test
    void aUserWhoDoesNotExistIsLockedLikeOneWhoDoes() {
        var verifier = ada.verifier();
        for (int i = 1; i <= FAILURES; i++) {
            var pair = FlowPair.run(LoginPair.password("eve", "any"), verifier);
            assertThat(pair.serverError).hasMessageNotContaining("eve");
            assertThat(pair.events.toString()).doesNotContain("eve");
        }
        var locked = FlowPair.run(LoginPair.password("eve", "any"), verifier);
        assertThat(locked.serverError).hasMessageContaining("locked after");
        assertThat(locked.clientReason()).isEqualTo(Reason.LOGIN_REFUSED);
    }

    @Test
    void wrongCodesLockTheSecondStepAlsoForTheRightCode() {
        ada.withSecondStep();
        var verifier = ada.verifier();
        for (int i = 1; i <= FAILURES; i++) {
            var pair = FlowPair.run(ada.login().withCode(this::wrongCode), verifier);
            assertThat(pair.serverError).hasMessageContaining("the code is wrong");
            assertThat(locks(pair)).isEqualTo(i == FAILURES);
        }
        var right = FlowPair.run(ada.codedLogin(), verifier);
        assertThat(right.clientReason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(right.serverError).hasMessageContaining("second step is locked");
        ada.pass(Duration.ofMinutes(15));
        assertThat(FlowPair.run(ada.codedLogin(), verifier).serverIn()).isTrue();
    }

    /** Else whoever has seen one code could guess on: four guesses, the old code, four guesses. */
    @Test
    void aUsedCodeIsAFailureAndWinsNoFurtherGuesses() {
        ada.withSecondStep();
        var verifier = ada.verifier();
        assertThat(FlowPair.run(ada.codedLogin(), verifier).serverIn()).isTrue();
        for (int i = 1; i < FAILURES; i++) {
            assertThat(locks(FlowPair.run(ada.login().withCode(this::wrongCode), verifier)))
                    .isFalse();
        }
        var again = FlowPair.run(ada.codedLogin(), verifier);
        assertThat(again.serverError).hasMessageContaining("used before");
        assertThat(locks(again)).isTrue();
    }

    @Test
    void aCodeServesOnceAlsoInAFurtherStep() {
        ada.withSecondStep();
        var verifier = ada.verifier();
        assertThat(FlowPair.run(ada.codedLogin(), verifier).serverIn()).isTrue();
        var before = Optional.of(new Login(
                "ada",
                List.of("SCRAM-SHA-256-PLUS"),
                Optional.of(ChannelBinding.Type.TLS_EXPORTER),
                Instant.EPOCH,
                Map.of()));
        var reused = new FlowPair(ChallengeAuth.code(ada::code), verifier, before).run(FlowPair.FAITHFUL);
        assertThat(reused.serverReason()).isEqualTo(Reason.LOGIN_REFUSED);
        ada.pass(Duration.ofSeconds(30));
        var step = new FlowPair(ChallengeAuth.code(ada::code), verifier, before).run(FlowPair.FAITHFUL);
        for (var end : List.of(step.client, step.server)) {
            var login = end.login().orElseThrow();
            assertThat(login.mechanisms()).containsExactly("SCRAM-SHA-256-PLUS", "SECURECHANNEL-TOTP");
            assertThat(login.binding())
                    .as("of the step before, whose proof covers it")
                    .contains(ChannelBinding.Type.TLS_EXPORTER);
        }
    }

    @Test
    void aDisabledUserIsRefusedWhateverIsProved() {
        var verifier = ada.verifier();
        assertThat(FlowPair.run(ada.fullLoginWithoutCode(), verifier).serverIn())
                .isTrue();
        ada.change(user -> user.withEnabled(false));
        var byPassword = FlowPair.run(LoginPair.password("ada", "another one"), verifier);
        assertThat(byPassword.clientReason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(byPassword.serverError).hasMessageContaining("disabled");
        var byToken = FlowPair.run(ChallengeAuth.reconnect(ada.kept.get()), verifier);
        assertThat(byToken.clientReason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(byToken.serverError).hasMessageContaining("disabled");
    }

    @Test
    void aTokenForTheNextTimeEndsWithThePasswordTheUserAndItsTime() throws Exception {
        var verifier = ada.verifier();
        var token = reconnectToken(verifier);
        assertThat(FlowPair.run(ChallengeAuth.reconnect(token), verifier).serverIn())
                .isTrue();

        ada.pass(Duration.ofMillis(1));
        assertThat(FlowPair.run(ada.login().changingTo(() -> LoginPair.secret(Ada.PASSWORD)), verifier)
                        .serverIn())
                .isTrue();
        assertRefused(ChallengeAuth.reconnect(token), verifier, "older than the password");

        var fresh = reconnectToken(verifier);
        assertThat(FlowPair.run(ChallengeAuth.reconnect(fresh), verifier).serverIn())
                .isTrue();
        var user = ada.users.find("ada").orElseThrow();
        assertThat(ada.users.remove("ada")).isTrue();
        assertRefused(ChallengeAuth.reconnect(fresh), verifier, "gone");
        ada.users.add(new User("ada", user.password(), Optional.empty(), Map.of(), true, user.credentialsSince(), 0));
        assertThat(FlowPair.run(ChallengeAuth.reconnect(fresh), verifier).serverIn())
                .as("the same password of the same time, as from a backup")
                .isTrue();
        ada.pass(Duration.ofDays(7).plusMinutes(2));
        assertRefused(ChallengeAuth.reconnect(fresh), verifier, "expired");
    }

    private void assertRefused(ClientLogin login, LoginVerifier verifier, String why) {
        var pair = FlowPair.run(login, verifier);
        assertThat(pair.clientReason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(pair.serverReason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(pair.serverError).hasMessageContaining(why);
        assertThat(pair.clientError).hasMessageNotContaining(why);
    }

    private ReconnectToken reconnectToken(LoginVerifier verifier) {
        var kept = new AtomicReference<ReconnectToken>();
        assertThat(FlowPair.run(ada.login().keepingReconnectToken(kept::set), verifier)
                        .serverIn())
                .isTrue();
        return kept.get();
    }

    private static PasswordLogin wrong() {
        return LoginPair.password("ada", "wrong");
    }

    private String wrongCode() {
        return ada.code().charAt(0) == '0'
                ? "1" + ada.code().substring(1)
                : "0" + ada.code().substring(1);
    }

    private static boolean locks(FlowPair pair) {
        return pair.events.stream()
                .anyMatch(event -> event instanceof AccountChanged changed && changed.change() == AccountChange.LOCKED);
    }
}
