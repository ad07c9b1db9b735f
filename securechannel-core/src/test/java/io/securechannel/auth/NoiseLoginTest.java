package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.Role;
import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.hostile.Task;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Login;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every kind of login works over Noise as it does over TLS, bound to the handshake hash. */
@Tag("verify")
@Timeout(60)
@ExtendWith(LeavesNoThreads.class)
class NoiseLoginTest {

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

    @Test
    void aPasswordIsBoundToTheHandshakeHash() throws Exception {
        var verifier = Users.verifier(Users.withAda());
        try (var pair = NoisePair.of(LoginPair.ada(), verifier, events::add)) {
            for (var end : List.of(pair.client(), pair.server())) {
                assertBound(end.login().orElseThrow(), "SCRAM-SHA-256-PLUS");
                assertThat(end.channelBindingTypes()).containsExactly(ChannelBinding.Type.NOISE_HANDSHAKE_HASH);
            }
            assertThat(pair.client().channelBinding()).isEqualTo(pair.server().channelBinding());
            assertThat(pair.client().channelBinding().bytes()).hasSize(32);
            assertThat(pair.server().peer().user()).contains("ada");
            assertThat(pair.server().peer().key())
                    .as("the client has shown none")
                    .isEmpty();
            assertThat(pair.client().peer().key()).contains(NoisePair.SERVER.publicKey());
        }
        assertThat(events)
                .filteredOn(SecurityEvent.LoggedIn.class::isInstance)
                .extracting(event -> ((SecurityEvent.LoggedIn) event).role())
                .containsExactlyInAnyOrder(Role.CLIENT, Role.SERVER);
    }

