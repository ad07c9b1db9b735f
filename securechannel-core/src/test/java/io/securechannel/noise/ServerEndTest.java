package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.NoiseServerKeys;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseHandshake.Turn;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.noise.internal.ServerSide;
import io.securechannel.peer.KnownKeys;
import io.securechannel.peer.PeerKey;
import io.securechannel.peer.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a server accepts by its settings, with which of its keys, and whom it lets in: without a socket. */
@Tag("verify")
class ServerEndTest {

    private static final String ADDRESS = "192.0.2.7:50000";
    private static final byte[] NOTHING = {};
    private static final String SUITE = "_AESGCM_SHA256";
    private static final String HYBRID = "hfs_25519+MLKEM768" + SUITE;
    private static final NoiseKeyPair KEYS = NoiseKeyPair.generate();
    private static final NoiseKeyPair NEXT = NoiseKeyPair.generate();
    private static final NoisePublicKey CLIENT = NoiseKeyPair.generate().publicKey();

    private static ServerSide side(NoiseContext.ServerBuilder builder) {
        return NoiseSides.of(builder.build());
    }

    private static void accepts(NoiseContext.ServerBuilder builder, String... names) {
        assertThat(builder.build().protocolNames()).containsExactly(names);
        var side = side(builder);
        assertThat(side.protocolNames()).containsExactly(names);
        for (var name : names) {
            for (var handshake : side.begin(name, NOTHING)) {
                assertThat(handshake.protocolName()).isEqualTo(name);
                assertThat(handshake.turn()).isEqualTo(Turn.READ);
            }
        }
    }

    @Test
    void whatIsAcceptedFollowsFromTheSettings() {
        accepts(
                NoiseContext.forServer(KEYS),
                "Noise_IK" + HYBRID,
                "Noise_XX" + HYBRID,
                "Noise_NK" + HYBRID,
                "Noise_NX" + HYBRID);
        accepts(
                NoiseContext.forServer(KEYS)
                        .clients(Trust.pinned(CLIENT))
                        .alsoClassical()
                        .provider(NoiseProvider.JDK),
                "Noise_IK" + HYBRID,
                "Noise_XX" + HYBRID,
                "Noise_IK_25519" + SUITE,
                "Noise_XX_25519" + SUITE);
        try (var secret = SharedSecret.random();
                var code = OneTimeCode.random()) {
            accepts(NoiseContext.forServer(secret), "Noise_NNhfs+psk0_25519+MLKEM768" + SUITE);
            accepts(NoiseContext.forServer(code), "Noise_NN" + HYBRID);
            accepts(
                    NoiseContext.forServer(KEYS).clients(Trust.pinned(CLIENT)).sharedSecret(secret),
                    "Noise_IKhfs+psk2_25519+MLKEM768" + SUITE,
                    "Noise_XXhfs+psk2_25519+MLKEM768" + SUITE);
        }
    }

