package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseServer;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.Trust;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Channels over Noise between keys: what they carry, and what each end may believe of the other. */
@Tag("verify")
@Timeout(30)
class NoiseChannelTest {

    private static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    private static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();
    private static final KeyTrust SHOWN = Trust.allow(SERVER.publicKey()::equals);
    private static final KeyTrust PINNED = Trust.pinned(SERVER.publicKey());

    @Test
    void ikAndXxCarryMessages() throws Exception {
        var big = new byte[1 << 20];
        new Random(1).nextBytes(big);
        for (var trust : List.of(PINNED, SHOWN)) {
            try (var pair = pair(ClientConfig.noise(CLIENT, trust), members())) {
                pair.client().sendText("hello");
                assertThat(pair.server().receiveText()).hasValue("hello");
                var sending = Loopback.start(() -> {
                    pair.server().send(big);
                    return true;
                });
                assertThat(pair.client().receive().orElseThrow()).isEqualTo(big);
                assertThat(Loopback.await(sending)).isTrue();
            }
        }
    }

    /** Anybody can make a key: it authenticates where somebody has said that it may come in. */
    @Test
    void aKeyAuthenticatesWhereATrustHasDecidedAboutIt() throws Exception {
        var everybody = NoiseContext.forServer(SERVER).build();
        for (var trust : List.of(PINNED, SHOWN)) {
            var byKey = ClientConfig.noise(CLIENT, trust);
            try (var pair = pair(byKey, everybody)) {
                assertProved(pair.server(), false);
                assertThat(pair.server().peer().key()).hasValue(CLIENT.publicKey());
                assertProved(pair.client(), true);
            }
            try (var pair = pair(byKey, members())) {
                assertProved(pair.server(), true);
                assertThat(pair.server().peer().key()).hasValue(CLIENT.publicKey());
            }
            try (var pair = pair(ClientConfig.noise(trust), everybody)) {
                assertProved(pair.server(), false);
                assertThat(pair.server().peer().key()).isEmpty();
                assertProved(pair.client(), true);
            }
        }
    }

    @Test
    void aSecretThatBothHoldAuthenticatesWhateverTheKeyIs() throws Exception {
        try (var secret = SharedSecret.random()) {
            var server = NoiseContext.forServer(SERVER).sharedSecret(secret).build();
            var client = NoiseContext.forClient(PINNED)
                    .identity(CLIENT)
                    .sharedSecret(secret)
                    .build();
            try (var pair = pair(ClientConfig.noise(client), server)) {
                var peer = pair.server().peer();
                assertThat(peer.authenticated()).isTrue();
                assertThat(peer.sharesSecret()).isTrue();
                assertThat(peer.keyTrusted()).isFalse();
            }
        }
    }

    private static void assertProved(SecureChannel end, boolean trusted) {
        assertThat(end.peer().keyTrusted()).isEqualTo(trusted);
        assertThat(end.peer().authenticated()).isEqualTo(trusted);
    }

    private static NoiseServer members() {
        return NoiseContext.forServer(SERVER)
                .clients(Trust.allow(CLIENT.publicKey()::equals))
                .build();
    }

    private static Loopback.Pair pair(ClientConfig.Builder client, NoiseServer server) throws Exception {
        return Loopback.pair(
                client.listener(event -> {}).build(),
                ServerConfig.noise(server).listener(event -> {}).build());
    }
}
