package io.securechannel;

import static io.securechannel.Loopback.assertTells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.KnownPeerChange;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.KnownPeers;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.keys.NoiseServerKeys;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseServer;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.KnownKeys;
import io.securechannel.peer.PeerKey;
import io.securechannel.peer.Trust;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server replaces its key: who has met it meanwhile believes the next one, and nobody else does (docs/spec/noise.md, N22). */
@Tag("verify")
@Timeout(60)
class NoiseRotationTest {

    private static final NoiseKeyPair A = NoiseKeyPair.generate();
    private static final NoiseKeyPair B = NoiseKeyPair.generate();
    private static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();

    /** Serves one channel after another at one address, each time with other keys. */
    private static final class Address implements AutoCloseable {

        private final AtomicReference<NoiseServerKeys> keys;
        private final SecureChannelServer server;
        private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

        Address(NoiseKeyPair first) throws Exception {
            keys = new AtomicReference<>(new NoiseServerKeys(first, Optional.empty()));
            server = listen(NoiseContext.forServer(keys::get).build());
        }

        Address(NoiseServer context) throws Exception {
            keys = new AtomicReference<>();
            server = listen(context);
        }

        private SecureChannelServer listen(NoiseServer context) throws Exception {
            var config = ServerConfig.noise(context).listener(events::add).build();
            return SecureChannelServer.listen(
                    Loopback.anyPort(), config, channel -> channel.forEachMessage(channel::send));
        }

        void serve(NoiseKeyPair current, NoiseKeyPair... next) {
            keys.set(new NoiseServerKeys(current, Optional.ofNullable(next.length == 0 ? null : next[0])));
        }

        String name() {
            return "localhost:" + server.port();
        }

        @Override
        public void close() {
            server.close();
        }
    }

    /** A client that remembers servers. */
    private static final class Client {

        private final KnownPeers peers;
        private final boolean withKey;
        private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

        Client(KnownPeers peers, boolean withKey) {
            this.peers = peers;
            this.withKey = withKey;
        }

        void meets(Address address, NoiseKeyPair shown) throws Exception {
            events.clear();
            assertThat(echo(address, Trust.known(peers), withKey, events)).isEqualTo(shown.publicKey());
        }

        SecureChannelException isRefused(Address address) throws Exception {
            return catchThrowableOfType(
                    SecureChannelException.class, () -> echo(address, Trust.known(peers), withKey, events));
        }

        List<KnownPeerChange> changes() {
            return events.stream()
                    .filter(SecurityEvent.KnownPeerChanged.class::isInstance)
                    .map(each -> ((SecurityEvent.KnownPeerChanged) each).change())
                    .toList();
        }
    }

