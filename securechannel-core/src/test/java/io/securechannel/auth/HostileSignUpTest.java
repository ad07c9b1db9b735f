package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.AuthMessage.SignUp;
import io.securechannel.auth.AuthMessage.Update;
import io.securechannel.auth.AuthMessage.Verifier;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent.LoginsUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** New users and new verifiers that mean ill. */
@Tag("verify")
class HostileSignUpTest {

    private static final int ITERATIONS = 4_096;

    private final Ada ada = new Ada();

    @AfterEach
    void close() {
        ada.close();
    }

    static Stream<Verifier> hostileVerifiers() {
        return Stream.of(
                verifier(15, ITERATIONS, 32, 32),
                verifier(0, ITERATIONS, 32, 32),
                verifier(65, ITERATIONS, 32, 32),
                verifier(0xFFFF, ITERATIONS, 32, 32),
                verifier(16, ITERATIONS - 1, 32, 32),
                verifier(16, 0, 32, 32),
                verifier(16, 10_000_001, 32, 32),
                verifier(16, Integer.MAX_VALUE, 32, 32),
                verifier(16, ITERATIONS, 31, 32),
                verifier(16, ITERATIONS, 33, 32),
                verifier(16, ITERATIONS, 32, 0),
                verifier(16, ITERATIONS, 32, 64));
    }

    @ParameterizedTest
    @MethodSource("hostileVerifiers")
    void aVerifierThatIsTooWeakOrTooCostlyIsRefused(Verifier wish) throws Exception {
        var error = signUp(new SignUp("bob", wish, ""), SignUpPolicy.OPEN, Reason.LOGIN_COST_REFUSED);
        assertThat(error.fromServer.get(1)).containsExactly(7, 7);
        assertThat(ada.users.names()).containsExactly("ada");

        // The same for a user who is there, after the password was proved.
        var verifier = ada.builder().insecureIterations(ITERATIONS).build();
        var update = AuthCodec.encode(new Update(wish));
        var pair = new FlowPair(ada.login().changingTo(() -> LoginPair.secret("new")), verifier)
                .run((fromServer, number, message) -> !fromServer && number == 2 ? update : message);
        assertThat(pair.serverReason()).isEqualTo(Reason.LOGIN_COST_REFUSED);
        assertThat(pair.serverIn()).isFalse();
        assertThat(FlowPair.run(ada.login(), ada.verifier()).serverIn()).isTrue();
    }

    static Stream<String> hostileNames() {
        return Stream.of(
                "",
                "a\u0000b",
                "\u0007",
                "a\nb",
                "a".repeat(256),
                "a".repeat(0xFFFF),
                "\u00AD",
                "\u0221",
                "\u06271",
                "\uFDD0",
                "\uDBFF\uDFFF",
                "\u200E",
                "\uE000",
                "\u2028");
    }

    @ParameterizedTest(name = "{index}")
    @MethodSource("hostileNames")
    void aNameThatCannotBeOneIsRefused(String name) throws Exception {
        var wish = new SignUp(name, verifier(16, ITERATIONS, 32, 32), "");
        var pair = signUp(wish, SignUpPolicy.OPEN, Reason.SIGN_UP_REFUSED);
        assertThat(pair.serverError).hasMessageNotContaining("\u0000").hasMessageNotContaining("\n");
        assertThat(ada.users.names()).containsExactly("ada");
    }

    @Test
    void nobodyTakesTheNameOfAUser() throws Exception {
        for (var name : List.of("ada", "\uFF41da", "a\u00ADda")) { // as SASLprep spells it
            var wish = new SignUp(name, verifier(16, ITERATIONS, 32, 32), "");
            signUp(wish, SignUpPolicy.OPEN, Reason.SIGN_UP_REFUSED);
        }
        assertThat(FlowPair.run(ada.login(), ada.verifier()).serverIn()).isTrue();
    }

