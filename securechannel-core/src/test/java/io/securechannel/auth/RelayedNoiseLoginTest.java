package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsProvider;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A man in the middle whom the client believes relays logins between two channels, one of which at least is over Noise. */
@Tag("verify")
@Timeout(60)
@ExtendWith(LeavesNoThreads.class)
class RelayedNoiseLoginTest {

    private static final String NOISE = "noise-handshake-hash";
    private static final List<String> OF_TLS = List.of("tls-exporter", "tls-server-end-point");

    @ParameterizedTest
    @EnumSource(NoiseRelays.class)
    void aRelayedPasswordFailsAtBothEnds(NoiseRelays way) throws Exception {
        try (var relay = relay(way.legs(), LoginPair.ada(), Relay.FAITHFUL)) {
            relay.assertRefused(Reason.BINDING_MISMATCH, Reason.BINDING_MISMATCH);
            assertThat(relay.client().error()).hasMessageContaining("between");
            assertThat(relay.server().error()).hasMessageContaining("man in the middle");
        }
    }

    @ParameterizedTest
    @EnumSource(NoiseRelays.class)
    void aRelayedTokenFailsAtBothEnds(NoiseRelays way) throws Exception {
        try (var tokens = new Tokens()) {
            var login = ChallengeAuth.boundToken(tokens::bound, tokens.key());
            var verifier = LoginVerifier.builder().tokens(tokens.verifier()).build();
            try (var relay = Relay.between(way.legs(), login, verifier, Relay.FAITHFUL)) {
                relay.assertRefused(Reason.BINDING_MISMATCH, Reason.BINDING_MISMATCH);
                assertThat(relay.server().error()).hasMessageContaining("relays");
            }
        }
    }

    @Test
    void betweenTlsAndNoiseTheEndsShareNoBinding() throws Exception {
        try (var relay = relay(fromTls(), LoginPair.ada(), Relay.FAITHFUL)) {
            relay.assertRefused(Reason.BINDING_UNAVAILABLE, Reason.LOGIN_REFUSED);
            assertThat(relay.client().error()).hasMessageContaining("the server offers [" + NOISE + "]");
        }
        try (var relay = relay(fromNoise(), LoginPair.ada(), Relay.FAITHFUL)) {
            relay.assertRefused(Reason.BINDING_UNAVAILABLE, Reason.LOGIN_REFUSED);
            assertThat(relay.client().error())
                    .hasMessageContainingAll("Over Noise both ends have", "changed its offer");
        }
    }

    /** He rewrites the offer, its hash and the type, so that each end believes that the other has its own kind of channel. */
    @Test
    void betweenTlsAndNoiseTheBindingTellsWhereTheRestIsRewritten() throws Exception {
        try (var relay = relay(fromTls(), LoginPair.ada(), new Disguise(OF_TLS, NOISE))) {
            relay.assertRefused(Reason.BINDING_MISMATCH, Reason.BINDING_MISMATCH);
        }
        for (var type : OF_TLS) {
            if (type.equals("tls-exporter") && !TlsProvider.JDK.exporter()) {
                continue; // the server has none of that type, and refuses the name itself
            }
            try (var relay = relay(fromNoise(), LoginPair.ada(), new Disguise(List.of(NOISE), type))) {
                relay.assertRefused(Reason.BINDING_MISMATCH, Reason.BINDING_MISMATCH);
            }
        }
    }

    /** The client is made to name a type that the server's channel does not have. */
    @Test
    void aTypeThatTheChannelDoesNotHaveIsRefused() throws Exception {
        for (var type : List.of("tls-exporter", "tls-server-end-point", "noise-handshake-hash2")) {
            var edit = new Disguise(List.of(NOISE), type);
            try (var relay = relay(NoiseRelays.XX.legs(), LoginPair.ada(), edit)) {
                relay.assertRefused(Reason.BINDING_MISMATCH, Reason.BINDING_UNAVAILABLE);
                assertThat(relay.server().error()).hasMessageContaining("it has " + NOISE);
            }
        }
    }

    @Test
    void aShortenedOfferIsSeen() throws Exception {
        var careless = Users.builder(Users.withAda()).insecureWithoutBinding().build();
        var edit = new Relay.Edit() {
            @Override
            public AuthMessage toClient(AuthMessage.OfServer message) {
                return message instanceof AuthMessage.Offered made
                        ? offering(made, List.of("SCRAM-SHA-256"), List.of())
                        : message;
            }
        };
        var legs = NoiseRelays.NX.legs();
        try (var relay = Relay.between(legs, LoginPair.ada().insecureWithoutBinding(), careless, edit)) {
            relay.assertRefused(Reason.LOGIN_OFFER_CHANGED, Reason.LOGIN_OFFER_CHANGED);
        }
        try (var relay = Relay.between(NoiseRelays.NX.legs(), LoginPair.ada(), careless, edit)) {
            relay.assertRefused(Reason.BINDING_UNAVAILABLE, Reason.LOGIN_REFUSED);
        }
    }

