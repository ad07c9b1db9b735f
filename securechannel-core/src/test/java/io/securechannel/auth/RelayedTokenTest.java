package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.token.ProofKey;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.tls.TlsProvider;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tokens that are stolen on their way, or relayed by a man in the middle whose certificate the client trusts. */
@Tag("verify")
@Timeout(60)
@ExtendWith(LeavesNoThreads.class)
class RelayedTokenTest {

    private static final String BOUND = "SECURECHANNEL-TOKEN";

    private final Tokens tokens = new Tokens();

    static Stream<TlsProvider> providers() {
        return Stream.of(TlsProvider.values()).filter(TlsProvider::available);
    }

    @AfterEach
    void close() {
        tokens.close();
    }

    @ParameterizedTest
    @MethodSource("providers")
    void aBoundTokenCannotBeRelayed(TlsProvider provider) throws Exception {
        var login = ChallengeAuth.boundToken(tokens::bound, tokens.key());
        try (var relay = Relay.with(provider, login, verifier(), Relay.FAITHFUL)) {
            relay.assertRefused(Reason.BINDING_MISMATCH, Reason.BINDING_MISMATCH);
            assertThat(relay.server().error()).hasMessageContaining("relays");
        }
    }

    @Test
    void aStolenTokenIsWorthlessWithoutItsKey() {
        try (var ofMallory = ProofKey.generate()) {
            var ends = LoginPair.failing(ChallengeAuth.boundToken(tokens::bound, ofMallory), verifier());
            assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(ends.server().reason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(ends.server()).hasMessageContaining("another key");
        }
    }

    @Test
    void aBoundTokenIsNoBearerToken() {
        var careless = LoginVerifier.builder()
                .tokens(tokens.verifier())
                .insecureWithoutBinding()
                .build();
        var ends = LoginPair.failing(ChallengeAuth.insecureBearerToken(tokens::bound), careless);
        assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(ends.server().reason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(ends.server()).hasMessageContaining("cnf");
    }

    /** The proof that ada gives to her server, seen on its way, is given to the server on another channel. */
    @Test
    void aProofServesOnOneChannelAlone() throws Exception {
        var seen = new AtomicReference<Octets>();
        var server = verifier();
        var listens = new Relay.Edit() {
            @Override
            public AuthMessage toServer(AuthMessage.OfClient message) {
                if (message instanceof AuthMessage.Response response) {
                    seen.set(response.data());
                }
                return message;
            }
        };
        var ada = ChallengeAuth.boundToken(tokens::bound, tokens.key());
        try (var relay = Relay.with(TlsProvider.JDK, ada, server, listens)) {
            relay.assertRefused(Reason.BINDING_MISMATCH, Reason.BINDING_MISMATCH);
        }
        var replays = new Relay.Edit() {
            @Override
            public AuthMessage toServer(AuthMessage.OfClient message) {
                return message instanceof AuthMessage.Response ? new AuthMessage.Response(seen.get()) : message;
            }
        };
        try (var ofMallory = ProofKey.generate()) {
            var mallory = ChallengeAuth.boundToken(tokens::bound, ofMallory);
            try (var relay = Relay.with(TlsProvider.JDK, mallory, server, replays)) {
                relay.assertRefused(Reason.LOGIN_REFUSED, Reason.LOGIN_REFUSED);
                assertThat(relay.server().error()).hasMessageContaining("for another");
            }
        }
    }

    /** What insecureWithoutBinding() means for tokens: the attack works. */
    @Test
    void aBearerTokenServesWhoeverHasIt() throws Exception {
        var careless = LoginVerifier.builder()
                .tokens(tokens.verifier())
                .insecureWithoutBinding()
                .build();
        var stolen = new AtomicReference<byte[]>();
        var thief = new Relay.Edit() {
            @Override
            public AuthMessage toServer(AuthMessage.OfClient message) {
                if (message instanceof AuthMessage.Begin begin) {
                    stolen.set(begin.initialResponse().bytes());
                }
                return message;
            }
        };
        var ada = ChallengeAuth.insecureBearerToken(tokens::bearer);
        try (var relay = Relay.with(TlsProvider.JDK, ada, careless, thief)) {
            relay.assertActsAsAda("OAUTHBEARER");
        }
        var token = io.securechannel.auth.token.OAuthBearer.parse(stolen.get());
        try (var pair = LoginPair.of(ChallengeAuth.insecureBearerToken(() -> token), careless)) {
            assertThat(pair.server().peer().user()).contains("ada");
        }
    }

    @Test
    void theServersKeyRelaysABoundTokenWhereTheBindingIsTheCertificate() throws Exception {
        var login = ChallengeAuth.boundToken(tokens::bound, tokens.key());
        try (var relay = Relay.withTheServersKey(TlsProvider.JDK, login, verifier())) {
            if (TlsProvider.JDK.exporter()) {
                relay.assertRefused(Reason.BINDING_MISMATCH, Reason.BINDING_MISMATCH);
            } else {
                relay.assertActsAsAda(BOUND);
            }
        }
    }

    private LoginVerifier verifier() {
        return LoginVerifier.builder().tokens(tokens.verifier()).build();
    }
}
