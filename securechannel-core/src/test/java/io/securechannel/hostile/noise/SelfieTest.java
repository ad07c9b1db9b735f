package io.securechannel.hostile.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.Loopback;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseClient;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseServer;
import io.securechannel.peer.Trust;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * A program that both listens and connects is led back to itself (Drucker and Gueron, "Selfie: reflections on TLS 1.3 with PSK", 2019).
 * A key says who is there; a secret that serves in both roles does not.
 */
@Tag("verify")
@Timeout(30)
class SelfieTest {

    private final NoiseKeyPair own = NoiseKeyPair.generate();
    private final NoiseKeyPair other = NoiseKeyPair.generate();

    @Test
    void whoExpectsAnothersKeyDoesNotTakeItsOwn() throws Exception {
        var server = NoiseContext.forServer(own).build();
        var pinned = refused(
                NoiseContext.forClient(Trust.pinned(other.publicKey()))
                        .identity(own)
                        .build(),
                server);
        assertThat(pinned.possibleReasons()).contains(Reason.PEER_NOT_ALLOWED);
        var member = refused(
                NoiseContext.forClient(Trust.allow(other.publicKey()::equals))
                        .identity(own)
                        .build(),
                server);
        assertThat(member.reason()).isEqualTo(Reason.PEER_NOT_ALLOWED);
    }

    @Test
    void alsoWhereASecretIsSharedBesideTheKeys() throws Exception {
        try (var secret = SharedSecret.random()) {
            var server = NoiseContext.forServer(own).sharedSecret(secret).build();
            var client = NoiseContext.forClient(Trust.allow(other.publicKey()::equals))
                    .identity(own)
                    .sharedSecret(secret)
                    .build();
            assertThat(refused(client, server).reason()).isEqualTo(Reason.PEER_NOT_ALLOWED);
        }
    }

    /** What the documentation says is not given: one secret for both roles proves that somebody has it, be it oneself. */
    @Test
    void aSecretAloneInBothRolesDoesNotTellOneselfFromTheOther() throws Exception {
        try (var secret = SharedSecret.random();
                var pair = Loopback.pair(
                        ClientConfig.noise(NoiseContext.forClient(secret).build())
                                .build(),
                        ServerConfig.noise(NoiseContext.forServer(secret).build())
                                .build())) {
            assertThat(pair.client().peer().sharesSecret()).isTrue();
            assertThat(pair.client().peer().key()).isEmpty();
        }
    }

    private static SecureChannelException refused(NoiseClient client, NoiseServer server) throws Exception {
        var errors = Loopback.errors(
                "localhost",
                ClientConfig.noise(client).build(),
                ServerConfig.noise(server).build());
        assertThat(errors.server()).isInstanceOf(SecureChannelException.class);
        assertThat(errors.client()).isInstanceOf(SecureChannelException.class);
        return (SecureChannelException) errors.client();
    }
}