    @Test
    void aWrongPasswordIsRefused() {
        var ends = NoisePair.failing(LoginPair.password("ada", "wrong"), Users.verifier(Users.withAda()));
        assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_REFUSED);
        assertThat(ends.server().reason()).isEqualTo(Reason.LOGIN_REFUSED);
    }

    @Test
    void aTokenIsProvedOverTheChannel() throws Exception {
        try (var tokens = new Tokens()) {
            var verifier = LoginVerifier.builder().tokens(tokens.verifier()).build();
            try (var pair = NoisePair.of(ChallengeAuth.boundToken(tokens::bound, tokens.key()), verifier)) {
                assertBound(pair.server().login().orElseThrow(), "SECURECHANNEL-TOKEN");
            }
        }
    }

    @Test
    void allThatFollowsAPasswordFollowsItHere() throws Exception {
        try (var ada = new Ada().withSecondStep()) {
            try (var pair = NoisePair.of(ada.fullLogin(), ada.verifier())) {
                assertBound(pair.server().login().orElseThrow(), "SCRAM-SHA-256-PLUS", "SECURECHANNEL-TOTP");
            }
            var old = NoisePair.failing(ada.codedLogin(), ada.verifier());
            assertThat(old.client().reason()).as("the password was changed").isEqualTo(Reason.LOGIN_REFUSED);
            var token = ada.kept.get();
            try (var pair = NoisePair.of(ChallengeAuth.reconnect(token), ada.verifier())) {
                assertBound(pair.server().login().orElseThrow(), "SECURECHANNEL-TOKEN");
            }
            try (var pair = LoginPair.of(ChallengeAuth.reconnect(token), ada.verifier())) {
                assertThat(pair.server().peer().user())
                        .as("a token of a channel over Noise serves over TLS")
                        .contains("ada");
            }
        }
    }

    @Test
    void usersSignUpAndStepUp() throws Exception {
        var users = Users.withAda();
        var verifier = Users.builder(users).signUp(SignUpPolicy.OPEN).build();
        var bob = LoginPair.password("bob", "secret of bob");
        try (var pair = NoisePair.of(bob.signingUp(), verifier)) {
            assertThat(pair.server().peer().user()).contains("bob");
            var served = Task.start(pair.server()::receiveText);
            assertBound(pair.client().stepUp(bob), "SCRAM-SHA-256-PLUS");
            var refused = catchThrowableOfType(
                    SecureChannelException.class, () -> pair.client().stepUp(LoginPair.ada()));
            assertThat(refused.reason()).isEqualTo(Reason.LOGIN_REFUSED);
            pair.client().sendText("done");
            assertThat(served.result()).contains("done");
        }
        assertThat(users.find("bob")).isPresent();
    }

    @Test
    void aKeyNamesItsUser() throws Exception {
        try (var pair = byKey(NoisePair.ADA)) {
            var login = pair.server().login().orElseThrow();
            assertThat(login.user()).isEqualTo("ada");
            assertThat(login.mechanisms()).containsExactly("EXTERNAL");
            assertThat(pair.client().login().orElseThrow().user()).isEqualTo("ada");
            assertThat(pair.server().peer().key()).contains(NoisePair.ADA.publicKey());
            assertThat(pair.server().peer())
                    .hasToString("user ada, key " + NoisePair.ADA.publicKey().shortFingerprint() + " at "
                            + pair.server().peer().address());
        }
    }

    @Test
    void aKeyOfNobodyIsRefused() {
        try (var stranger = NoiseKeyPair.generate()) {
            var ends = LoginPair.failing(
                    NoisePair.client(stranger).login(ChallengeAuth.noiseKey()).build(),
                    NoisePair.server(keys()).build());
            assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(ends.server().reason()).isEqualTo(Reason.LOGIN_REFUSED);
            assertThat(ends.server())
                    .hasMessageContainingAll(
                            stranger.publicKey().text(), stranger.publicKey().shortFingerprint(), "belongs to no user");
        }
    }

    @Test
    void whoShowsNoKeyIsOfferedNoLoginByIt() {
        var ends = NoisePair.failing(ChallengeAuth.noiseKey(), keys());
        assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_NOT_OFFERED);
        assertThat(ends.client()).hasMessageContainingAll("no Noise key of this side", "ClientConfig.noise(keys");
        assertThat(ends.server().reason()).isEqualTo(Reason.LOGIN_REFUSED);
    }

    /** Whoever holds it is let in, and is nobody in particular. */
    @Test
    void aSharedSecretAloneNamesNobody() {
        try (var secret = SharedSecret.random()) {
            var verifier = Users.builder(Users.withAda())
                    .certificates(peer -> Optional.of("ada"))
                    .noiseKeys(key -> Optional.of("ada"))
                    .build();
            var ends = LoginPair.failing(
                    ClientConfig.noise(NoiseContext.forClient(secret).build())
                            .listener(event -> {})
                            .login(ChallengeAuth.noiseKey())
                            .build(),
                    ServerConfig.noise(NoiseContext.forServer(secret).build())
                            .listener(event -> {})
                            .requireLogin(verifier)
                            .build());
            assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_NOT_OFFERED);
            assertThat(ends.server().reason()).isEqualTo(Reason.LOGIN_REFUSED);
        }
    }

    /** A function for certificates is not asked about keys, nor the other way round. */
    @Test
    void eachFunctionIsAskedAboutItsOwn() throws Exception {
        var onlyCertificates =
                LoginVerifier.builder().certificates(peer -> Optional.of("ada")).build();
        var ends = LoginPair.failing(
                NoisePair.client(NoisePair.ADA).login(ChallengeAuth.noiseKey()).build(),
                NoisePair.server(onlyCertificates).build());
        assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_NOT_OFFERED);
        var onlyKeys =
                LoginVerifier.builder().noiseKeys(key -> Optional.of("ada")).build();
        ends = LoginPair.failing(
                MutualPair.client("ada").login(ChallengeAuth.certificate()).build(),
                MutualPair.server().requireLogin(onlyKeys).build());
        assertThat(ends.client().reason()).isEqualTo(Reason.LOGIN_NOT_OFFERED);
        var both = LoginVerifier.builder()
                .certificates(peer -> Optional.of("by certificate"))
                .noiseKeys(key -> Optional.of("by key"))
                .build();
        try (var overNoise = ChannelPair.over(
                        SocketPair.inMemory(),
                        NoisePair.client(NoisePair.ADA)
                                .login(ChallengeAuth.noiseKey())
                                .build(),
                        NoisePair.server(both).build());
                var overTls = ChannelPair.over(
                        SocketPair.inMemory(),
                        MutualPair.client("ada")
                                .login(ChallengeAuth.certificate())
                                .build(),
                        MutualPair.server().requireLogin(both).build())) {
            assertThat(overNoise.server().peer().user()).contains("by key");
            assertThat(overTls.server().peer().user()).contains("by certificate");
        }
    }

    /** Those that show a key are known by it, the others by password, at one port. */
    @Test
    void aPasswordServesBesideAKey() throws Exception {
        var verifier = Users.builder(Users.withAda())
                .noiseKeys(key -> Optional.of("robot"))
                .build();
        try (var byPassword = NoisePair.of(LoginPair.ada(), verifier);
                var byKey = ChannelPair.over(
                        SocketPair.inMemory(),
                        NoisePair.client(NoisePair.ADA)
                                .login(ChallengeAuth.noiseKey())
                                .build(),
                        NoisePair.server(verifier).build())) {
            assertThat(byPassword.server().peer().user()).contains("ada");
            assertThat(byKey.server().peer().user()).contains("robot");
        }
    }

    /** Every pattern that the transport speaks binds alike. */
    @Test
    void logInsAreBoundInEveryPattern() throws Exception {
        var verifier = Users.verifier(Users.withAda());
        var any = Trust.allow(key -> true);
        try (var secret = SharedSecret.random()) {
            var pinned = Trust.pinned(NoisePair.SERVER.publicKey());
            var server = NoiseContext.forServer(NoisePair.SERVER)
                    .sharedSecret(secret)
                    .alsoClassical();
            for (var client : List.of(
                    NoiseContext.forClient(any).sharedSecret(secret),
                    NoiseContext.forClient(any).identity(NoisePair.ADA).sharedSecret(secret),
                    NoiseContext.forClient(pinned).sharedSecret(secret).classical(),
                    NoiseContext.forClient(pinned).identity(NoisePair.ADA).sharedSecret(secret))) {
                try (var pair = ChannelPair.over(
                        SocketPair.inMemory(),
                        ClientConfig.noise(client.build())
                                .listener(event -> {})
                                .login(LoginPair.ada())
                                .build(),
                        ServerConfig.noise(server.build())
                                .listener(event -> {})
                                .requireLogin(verifier)
                                .build())) {
                    assertBound(pair.client().login().orElseThrow(), "SCRAM-SHA-256-PLUS");
                }
            }
        }
    }

    private static ChannelPair byKey(NoiseKeyPair keys) {
        return ChannelPair.over(
                SocketPair.inMemory(),
                NoisePair.client(keys).login(ChallengeAuth.noiseKey()).build(),
                NoisePair.server(keys()).build());
    }

    private static LoginVerifier keys() {
        var users = Map.of(NoisePair.ADA.publicKey(), "ada");
        return LoginVerifier.builder()
                .noiseKeys(key -> Optional.ofNullable(users.get(key)))
                .build();
    }

    private static void assertBound(Login login, String... mechanisms) {
        assertThat(login.mechanisms()).containsExactly(mechanisms);
        assertThat(login.binding()).contains(ChannelBinding.Type.NOISE_HANDSHAKE_HASH);
    }
}
