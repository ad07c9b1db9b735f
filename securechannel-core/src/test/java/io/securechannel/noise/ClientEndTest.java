package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.KnownPeerChange;
import io.securechannel.event.SecurityEvent.KnownPeerChanged;
import io.securechannel.event.SecurityEvent.KnownPeerNotKept;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.SharedSecret;
import io.securechannel.noise.NoiseHandshake.Turn;
import io.securechannel.noise.NoiseSuite.Cipher;
import io.securechannel.noise.NoiseSuite.Hash;
import io.securechannel.noise.internal.ClientSide;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.KnownKeys;
import io.securechannel.peer.PeerKey;
import io.securechannel.peer.Trust;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client proposes by its settings, whom it believes, and what it tells of known servers: without a socket. */
@Tag("verify")
class ClientEndTest {

    private static final String ADDRESS = "chat.example:7443";
    private static final byte[] NOTHING = {};
    private static final NoiseKeyPair MINE = NoiseKeyPair.generate();
    private static final NoisePublicKey A = NoiseKeyPair.generate().publicKey();
    private static final NoisePublicKey B = NoiseKeyPair.generate().publicKey();
    private static final KeyTrust KNOWN = Trust.known(new Memory(Set.of(A)));

    /** Keys of one server, what it hears, and an error to throw when something is to be written. */
    private static final class Memory implements KnownKeys {

        private final Set<PeerKey> known;
        private final List<String> heard = new ArrayList<>();
        private boolean changed = true;
        private @Nullable KeyMaterialException error;
        private @Nullable RuntimeException fault;

        Memory(Set<PeerKey> known) {
            this.known = known;
        }

        @Override
        public Set<PeerKey> at(String address) {
            return address.equals(ADDRESS) ? known : Set.of();
        }

        @Override
        public void refused(String address, PeerKey key) {
            heard.add("refused " + address + " " + key.text());
        }

        @Override
        public boolean met(String address, PeerKey proved) throws KeyMaterialException {
            return write("met " + address + " " + proved.text());
        }

        @Override
        public boolean announced(String address, PeerKey proved, PeerKey next) throws KeyMaterialException {
            return write("announced " + address + " " + proved.text() + " " + next.text());
        }

        private boolean write(String what) throws KeyMaterialException {
            if (error != null) {
                throw error;
            }
            if (fault != null) {
                throw fault;
            }
            heard.add(what);
            return changed;
        }
    }

    private static ClientSide side(NoiseContext.ClientBuilder builder) {
        return NoiseSides.of(builder.build());
    }

    private static void proposes(String protocol, NoiseContext.ClientBuilder builder) {
        assertThat(builder.build().protocolName()).isEqualTo(protocol);
        var side = side(builder);
        assertThat(side.protocolName()).isEqualTo(protocol);
        try (var handshake = side.begin(NOTHING)) {
            assertThat(handshake.protocolName()).isEqualTo(protocol);
            assertThat(handshake.turn()).isEqualTo(Turn.WRITE);
        }
    }

    @Test
    void thePatternFollowsFromWhatIsKnown() {
        proposes("Noise_NKhfs_25519+MLKEM768_AESGCM_SHA256", NoiseContext.forClient(Trust.pinned(A)));
        proposes(
                "Noise_IKhfs_25519+MLKEM768_AESGCM_SHA256",
                NoiseContext.forClient(Trust.pinned(A)).identity(MINE));
        proposes("Noise_NXhfs_25519+MLKEM768_AESGCM_SHA256", NoiseContext.forClient(Trust.pinned(A, B)));
        proposes(
                "Noise_XXhfs_25519+MLKEM768_AESGCM_SHA256",
                NoiseContext.forClient(Trust.pinned(A, B)).identity(MINE));
        proposes("Noise_NXhfs_25519+MLKEM768_AESGCM_SHA256", NoiseContext.forClient(KNOWN));
        proposes(
                "Noise_XXhfs_25519+MLKEM768_AESGCM_SHA256",
                NoiseContext.forClient(KNOWN).identity(MINE));
    }

    @Test
    void soDoTheModifiersAndTheSuite() {
        try (var secret = SharedSecret.random();
                var code = OneTimeCode.random()) {
            proposes("Noise_NNhfs+psk0_25519+MLKEM768_AESGCM_SHA256", NoiseContext.forClient(secret));
            proposes("Noise_NNhfs_25519+MLKEM768_AESGCM_SHA256", NoiseContext.forClient(code));
            proposes(
                    "Noise_NKpsk2_25519_AESGCM_SHA256",
                    NoiseContext.forClient(Trust.pinned(A)).sharedSecret(secret).classical());
            proposes(
                    "Noise_NK_25519_ChaChaPoly_BLAKE2s",
                    NoiseContext.forClient(Trust.pinned(A))
                            .suite(new NoiseSuite(Cipher.CHACHA_POLY, Hash.BLAKE2S))
                            .provider(NoiseProvider.JDK)
                            .classical());
        }
    }

    @Test
    void anIdentityIsForServersThatAreKnownByTheirKeys() {
        try (var secret = SharedSecret.random()) {
            var builder = NoiseContext.forClient(secret).identity(MINE);
            assertThatThrownBy(builder::build)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("there is no static key");
        }
    }

