package io.securechannel;

import static io.securechannel.Loopback.anyPort;
import static io.securechannel.Loopback.assertTells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.KnownPeerChange;
import io.securechannel.event.SecurityEvent.KnownPeerNotKept;
import io.securechannel.internal.file.WriteLock;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.KnownPeers;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.KnownKeys;
import io.securechannel.peer.PeerKey;
import io.securechannel.peer.Trust;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a client knows its servers by cannot be reached, or fails: the peer is not blamed, and a channel that needs nothing of it goes on. */
@Tag("verify")
@Timeout(60)
class KnownKeysFailTest {

    private static final NoiseKeyPair A = NoiseKeyPair.generate();
    private static final NoiseKeyPair B = NoiseKeyPair.generate();
    private static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();
    private static final String BROKEN = "the window is gone";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();

    /** The step of the caller's own known keys that throws. */
    private enum Step {
        AT,
        REFUSED,
        MET,
        ANNOUNCED
    }

    /** Knows A, and fails at one step. */
    private record Failing(Step step) implements KnownKeys {

        private boolean failAt(Step now) {
            if (now == step) {
                throw new IllegalStateException(BROKEN);
            }
            return false;
        }

        @Override
        public Set<PeerKey> at(String address) {
            return failAt(Step.AT) || step == Step.REFUSED ? Set.of() : Set.of(A.publicKey());
        }

        @Override
        public void refused(String address, PeerKey key) {
            failAt(Step.REFUSED);
        }

        @Override
        public boolean met(String address, PeerKey proved) {
            return failAt(Step.MET);
        }

        @Override
        public boolean announced(String address, PeerKey proved, PeerKey next) {
            return failAt(Step.ANNOUNCED);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"AT", "REFUSED"})
    void whatDecidesAndThrowsEndsTheHandshake(Step step) throws Exception {
        assertFails(Trust.known(new Failing(step)));
    }

    @Test
    void aPredicateThatThrowsEndsTheHandshake() throws Exception {
        assertFails(Trust.allow(key -> {
            throw new IllegalStateException(BROKEN);
        }));
    }

    private void assertFails(KeyTrust trust) throws Exception {
        try (var server = serve()) {
            var error = catchThrowableOfType(SecureChannelException.class, () -> echo(server, trust));
            assertTells(error, Reason.HANDSHAKE_FAILED, "it is not believed", "this side's own program", BROKEN);
            assertThat(error).hasCauseInstanceOf(IllegalStateException.class);
            assertThat(events).singleElement().isInstanceOf(SecurityEvent.HandshakeFailed.class);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Step.class,
            names = {"MET", "ANNOUNCED"})
    void whatOnlyRemembersAndThrowsLeavesTheChannel(Step step) throws Exception {
        try (var server = serve()) {
            echo(server, Trust.known(new Failing(step)));
            var lost = notKept();
            assertThat(lost.error()).hasMessageContaining(BROKEN).hasCauseInstanceOf(IllegalStateException.class);
            assertThat(lost.key()).isEqualTo(step == Step.MET ? A.publicKey() : B.publicKey());
            assertThat(lost.change())
                    .isEqualTo(step == Step.MET ? KnownPeerChange.REPLACED : KnownPeerChange.ANNOUNCED);
        }
    }

    /** The other program holds the store for longer than a handshake may take. */
    @ParameterizedTest
    @EnumSource(KnownPeerChange.class)
    void aKeyStoreThatIsWrittenElsewhereStopsNoChannel(KnownPeerChange change, @TempDir Path directory)
            throws Exception {
        try (var keys = KeyStoreManager.create(
                        directory.resolve("test.keys"),
                        KeyEncryption.aesGcm("test", new SecretKeySpec(new byte[32], "AES")));
                var server = serve()) {
            var peers = keys.knownPeers();
            var address = KnownPeers.address("localhost", server.port());
            peers.confirm(address, change == KnownPeerChange.REPLACED ? B.publicKey() : A.publicKey());
            if (change == KnownPeerChange.REPLACED) {
                assertThat(peers.announced(address, B.publicKey(), A.publicKey()))
                        .isTrue();
            }
            var before = peers.at(address);
            try (var held = new Held(keys.file().toRealPath())) {
                assertThat(held).isNotNull();
                echo(server, Trust.known(peers));
            }
            var lost = events.stream()
                    .filter(KnownPeerNotKept.class::isInstance)
                    .map(KnownPeerNotKept.class::cast)
                    .filter(each -> each.change() == change)
                    .toList();
            assertThat(lost).singleElement().satisfies(each -> {
                assertThat(each.peer()).isEqualTo(address);
                assertThat(each.error().reason()).isEqualTo(KeyMaterialException.Reason.IN_USE);
                assertThat(each.key()).isEqualTo(change == KnownPeerChange.REPLACED ? A.publicKey() : B.publicKey());
            });
            assertThat(peers.at(address)).isEqualTo(before);

            echo(server, Trust.known(peers));
            assertThat(peers.at(address)).as("in the next channel").containsExactly(B.publicKey(), A.publicKey());
        }
    }

    /** The right to write a file, which another thread has. */
    private static final class Held implements AutoCloseable {

        private final CountDownLatch over = new CountDownLatch(1);
        private final Thread holder;

        Held(Path file) throws InterruptedException {
            var taken = new CountDownLatch(1);
            holder = new Thread(() -> {
                try (var lock = WriteLock.take(file)) {
                    assertThat(lock).isNotNull();
                    taken.countDown();
                    over.await();
                } catch (KeyMaterialException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            holder.start();
            taken.await();
        }

        @Override
        public void close() {
            over.countDown();
            try {
                holder.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private KnownPeerNotKept notKept() {
        var lost = events.stream().filter(KnownPeerNotKept.class::isInstance).toList();
        assertThat(lost).hasSize(1);
        return (KnownPeerNotKept) lost.get(0);
    }

    /** Shows A, and announces B. */
    private static SecureChannelServer serve() throws Exception {
        var config =
                ServerConfig.noise(NoiseContext.forServer(A).next(B).build()).build();
        return SecureChannelServer.listen(anyPort(), config, channel -> channel.forEachMessage(channel::send));
    }

    /** The echo comes after the server's first record, which announces. */
    private void echo(SecureChannelServer server, KeyTrust trust) throws Exception {
        var config = ClientConfig.noise(
                        NoiseContext.forClient(trust).identity(CLIENT).build())
                .handshakeTimeout(Duration.ofSeconds(5))
                .listener(events::add)
                .build();
        try (var channel = SecureChannel.connect("localhost", server.port(), config)) {
            channel.sendText("hello");
            assertThat(channel.receiveText(Duration.ofSeconds(5))).contains("hello");
        }
    }
}
