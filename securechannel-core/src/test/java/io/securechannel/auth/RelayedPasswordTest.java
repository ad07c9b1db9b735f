package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.tls.TlsProvider;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A man in the middle whose certificate the client trusts relays logins by password. Conscrypt has tls-exporter on every
 * JDK, the JDK's own TLS from 25 on; before, and with Bouncy Castle, the binding is tls-server-end-point.
 */
@Tag("verify")
@Timeout(60)
@ExtendWith(LeavesNoThreads.class)
class RelayedPasswordTest {

    private static final String PLUS = "SCRAM-SHA-256-PLUS";
    private static final String PLAIN = "SCRAM-SHA-256";
    private static final String UNBOUND_GS2 = "c=biws,"; // n,,

    static Stream<TlsProvider> providers() {
        return Stream.of(TlsProvider.values()).filter(TlsProvider::available);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aRelayedLoginFailsAtBothEnds(TlsProvider provider) throws Exception {
        try (var relay =
                Relay.with(provider, LoginPair.ada(), Users.verifier(Users.withAda()), Relay.FAITHFUL)) {
            var client = relay.client().error();
            var server = relay.server().error();
            assertThat(client.reason()).isEqualTo(Reason.BINDING_MISMATCH);
            assertThat(client).hasMessageContaining("between");
            assertThat(server.reason()).isEqualTo(Reason.BINDING_MISMATCH);
            assertThat(server).hasMessageContaining("man in the middle");
            assertNobodyIsLoggedIn(relay, 2);
        }
    }

    /** What docs/spec/challenge-auth.md says of the two types. */
    @ParameterizedTest
    @MethodSource("providers")
    void theServersKeyRelaysWhereTheBindingIsTheCertificate(TlsProvider provider) throws Exception {
        try (var relay = Relay.withTheServersKey(provider, LoginPair.ada(), Users.verifier(Users.withAda()))) {
            if (provider.exporter()) {
                assertThat(relay.client().error().reason()).isEqualTo(Reason.BINDING_MISMATCH);
                assertThat(relay.server().error().reason()).isEqualTo(Reason.BINDING_MISMATCH);
                assertNobodyIsLoggedIn(relay, 2);
            } else {
                assertTheRelayActsAsAda(relay, PLUS);
            }
        }
    }

    @Test
    void withoutBindingTheAttackWorks() throws Exception {
        var client = LoginPair.ada().insecureWithoutBinding();
        var onlyPlain = new Shortened(List.of(PLAIN), List.of(), false, false);
        var server = LoginVerifier.builder()
                .passwords(Users.withAda())
                .insecureIterations(Users.ITERATIONS)
                .insecureWithoutBinding()
                .build();
        // A server whose channel has no binding offers this by itself; here the test's server has one, and so the offer's
        // hash gives the man in the middle away.
        try (var relay = Relay.with(TlsProvider.JDK, client, server, onlyPlain)) {
            assertThat(relay.client().error().reason()).isEqualTo(Reason.LOGIN_OFFER_CHANGED);
        }
    }

    private static void assertNobodyIsLoggedIn(Relay relay, int failures) {
        assertThat(relay.events()).noneMatch(SecurityEvent.LoggedIn.class::isInstance);
        assertThat(relay.events())
                .filteredOn(SecurityEvent.LoginFailed.class::isInstance)
                .hasSize(failures);
    }

    private static void assertTheRelayActsAsAda(Relay relay, String mechanism) throws Exception {
        assertThat(relay.client().result().login().orElseThrow().user()).isEqualTo("ada");
        var server = relay.server().result();
        assertThat(server.login().orElseThrow().mechanisms()).containsExactly(mechanism);
        relay.sendToServer("pay mallory");
        assertThat(server.receiveText()).contains("pay mallory");
        assertThat(server.peer().user()).contains("ada");
    }

    /** Takes mechanisms and types of binding out of the offer, and more, so that it is not noticed. */
    private record Shortened(List<String> mechanisms, List<String> bindings, boolean hidesY, boolean mendsHash)
            implements Relay.Edit {

        @Override
        public AuthMessage toClient(AuthMessage.OfServer message) {
            if (message instanceof AuthMessage.Offered made) {
                var offer = made.offer();
                return new AuthMessage.Offered(new Offer(mechanisms, bindings, offer.signUp(), offer.iterations()));
            }
            if (mendsHash && message instanceof AuthMessage.Challenge challenge) {
                var hash = java.util.Base64.getEncoder()
                        .encodeToString(new Offer(mechanisms, bindings, SignUpPolicy.CLOSED, 1).hash());
                return new AuthMessage.Challenge(
                        rewritten(challenge.data(), "h=[A-Za-z0-9+/=]+", "h=" + hash));
            }
            return message;
        }

        @Override
        public AuthMessage toServer(AuthMessage.OfClient message) {
            if (hidesY && message instanceof AuthMessage.Begin begin) {
                return new AuthMessage.Begin(begin.mechanism(), rewritten(begin.initialResponse(), "^y,", "n,"));
            }
            if (hidesY && mendsHash && message instanceof AuthMessage.Response response) {
                return new AuthMessage.Response(rewritten(response.data(), "^c=[^,]*,", UNBOUND_GS2));
            }
            return message;
        }

        private static Octets rewritten(Octets octets, String what, String by) {
            return Octets.of(new String(octets.bytes(), UTF_8).replaceFirst(what, by).getBytes(UTF_8));
        }
    }
}
