package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.tls.TlsProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A man in the middle whose certificate the client trusts relays logins by password. Conscrypt has tls-exporter on every
 * JDK, the JDK's own TLS from 25 on; where there is none, the binding is tls-server-end-point.
 */
@Tag("verify")
@Timeout(60)
@ExtendWith(LeavesNoThreads.class)
class RelayedPasswordTest {

    static Stream<TlsProvider> providers() {
        return Stream.of(TlsProvider.values()).filter(TlsProvider::available);
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aRelayedLoginFailsAtBothEnds(TlsProvider provider) throws Exception {
        try (var relay = Relay.with(provider, LoginPair.ada(), Users.verifier(Users.withAda()), Relay.FAITHFUL)) {
            relay.assertRefused(Reason.BINDING_MISMATCH, Reason.BINDING_MISMATCH);
            assertThat(relay.client().error()).hasMessageContaining("between");
            assertThat(relay.server().error()).hasMessageContaining("man in the middle");
        }
    }

    /** What docs/spec/challenge-auth.md says of the two types. */
    @ParameterizedTest
    @MethodSource("providers")
    void theServersKeyRelaysWhereTheBindingIsTheCertificate(TlsProvider provider) throws Exception {
        try (var relay = Relay.withTheServersKey(provider, LoginPair.ada(), Users.verifier(Users.withAda()))) {
            if (provider.exporter()) {
                relay.assertRefused(Reason.BINDING_MISMATCH, Reason.BINDING_MISMATCH);
            } else {
                relay.assertActsAsAda("SCRAM-SHA-256-PLUS");
            }
        }
    }

    @Test
    void withoutBindingAtBothEndsTheAttackWorks() throws Exception {
        assumeTrue(!TlsProvider.JDK.exporter(), "the JDK has tls-exporter from 25 on, and so every channel a binding");
        var server = Users.builder(Users.withAda()).insecureWithoutBinding().build();
        var client = LoginPair.ada().insecureWithoutBinding();
        try (var relay = Relay.whereNothingCanBeBound(TlsProvider.JDK, client, server)) {
            relay.assertActsAsAda("SCRAM-SHA-256");
        }
    }

    @Test
    void oneEndThatInsistsIsEnough() throws Exception {
        assumeTrue(!TlsProvider.JDK.exporter(), "the JDK has tls-exporter from 25 on, and so every channel a binding");
        var carelessServer =
                Users.builder(Users.withAda()).insecureWithoutBinding().build();
        try (var relay = Relay.whereNothingCanBeBound(TlsProvider.JDK, LoginPair.ada(), carelessServer)) {
            relay.assertRefused(Reason.BINDING_UNAVAILABLE, Reason.LOGIN_REFUSED);
        }
        var careless = LoginPair.ada().insecureWithoutBinding();
        var strictServer = Users.verifier(Users.withAda());
        try (var relay = Relay.whereNothingCanBeBound(TlsProvider.JDK, careless, strictServer)) {
            relay.assertRefused(Reason.LOGIN_NOT_OFFERED, Reason.LOGIN_REFUSED);
        }
    }

    /** Where both could bind, careless settings do not help him as long as he leaves the offer alone. */
    @Test
    void carelessEndsThatCanBindDoBind() throws Exception {
        var server = Users.builder(Users.withAda()).insecureWithoutBinding().build();
        var client = LoginPair.ada().insecureWithoutBinding();
        try (var relay = Relay.with(TlsProvider.JDK, client, server, Relay.FAITHFUL)) {
            relay.assertRefused(Reason.BINDING_MISMATCH, Reason.BINDING_MISMATCH);
        }
    }
}