    /** {@return the key that the server has proved} The echo comes after the server's first record, which announces. */
    private static Object echo(Address address, KeyTrust trust, boolean withKey, List<SecurityEvent> events)
            throws Exception {
        var config = withKey ? ClientConfig.noise(CLIENT, trust) : ClientConfig.noise(trust);
        try (var channel = SecureChannel.connect(
                "localhost", address.server.port(), config.listener(events::add).build())) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
            return channel.peer().key().orElseThrow();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoMeetsTheServerMeanwhileKnowsItAfterwards(boolean withKey) throws Exception {
        try (var address = new Address(A)) {
            var early = new Client(KnownPeers.inMemory(), withKey);
            var absent = new Client(KnownPeers.inMemory(), withKey);
            for (var client : List.of(early, absent)) {
                var unknown = client.isRefused(address);
                assertTells(
                        unknown,
                        Reason.UNKNOWN_PEER,
                        A.publicKey().text(),
                        A.publicKey().shortFingerprint());
                assertThat(unknown.shownKey()).contains(A.publicKey().text());
                assertThat(client.peers.offered(address.name())).contains(A.publicKey());
                assertThat(client.isRefused(address).reason()).isEqualTo(Reason.UNKNOWN_PEER);
                client.peers.confirm(
                        address.name(), client.peers.offered(address.name()).orElseThrow());
                client.meets(address, A);
                assertThat(client.changes()).isEmpty();
            }

            address.serve(A, B);
            early.meets(address, A);
            assertThat(early.changes()).containsExactly(KnownPeerChange.ANNOUNCED);
            early.meets(address, A);
            assertThat(early.changes()).as("it is no news").isEmpty();
            assertThat(early.peers.at(address.name())).containsExactly(B.publicKey(), A.publicKey());

            address.serve(B);
            early.meets(address, B);
            assertThat(early.changes()).containsExactly(KnownPeerChange.REPLACED);
            assertThat(early.peers.at(address.name())).containsExactly(B.publicKey());
            var changed = absent.isRefused(address);
            assertTells(
                    changed,
                    Reason.PEER_KEY_CHANGED,
                    A.publicKey().shortFingerprint(),
                    B.publicKey().shortFingerprint(),
                    "confirm it, and connect again");
            absent.peers.confirm(
                    address.name(), NoisePublicKey.parse(changed.shownKey().orElseThrow()));
            absent.meets(address, B);

            address.serve(A); // the old key, perhaps stolen, is good for nothing any more
            assertThat(early.isRefused(address).reason()).isEqualTo(Reason.PEER_KEY_CHANGED);
            assertThat(absent.isRefused(address).reason()).isEqualTo(Reason.PEER_KEY_CHANGED);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoExpectsEitherKeyIsServedMeanwhile(boolean withKey) throws Exception {
        var both = NoiseContext.forServer(A).next(B).build();
        try (var address = new Address(both)) {
            for (var pinned : List.of(A, B)) {
                assertThat(echo(address, Trust.pinned(pinned.publicKey()), withKey, new CopyOnWriteArrayList<>()))
                        .isEqualTo(pinned.publicKey());
            }
            assertThat(echo(address, Trust.allow(key -> true), withKey, new CopyOnWriteArrayList<>()))
                    .isEqualTo(A.publicKey());
            var neither = catchThrowableOfType(
                    SecureChannelException.class,
                    () -> echo(address, Trust.pinned(CLIENT.publicKey()), withKey, new CopyOnWriteArrayList<>()));
            assertTells(neither, Reason.CONNECTION_CUT, "HANDSHAKE_NOT_AUTHENTIC");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoHasBothKeysPinnedIsServedBeforeMeanwhileAndAfter(boolean withKey) throws Exception {
        var both = Trust.pinned(B.publicKey(), A.publicKey());
        try (var address = new Address(A)) {
            assertThat(echo(address, both, withKey, new CopyOnWriteArrayList<>()))
                    .isEqualTo(A.publicKey());
            address.serve(A, B);
            assertThat(echo(address, both, withKey, new CopyOnWriteArrayList<>()))
                    .isEqualTo(A.publicKey());
            address.serve(B);
            assertThat(echo(address, both, withKey, new CopyOnWriteArrayList<>()))
                    .isEqualTo(B.publicKey());
            address.serve(NoiseKeyPair.generate());
            var neither = catchThrowableOfType(
                    SecureChannelException.class, () -> echo(address, both, withKey, new CopyOnWriteArrayList<>()));
            assertTells(
                    neither,
                    Reason.PIN_MISMATCH,
                    A.publicKey().text(),
                    B.publicKey().text());
            assertThat(neither.shownKey()).isPresent();
        }
    }

    @Test
    void aKeyOfTheKeyStoreIsReplacedWithoutARestart(@TempDir Path directory) throws Exception {
        try (var keys = keyStore(directory)) {
            keys.put("server", A);
            try (var address = new Address(
                    NoiseContext.forServer(keys.liveNoiseKeys("server")).build())) {
                var client = new Client(keys.knownPeers(), true);
                client.peers.confirm(address.name(), A.publicKey());
                client.meets(address, A);

                keys.rotate("server", B);
                client.meets(address, A);
                assertThat(client.changes()).containsExactly(KnownPeerChange.ANNOUNCED);
                keys.prune("server");
                client.meets(address, B);
                assertThat(client.changes()).containsExactly(KnownPeerChange.REPLACED);
                assertThat(address.events)
                        .filteredOn(SecurityEvent.Reloaded.class::isInstance)
                        .hasSize(2);

                keys.delete("server");
                client.meets(address, B);
                client.meets(address, B);
                assertThat(address.events)
                        .filteredOn(SecurityEvent.ReloadRefused.class::isInstance)
                        .as("what held before still does, and it is told once")
                        .singleElement()
                        .satisfies(each -> assertThat(((SecurityEvent.ReloadRefused) each)
                                        .error()
                                        .reason())
                                .isEqualTo(KeyMaterialException.Reason.MISSING));
            }
        }
    }

    /** Whoever rotates twice in a row has changed what is announced, and not what is shown. */
    @Test
    void rotatedAgainBeforePruneLocksNobodyOut(@TempDir Path directory) throws Exception {
        try (var keys = keyStore(directory);
                var third = NoiseKeyPair.generate()) {
            keys.put("server", A);
            try (var address = new Address(
                    NoiseContext.forServer(keys.liveNoiseKeys("server")).build())) {
                var early = new Client(KnownPeers.inMemory(), true);
                var late = new Client(KnownPeers.inMemory(), true);
                early.peers.confirm(address.name(), A.publicKey());
                late.peers.confirm(address.name(), A.publicKey());
                keys.rotate("server", B);
                early.meets(address, A);

                keys.rotate("server", third);
                for (var client : List.of(early, late)) {
                    client.meets(address, A);
                    assertThat(client.changes()).containsExactly(KnownPeerChange.ANNOUNCED);
                    assertThat(client.peers.at(address.name())).containsExactly(third.publicKey(), A.publicKey());
                }
                for (var pinned : List.of(A, third)) {
                    assertThat(echo(address, Trust.pinned(pinned.publicKey()), true, new CopyOnWriteArrayList<>()))
                            .isEqualTo(pinned.publicKey());
                }
                var between = catchThrowableOfType(
                        SecureChannelException.class,
                        () -> echo(address, Trust.pinned(B.publicKey()), true, new CopyOnWriteArrayList<>()));
                assertThat(between.reason()).isEqualTo(Reason.CONNECTION_CUT);

                keys.prune("server");
                early.meets(address, third);
                late.meets(address, third);
            }
        }
    }

    @Test
    void whoCannotReadItsKnownPeersBelievesNobody(@TempDir Path directory) throws Exception {
        try (var address = new Address(A);
                var keys = keyStore(directory)) {
            var client = new Client(keys.knownPeers(), true);
            client.peers.confirm(address.name(), A.publicKey());
            client.meets(address, A);
            Files.delete(keys.file());
            var refused = client.isRefused(address);
            assertTells(refused, Reason.HANDSHAKE_FAILED, "it is not believed", "test.keys");
            assertThat(refused.getCause()).isInstanceOf(KeyMaterialException.class);
        }
    }

    /** What cannot be remembered does not end the channel, and is told. */
    @Test
    void whoCannotWriteDownAnAnnouncementGoesOn() throws Exception {
        try (var address = new Address(A)) {
            address.serve(A, B);
            var events = new CopyOnWriteArrayList<SecurityEvent>();
            assertThat(echo(address, Trust.known(new ReadOnly(A.publicKey())), true, events))
                    .isEqualTo(A.publicKey());
            assertThat(events)
                    .filteredOn(SecurityEvent.KnownPeerNotKept.class::isInstance)
                    .singleElement()
                    .satisfies(each -> assertThat(each.peer()).isEqualTo(address.name()));
        }
    }

    /** Knows one key, and takes no other. */
    private record ReadOnly(PeerKey key) implements KnownKeys {

        @Override
        public Set<PeerKey> at(String address) {
            return Set.of(key);
        }

        @Override
        public void refused(String address, PeerKey shown) {
            throw new AssertionError("the key is known");
        }

        @Override
        public boolean met(String address, PeerKey proved) {
            return false;
        }

        @Override
        public boolean announced(String address, PeerKey proved, PeerKey next) throws KeyMaterialException {
            assertThat(proved).isEqualTo(key);
            throw new KeyMaterialException(KeyMaterialException.Reason.UNWRITABLE, "the disk is full");
        }
    }

    private static KeyStoreManager keyStore(Path directory) throws KeyMaterialException {
        var key = new SecretKeySpec(new byte[32], "AES");
        return KeyStoreManager.create(directory.resolve("test.keys"), KeyEncryption.aesGcm("test", key));
    }
}
