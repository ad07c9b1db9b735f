package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.auth.ServerMechanism.Accepted;
import io.securechannel.auth.ServerMechanism.Challenge;
import io.securechannel.auth.ServerMechanism.Refused;
import io.securechannel.auth.ServerMechanism.Turn;
import io.securechannel.auth.scram.ScramClient;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.token.OAuthBearer;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.PeerIdentity;
import io.securechannel.testkit.TestCa;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whoever proves to be one user is that user, and no other (RFC 4422, section 2: the authorization identity), with each mechanism;
 * and who is let in has to be there, and enabled.
 */
@Tag("verify")
class ActingForAnotherTest {

    private static final Offer OFFER = new Offer(List.of(), List.of(), SignUpPolicy.CLOSED, 0);

    private final CredentialStore users = Users.withAda();
    private final Tokens tokens = new Tokens();

    @AfterEach
    void close() {
        tokens.close();
        users.close();
    }

    private static LoginContext context(PeerIdentity peer) {
        return new LoginContext(
                peer,
                InetAddress.getLoopbackAddress(),
                List.of(),
                Optional.empty(),
                Duration.ofMinutes(1),
                event -> {});
    }

    private static LoginContext nobody() {
        return context(PeerIdentity.anonymous("peer.test:1"));
    }

    private static ScramClient client(String actsFor) throws SecureChannelException {
        return ScramClient.builder("ada", LoginPair.secret("secret of ada"))
                .authorizationIdentity(actsFor)
                .build();
    }

    @Test
    void aPasswordIsItsUsersAlone() throws Exception {
        var verifier = Users.builder(users).insecureWithoutBinding().build();
        try (var other = client("bob");
                var mechanism = ServerMechanism.begin(Mechanism.SCRAM, verifier, nobody(), OFFER, null)) {
            assertThatThrownBy(() -> mechanism.take(other.clientFirst()))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED))
                    .hasMessageContaining("act for another user");
        }
        try (var own = client("ada");
                var mechanism = ServerMechanism.begin(Mechanism.SCRAM, verifier, nobody(), OFFER, null)) {
            assertThat(mechanism.take(own.clientFirst())).isInstanceOf(Challenge.class);
        }
    }

    private Turn byCertificate(String actsFor) throws Exception {
        var verifier =
                Users.builder(users).certificates(peer -> Optional.of("ada")).build();
        var peer = PeerIdentity.certified(
                "peer.test:1", null, List.of(TestCa.create("Ada").certificate()));
        try (var mechanism = ServerMechanism.begin(Mechanism.EXTERNAL, verifier, context(peer), OFFER, null)) {
            return mechanism.take(actsFor.getBytes(UTF_8));
        }
    }

    @Test
    void aCertificateIsItsUsersAlone() throws Exception {
        assertThat(byCertificate(""))
                .isInstanceOfSatisfying(
                        Accepted.class,
                        in -> assertThat(in.proved().attributes()).containsEntry("role", "analyst"));
        assertThat(byCertificate("ada")).isInstanceOf(Accepted.class);
        for (var other : List.of("bob", "Ada", "ada ", " ")) {
            assertThat(byCertificate(other))
                    .isInstanceOfSatisfying(
                            Refused.class, refused -> assertThat(refused.why()).contains("act for another user"));
        }
        users.update(users.find("ada").orElseThrow().withEnabled(false));
        assertThat(byCertificate(""))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).contains("disabled"));
    }

    private Turn byToken(LoginVerifier verifier, String actsFor) throws Exception {
        var message = new String(OAuthBearer.initialResponse(tokens.bearer()), UTF_8)
                .replaceFirst("^n,[^,]*,", actsFor.isEmpty() ? "n,," : "n,a=" + actsFor + ",");
        try (var mechanism = ServerMechanism.begin(Mechanism.BEARER, verifier, nobody(), OFFER, null)) {
            var turn = mechanism.take(message.getBytes(UTF_8));
            return turn instanceof Challenge ? mechanism.take(OAuthBearer.answerToFailure()) : turn;
        }
    }

    private LoginVerifier.Builder lax() {
        return Users.builder(users).tokens(tokens.verifier()).insecureWithoutBinding();
    }

    @Test
    void aTokenIsItsUsersAlone() throws Exception {
        var verifier = lax().build();
        assertThat(byToken(verifier, "")).isInstanceOf(Accepted.class);
        assertThat(byToken(verifier, "ada")).isInstanceOf(Accepted.class);
        assertThat(byToken(verifier, "bob"))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).contains("act for another user"));
        users.update(users.find("ada").orElseThrow().withEnabled(false));
        assertThat(byToken(verifier, ""))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).contains("disabled"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "a\nb", "\u001b[2J"})
    void aProvidersNameOfAUserIsPrintable(String name) throws Exception {
        var verifier = Users.builder(users)
                .tokens(tokens.verifier(), token -> Optional.of(name))
                .insecureWithoutBinding()
                .build();
        assertThat(byToken(verifier, ""))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.why()).contains("no user here"));
    }

    @Test
    void eachProofOfATokenHasAChallengeOfItsOwn() throws Exception {
        var verifier = lax().build();
        try (var first = ServerMechanism.begin(Mechanism.BOUND_TOKEN, verifier, nobody(), OFFER, null);
                var second = ServerMechanism.begin(Mechanism.BOUND_TOKEN, verifier, nobody(), OFFER, null)) {
            var token = tokens.bound().getBytes(UTF_8);
            assertThat(first.take(token)).isInstanceOf(Challenge.class).isNotEqualTo(second.take(token));
        }
    }
}