    @Test
    void whatProvesWhoIsThere() {
        try (var secret = SharedSecret.random();
                var code = OneTimeCode.random()) {
            var byKey = side(NoiseContext.forClient(Trust.pinned(A)));
            assertThat(byKey.checksKeys()).isTrue();
            assertThat(byKey.sharesSecret()).isFalse();
            assertThat(byKey.code()).isEmpty();
            assertThat(NoiseContext.forClient(Trust.pinned(A)).build())
                    .hasToString(byKey.protocolName() + ", believes only the keys " + A.text());
            var bySecret = side(NoiseContext.forClient(secret));
            assertThat(bySecret.checksKeys()).isFalse();
            assertThat(bySecret.sharesSecret()).isTrue();
            assertThat(bySecret).hasToString(bySecret.protocolName());
            var byCode = side(NoiseContext.forClient(code));
            assertThat(byCode.checksKeys()).isFalse();
            assertThat(byCode.sharesSecret()).isTrue();
            assertThat(byCode.code()).contains(new CodeEnd(code));
        }
    }

    @Test
    void aKeyIsBelievedOrRefused() throws Exception {
        side(NoiseContext.forClient(Trust.pinned(A))).check(ADDRESS, A);
        side(NoiseContext.forClient(Trust.allow(A::equals))).check(ADDRESS, A);
        try (var secret = SharedSecret.random()) {
            side(NoiseContext.forClient(secret)).check(ADDRESS, B);
        }
        refuses(Trust.pinned(A), Reason.PIN_MISMATCH, "this side believes only the keys " + A.text());
        refuses(Trust.allow(A::equals), Reason.PEER_NOT_ALLOWED, "this side believes keys that are allowed");
    }

    /** Shows B. */
    private static void refuses(KeyTrust trust, Reason reason, String words) {
        var side = side(NoiseContext.forClient(trust));
        var error = catchThrowableOfType(SecureChannelException.class, () -> side.check(ADDRESS, B));
        assertThat(error.reason()).isEqualTo(reason);
        assertThat(error).hasMessageContaining(B.text() + " (" + B.shortFingerprint() + ")");
        assertThat(error).hasMessageContaining(words);
        assertThat(error.shownKey()).contains(B.text());
    }

    @Test
    void aKnownServerIsBelievedAndAnotherKeyIsTold() throws Exception {
        var memory = new Memory(Set.of(A));
        side(NoiseContext.forClient(Trust.known(memory))).check(ADDRESS, A);
        assertThat(memory.heard).isEmpty();
        refuses(
                Trust.known(memory),
                Reason.PEER_KEY_CHANGED,
                "was known by " + A.text() + " (" + A.shortFingerprint() + ")");
        assertThat(memory.heard).containsExactly("refused " + ADDRESS + " " + B.text());
        var empty = new Memory(Set.of());
        refuses(Trust.known(empty), Reason.UNKNOWN_PEER, "has not been met before");
        assertThat(empty.heard).containsExactly("refused " + ADDRESS + " " + B.text());
    }

    @Test
    void changesOfKnownServersAreTold() {
        var events = new ArrayList<SecurityEvent>();
        var memory = new Memory(Set.of(A));
        var side = side(NoiseContext.forClient(Trust.known(memory))).telling(events::add);
        side.met(ADDRESS, A);
        side.announced(ADDRESS, A, B);
        assertThat(memory.heard)
                .containsExactly(
                        "met " + ADDRESS + " " + A.text(), "announced " + ADDRESS + " " + A.text() + " " + B.text());
        assertThat(events).hasSize(2).allMatch(KnownPeerChanged.class::isInstance);
        var replaced = (KnownPeerChanged) events.get(0);
        assertThat(replaced.key()).isEqualTo(A);
        assertThat(replaced.change()).isEqualTo(KnownPeerChange.REPLACED);
        var announced = (KnownPeerChanged) events.get(1);
        assertThat(announced.key()).isEqualTo(B);
        assertThat(announced.change()).isEqualTo(KnownPeerChange.ANNOUNCED);
        memory.changed = false;
        side.met(ADDRESS, A);
        side.announced(ADDRESS, A, B);
        assertThat(memory.heard).hasSize(4);
        assertThat(events).as("nothing has changed").hasSize(2);
    }

    @Test
    void whatCannotBeWrittenIsToldToo() {
        var events = new ArrayList<SecurityEvent>();
        var memory = new Memory(Set.of(A));
        memory.error = new KeyMaterialException(KeyMaterialException.Reason.UNWRITABLE, "the disk is full");
        side(NoiseContext.forClient(Trust.known(memory))).telling(events::add).met(ADDRESS, A);
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        KnownPeerNotKept.class,
                        event -> assertThat(event.error()).isSameAs(memory.error));
        memory.error = null;
        memory.fault = new IllegalStateException("the window is gone");
        side(NoiseContext.forClient(Trust.known(memory))).telling(events::add).announced(ADDRESS, A, B);
        assertThat(events)
                .hasSize(2)
                .last()
                .isInstanceOfSatisfying(
                        KnownPeerNotKept.class,
                        event -> assertThat(event.error())
                                .hasMessageContaining("the window is gone")
                                .hasCause(memory.fault));
    }

    /** Nobody is known there, and nothing to be told. */
    @Test
    void aClientThatRemembersNothingHearsOfItAll() {
        var events = new ArrayList<SecurityEvent>();
        var pinned = side(NoiseContext.forClient(Trust.pinned(A))).telling(events::add);
        try (var secret = SharedSecret.random()) {
            var shared = side(NoiseContext.forClient(secret)).telling(events::add);
            for (var each : List.of(pinned, shared)) {
                assertThatCode(() -> each.met(ADDRESS, A)).doesNotThrowAnyException();
                assertThatCode(() -> each.announced(ADDRESS, A, B)).doesNotThrowAnyException();
            }
        }
        assertThat(events).isEmpty();
    }
}