    /** His own key is what the server sees: he is nobody, or himself, and never ada. */
    @ParameterizedTest
    @EnumSource(
            value = NoiseRelays.class,
            names = {"XX", "IK", "STOLEN"})
    void aLoginByKeyCannotBeRelayed(NoiseRelays way) throws Exception {
        try (var relay = Relay.between(way.legs(), ChallengeAuth.noiseKey(), byKey(), Relay.FAITHFUL)) {
            relay.assertRefused(Reason.LOGIN_REFUSED, Reason.LOGIN_REFUSED);
            assertThat(relay.server().error())
                    .hasMessageContaining(NoiseRelays.MALLORY.publicKey().shortFingerprint());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = NoiseRelays.class,
            names = {"NX", "NK", "NN_PSK0"})
    void withoutAKeyNoLoginByKeyIsOfferedNorTaken(NoiseRelays way) throws Exception {
        try (var relay = Relay.between(way.legs(), ChallengeAuth.noiseKey(), byKey(), Relay.FAITHFUL)) {
            relay.assertRefused(Reason.LOGIN_NOT_OFFERED, Reason.LOGIN_REFUSED);
        }
        var invented = new Relay.Edit() {
            @Override
            public AuthMessage toClient(AuthMessage.OfServer message) {
                return message instanceof AuthMessage.Offered made
                        ? offering(made, List.of("EXTERNAL"), List.of(NOISE))
                        : message;
            }
        };
        try (var relay = Relay.between(way.legs(), ChallengeAuth.noiseKey(), byKey(), invented)) {
            relay.assertRefused(Reason.LOGIN_NOT_OFFERED, Reason.LOGIN_NOT_OFFERED);
        }
    }

    private static Relay relay(RelayLegs legs, ClientLogin login, Relay.Edit edit) {
        return Relay.between(legs, login, Users.verifier(Users.withAda()), edit);
    }

    private static LoginVerifier byKey() {
        var users = Map.of(NoiseRelays.ADA.publicKey(), "ada");
        return LoginVerifier.builder()
                .noiseKeys(key -> Optional.ofNullable(users.get(key)))
                .build();
    }

    private static RelayLegs fromTls() {
        return RelayLegs.fromTlsToNoise(
                NoiseContext.forClient(Trust.pinned(NoiseRelays.SERVER.publicKey()))
                        .build(),
                NoiseContext.forServer(NoiseRelays.SERVER).build());
    }

    private static RelayLegs fromNoise() {
        return RelayLegs.fromNoiseToTls(
                NoiseContext.forClient(Trust.allow(key -> true)).build(),
                NoiseContext.forServer(NoiseRelays.MALLORY).build());
    }

    private static AuthMessage.Offered offering(
            AuthMessage.Offered made, List<String> mechanisms, List<String> bindings) {
        return new AuthMessage.Offered(new Offer(
                mechanisms, bindings, made.offer().signUp(), made.offer().iterations()));
    }

    /** Shows the client other types, mends SCRAM's hash of the offer, and tells the server another type than the client named. */
    private static final class Disguise implements Relay.Edit {

        private final List<String> shown;
        private final String told;
        private List<String> mechanisms = List.of();

        Disguise(List<String> shown, String told) {
            this.shown = shown;
            this.told = told;
        }

        @Override
        public AuthMessage toClient(AuthMessage.OfServer message) {
            if (message instanceof AuthMessage.Offered made) {
                mechanisms = made.offer().mechanisms();
                return offering(made, mechanisms, shown);
            }
            if (message instanceof AuthMessage.Challenge sent) {
                var hash = new Offer(mechanisms, shown, SignUpPolicy.CLOSED, 1).hash();
                var mended = "h=" + Base64.getEncoder().encodeToString(hash);
                return new AuthMessage.Challenge(replaced(sent.data(), "h=[A-Za-z0-9+/=]+", mended));
            }
            return message;
        }

        @Override
        public AuthMessage toServer(AuthMessage.OfClient message) {
            return message instanceof AuthMessage.Begin begin
                    ? new AuthMessage.Begin(
                            begin.mechanism(), replaced(begin.initialResponse(), "^p=[^,]*", "p=" + told))
                    : message;
        }

        private static Octets replaced(Octets message, String what, String by) {
            return Octets.of(
                    new String(message.bytes(), UTF_8).replaceFirst(what, by).getBytes(UTF_8));
        }
    }
}