    @Test
    void whatIsNotAcceptedDoesNotBegin() {
        assertThatThrownBy(() -> side(NoiseContext.forServer(KEYS)).begin("Noise_NN" + HYBRID, NOTHING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not accepted: Noise_NN" + HYBRID);
    }

    /** A client of IK or NK means a key, which may be the next; with the others the server shows the one that it has. */
    @Test
    void theNextKeyIsServedToo() {
        var side = side(NoiseContext.forServer(KEYS).next(NEXT));
        assertThat(side.nextKey()).contains(NEXT.publicKey());
        assertThat(side.begin("Noise_IK" + HYBRID, NOTHING)).hasSize(2);
        assertThat(side.begin("Noise_NK" + HYBRID, NOTHING)).hasSize(2);
        assertThat(side.begin("Noise_XX" + HYBRID, NOTHING)).hasSize(1);
        assertThat(side.begin("Noise_NX" + HYBRID, NOTHING)).hasSize(1);
        var without = side(NoiseContext.forServer(KEYS));
        assertThat(without.nextKey()).isEmpty();
        assertThat(without.begin("Noise_IK" + HYBRID, NOTHING)).hasSize(1);
    }

    @Test
    void aClientIsLetInOrRefused() {
        var pinned = side(NoiseContext.forServer(KEYS).clients(Trust.pinned(CLIENT)));
        assertThatCode(() -> pinned.check(ADDRESS, CLIENT, true)).doesNotThrowAnyException();
        assertThatCode(() -> side(NoiseContext.forServer(KEYS)).check(ADDRESS, NEXT.publicKey(), true))
                .as("everybody")
                .doesNotThrowAnyException();
        var stranger = NEXT.publicKey();
        var proved = catchThrowableOfType(SecureChannelException.class, () -> pinned.check(ADDRESS, stranger, true));
        assertThat(proved.reason()).isEqualTo(Reason.PEER_NOT_ALLOWED);
        assertThat(proved.shownKey()).contains(stranger.text());
        assertThat(proved).hasMessageContainingAll("shows the key " + stranger.text(), CLIENT.text());
        var recorded = catchThrowableOfType(SecureChannelException.class, () -> pinned.check(ADDRESS, stranger, false));
        assertThat(recorded.reason()).isEqualTo(Reason.PEER_NOT_ALLOWED);
        assertThat(recorded.shownKey()).as("it is not proved").isEmpty();
        assertThat(recorded).hasMessageContaining("may be a recording");
    }

    @Test
    void aDecisionThatCannotBeMadeLetsNobodyIn() {
        var broken = side(NoiseContext.forServer(KEYS).clients(Trust.allow(key -> {
            throw new IllegalStateException("the directory is gone");
        })));
        var error = catchThrowableOfType(SecureChannelException.class, () -> broken.check(ADDRESS, CLIENT, true));
        assertThat(error.reason()).isEqualTo(Reason.HANDSHAKE_FAILED);
        assertThat(error).hasMessageContainingAll("it is not believed", "the directory is gone");
    }

    @Test
    void whatProvesWhoIsThere() {
        try (var secret = SharedSecret.random();
                var code = OneTimeCode.random()) {
            var open = side(NoiseContext.forServer(KEYS));
            assertThat(open.checksKeys()).isFalse();
            assertThat(open.sharesSecret()).isFalse();
            assertThat(open.code()).isEmpty();
            assertThat(open).hasToString(open.protocolNames().toString());
            var byKey = NoiseContext.forServer(KEYS).clients(Trust.pinned(CLIENT));
            assertThat(side(byKey).checksKeys()).isTrue();
            assertThat(byKey.build())
                    .hasToString(side(byKey).protocolNames() + ", lets in only the keys " + CLIENT.text());
            assertThat(side(NoiseContext.forServer(secret)).sharesSecret()).isTrue();
            var byCode = side(NoiseContext.forServer(code));
            assertThat(byCode.sharesSecret()).isTrue();
            assertThat(byCode.code()).contains(new CodeEnd(code));
        }
    }

    @Test
    void settingsThatContradictEachOther() {
        try (var secret = SharedSecret.random()) {
            for (var builder : List.of(
                    NoiseContext.forServer(secret).next(NEXT),
                    NoiseContext.forServer(secret).clients(Trust.pinned(CLIENT)))) {
                assertThatThrownBy(builder::build)
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("there is no static key");
            }
        }
        assertThatThrownBy(NoiseContext.forServer(KEYS).clients(Trust.known(new Nobody()))::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("known peers are for clients");
    }

    /** Known peers, none of them. */
    private static final class Nobody implements KnownKeys {

        @Override
        public Set<PeerKey> at(String address) {
            return Set.of();
        }

        @Override
        public void refused(String address, PeerKey key) {}

        @Override
        public boolean met(String address, PeerKey proved) {
            return false;
        }

        @Override
        public boolean announced(String address, PeerKey proved, PeerKey next) {
            return false;
        }
    }

    @Test
    void liveKeysAreThoseOfTheMoment() throws KeyMaterialException {
        var events = new ArrayList<SecurityEvent>();
        var source = new AtomicReference<>(new NoiseServerKeys(KEYS, Optional.of(NEXT)));
        var builder = NoiseContext.forServer(source::get).clients(Trust.pinned(CLIENT));
        assertThatThrownBy(() -> builder.next(NEXT))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which is next");
        var side = side(builder);
        assertThat(side.refreshed(events::add).nextKey()).contains(NEXT.publicKey());
        assertThat(events).isEmpty();
        source.set(new NoiseServerKeys(NEXT, Optional.empty()));
        var refreshed = side.refreshed(events::add);
        assertThat(refreshed.nextKey()).isEmpty();
        assertThat(refreshed.checksKeys()).isTrue();
        assertThat(refreshed.protocolNames()).isEqualTo(side.protocolNames());
        assertThat(side.nextKey()).as("a connection keeps what it began with").contains(NEXT.publicKey());
        assertThat(events).singleElement().isInstanceOf(SecurityEvent.Reloaded.class);
        var still = side(NoiseContext.forServer(KEYS));
        assertThat(still.refreshed(events::add)).isSameAs(still);
    }
}