    @Test
    void anInvitationServesOnceAndTellsNothingOfNames() throws Exception {
        var invitation = ChallengeAuth.invite(ada.users, Duration.ofDays(1));
        for (var wrong : List.of("", invitation + "x", invitation.substring(1), "x".repeat(0xFFFF))) {
            for (var name : List.of("ada", "bob")) {
                var wish = new SignUp(name, verifier(16, ITERATIONS, 32, 32), wrong);
                var pair = signUp(wish, SignUpPolicy.BY_INVITATION, Reason.SIGN_UP_REFUSED);
                assertThat(pair.serverError).hasMessageContaining("without an invitation");
                assertThat(pair.fromServer.get(1)).containsExactly(7, 6);
            }
        }
        var verifier = ada.builder().signUp(SignUpPolicy.BY_INVITATION).build();
        var bob = LoginPair.password("bob", "secret of bob").signingUp(invitation);
        assertThat(FlowPair.run(bob, verifier).serverIn()).isTrue();
        var again = LoginPair.password("carl", "secret of carl").signingUp(invitation);
        assertThat(FlowPair.run(again, verifier).clientReason()).isEqualTo(Reason.SIGN_UP_REFUSED);
        var late = ChallengeAuth.invite(ada.users, Duration.ofDays(1));
        ada.pass(Duration.ofDays(2));
        assertThat(FlowPair.run(LoginPair.password("carl", "x").signingUp(late), verifier)
                        .clientReason())
                .isEqualTo(Reason.SIGN_UP_REFUSED);
        assertThat(ada.users.names()).containsExactly("ada", "bob");
    }

    /** Who stole a token must not take the account over. */
    @Test
    void noNewVerifierAfterALoginByToken() throws Exception {
        var verifier = ada.verifier();
        assertThat(FlowPair.run(ada.login().keepingReconnectToken(ada.kept::set), verifier)
                        .serverIn())
                .isTrue();
        var update = AuthCodec.encode(new Update(verifier(16, ITERATIONS, 32, 32)));
        var pair = new FlowPair(ChallengeAuth.reconnect(ada.kept.get()), verifier)
                .run((fromServer, number, message) -> !fromServer && number == 2 ? update : message);
        assertThat(pair.serverReason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(pair.serverError).hasMessageContaining("has not proved");
        assertThat(pair.serverIn()).isFalse();
        assertThat(FlowPair.run(ada.login(), verifier).serverIn()).isTrue();
    }

    @Test
    void ofTwoWhoChangeThePasswordAtOnceOneIsRefused() {
        var verifier = ada.verifier();
        var second = new FlowPair(ada.login().changingTo(() -> LoginPair.secret("of the second")), verifier);
        second.run((fromServer, number, message) -> {
            if (!fromServer && number == 2) {
                var first = ada.login().changingTo(() -> LoginPair.secret("of the first"));
                assertThat(FlowPair.run(first, verifier).serverIn()).isTrue();
            }
            return message;
        });
        assertThat(second.serverReason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(second.serverError).hasMessageContaining("changed meanwhile");
        assertThat(FlowPair.run(LoginPair.password("ada", "of the first"), verifier)
                        .serverIn())
                .isTrue();
    }

    private FlowPair signUp(SignUp wish, SignUpPolicy policy, Reason expected) {
        var verifier =
                ada.builder().insecureIterations(ITERATIONS).signUp(policy).build();
        var message = AuthCodec.encode(wish);
        var pair = new FlowPair(LoginPair.password("bob", "x"), verifier)
                .run((fromServer, number, good) -> !fromServer && number == 0 ? message : good);
        assertThat(pair.serverReason()).isEqualTo(expected);
        assertThat(pair.clientReason()).isEqualTo(Reason.SIGN_UP_REFUSED);
        assertThat(pair.events).noneMatch(LoginsUnavailable.class::isInstance);
        return pair;
    }

    private static Verifier verifier(int salt, int iterations, int storedKey, int serverKey) {
        return new Verifier(
                Octets.of(new byte[salt]), iterations, Octets.of(new byte[storedKey]), Octets.of(new byte[serverKey]));
    }
}
