package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers are known when a person says so, replace their keys by what they announce, and nobody else changes anything. */
@Tag("verify")
@Timeout(60)
class KnownPeersTest {

    private static final String HOST = "chat.example:7443";
    private static final NoisePublicKey A = key();
    private static final NoisePublicKey B = key();
    private static final NoisePublicKey C = key();

    @TempDir
    Path directory;

    private KeyStoreManager keys;

    @BeforeEach
    void makeKeyStore() throws Exception {
        keys = KeyStoreManager.create(directory.resolve("test.keys"), protection());
    }

    @AfterEach
    void closeKeyStore() {
        keys.close();
    }

    private KnownPeers peers(boolean stored) {
        return stored ? keys.knownPeers() : KnownPeers.inMemory();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whoWasConfirmedIsKnown(boolean stored) throws Exception {
        var peers = peers(stored);
        assertThat(peers.at(HOST)).isEmpty();
        assertThat(peers.offered(HOST)).isEmpty();

        peers.refused(HOST, A);
        assertThat(peers.offered(HOST)).contains(A);
        assertThat(peers.at(HOST)).as("nothing confirms by itself").isEmpty();

        peers.confirm(HOST, A);
        assertThat(peers.at(HOST)).containsExactly(A);
        assertThat(peers.offered(HOST)).isEmpty();
        assertThat(peers.at("chat.example:7444")).isEmpty();

        peers.confirm(HOST, B);
        assertThat(peers.at(HOST)).as("the key before is not believed any more").containsExactly(B);
        assertThat(peers.list()).containsExactly(new KnownPeer(HOST, B.text()));

        assertThat(peers.forget(HOST)).isTrue();
        assertThat(peers.forget(HOST)).isFalse();
        assertThat(peers.at(HOST)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnnouncedKeyTakesThePlaceOfTheOneBefore(boolean stored) throws Exception {
        var peers = peers(stored);
        peers.confirm(HOST, A);
        assertThat(peers.met(HOST, A)).isFalse();
        assertThat(peers.announced(HOST, A, B)).isTrue();
        assertThat(peers.announced(HOST, A, B))
                .as("it is told in every channel")
                .isFalse();
        assertThat(peers.at(HOST)).containsExactly(B, A);
        assertThat(peers.met(HOST, A)).as("it still uses the one before").isFalse();
        assertThat(peers.at(HOST)).containsExactly(B, A);

        assertThat(peers.announced(HOST, A, C))
                .as("it has thought better of it")
                .isTrue();
        assertThat(peers.at(HOST)).containsExactly(C, A);

        assertThat(peers.met(HOST, C)).isTrue();
        assertThat(peers.at(HOST)).containsExactly(C);
        assertThat(peers.announced(HOST, A, B))
                .as("a channel of before, under a key that is not believed any more")
                .isFalse();
        assertThat(peers.at(HOST)).containsExactly(C);
        assertThat(peers.met(HOST, A)).isFalse();
        assertThat(peers.announced("nobody.example:1", A, B)).isFalse();
        assertThat(peers.at("nobody.example:1")).isEmpty();
        assertThat(peers.announced(HOST, C, C)).isFalse();
    }

    @Test
    void theKeyStoreHasThemByNameAndPeopleMayEditThem() throws Exception {
        var peers = keys.knownPeers();
        keys.put("friend", new KnownPeer("Chat.Example.:07443", A.text().toUpperCase(Locale.ROOT)), "told by Bob");
        assertThat(peers.at(HOST)).containsExactly(A);
        assertThat(peers.announced(HOST, A, B)).isTrue();
        assertThat(keys.versions("friend", KnownPeer.class))
                .containsExactly(
                        new KnownPeer("Chat.Example.:07443", B.text()),
                        new KnownPeer("Chat.Example.:07443", A.text().toUpperCase(Locale.ROOT)));
        assertThat(keys.find("friend").orElseThrow().version()).isEqualTo(2);
        assertThat(keys.find("friend").orElseThrow().note()).isEqualTo("told by Bob");
        keys.prune("friend");
        assertThat(peers.at(HOST)).containsExactly(B);

        // A second server at one address is an entry of its own.
        keys.put("second", new KnownPeer(HOST, C.text()));
        assertThat(peers.at(HOST)).containsExactlyInAnyOrder(B, C);
        assertThat(peers.met(HOST, C)).isFalse();
        assertThat(peers.at(HOST)).containsExactlyInAnyOrder(B, C);
        peers.confirm(HOST, A);
        assertThat(keys.find("second")).isEmpty();
        assertThat(keys.get("friend", KnownPeer.class).key()).isEqualTo(A.text());

        keys.put("other.example:1", SharedSecret.random());
        peers.confirm("other.example:1", B);
        peers.confirm("a.".repeat(80) + "example:1", C);
        assertThat(peers.at("other.example:1")).containsExactly(B);
        assertThat(peers.at("a.".repeat(80) + "example:1")).containsExactly(C);
        assertThat(keys.list())
                .extracting(EntryInfo::name)
                .filteredOn(each -> each.matches("peer-[0-9a-f]{32}"))
                .hasSize(2);
    }

    @Test
    void whatIsNoKeyForNoiseIsRefusedForItsServerAlone() throws Exception {
        var peers = keys.knownPeers();
        keys.put("by hand", new KnownPeer(HOST, "scn1AAAA"));
        peers.confirm("other.example:1", A);
        assertThat(peers.at("other.example:1")).containsExactly(A);
        var error = catchThrowableOfType(KeyMaterialException.class, () -> peers.at(HOST));
        assertThat(error.reason()).isEqualTo(Reason.MALFORMED);
        assertThat(error).hasMessageContainingAll("\"by hand\"", HOST, "Delete the entry");
        assertThat(error.getMessage()).doesNotContain("scn1AAAA");
        peers.confirm(HOST, B);
        assertThat(peers.at(HOST)).containsExactly(B);
    }

    /** Whoever is known over TLS by a pin has not been met over Noise, and stays known over TLS. */
    @Test
    void aPinForTlsUnderTheSameAddressIsNobodysBusinessHere() throws Exception {
        var peers = keys.knownPeers();
        var pin = new KnownPeer(HOST, "sha256/AAAA");
        keys.put(HOST, pin);
        assertThat(peers.at(HOST)).isEmpty();
        assertThat(peers.list()).isEmpty();

        peers.confirm(HOST, A);
        assertThat(peers.at(HOST)).containsExactly(A);
        assertThat(peers.announced(HOST, A, B)).isTrue();
        assertThat(peers.met(HOST, B)).isTrue();
        assertThat(peers.forget(HOST)).isTrue();
        assertThat(keys.get(HOST, KnownPeer.class)).isEqualTo(pin);
        assertThat(keys.list()).hasSize(1);
    }

    @Test
    void whereAPinAndAKeyShareAnEntryThePinIsNotLost() throws Exception {
        var peers = keys.knownPeers();
        var pin = new KnownPeer(HOST, "sha256/AAAA");
        keys.put("both", pin);
        keys.rotate("both", new KnownPeer(HOST, A.text()));
        for (var read : List.<Callable<?>>of(() -> peers.at(HOST), () -> {
            peers.confirm(HOST, B);
            return B;
        })) {
            var error = catchThrowableOfType(KeyMaterialException.class, read::call);
            assertThat(error.reason()).isEqualTo(Reason.MALFORMED);
            assertThat(error).hasMessageContainingAll("\"both\"", HOST);
        }
        assertThat(keys.versions("both", KnownPeer.class)).contains(pin);
    }

    /** Two entries, which people have written in two ways: what is forgotten is forgotten (N28). */
    @Test
    void theKeyBeforeIsForgottenInEveryEntryOfTheAddress() throws Exception {
        var peers = keys.knownPeers();
        peers.confirm(HOST, A);
        assertThat(peers.announced(HOST, A, B)).isTrue();
        keys.put("by hand", new KnownPeer("CHAT.example:7443", A.text()));
        keys.put("another", new KnownPeer(HOST, C.text()));

        assertThat(peers.met(HOST, A)).isFalse();
        assertThat(peers.at(HOST)).containsExactlyInAnyOrder(A, B, C);
        assertThat(peers.met(HOST, B)).isTrue();
        assertThat(peers.at(HOST))
                .as("the other server at this address was confirmed by itself")
                .containsExactlyInAnyOrder(B, C);
        assertThat(keys.versions("by hand", KnownPeer.class))
                .containsExactly(new KnownPeer("CHAT.example:7443", B.text()));
        assertThat(peers.met(HOST, B)).isFalse();
    }

    @Test
    void aKeyStoreThatIsClosedIsToldAsKeyTrouble() throws Exception {
        var peers = keys.knownPeers();
        peers.confirm(HOST, A);
        keys.close();
        assertThat(catchThrowableOfType(KeyMaterialException.class, () -> peers.at(HOST))
                        .reason())
                .isEqualTo(Reason.UNREADABLE);
        assertThat(catchThrowableOfType(KeyMaterialException.class, () -> peers.confirm(HOST, B))
                        .reason())
                .isEqualTo(Reason.UNREADABLE);
    }

    @Test
    void twoProgramsShareThem() throws Exception {
        try (var other = KeyStoreManager.open(directory.resolve("test.keys"), protection())) {
            var here = keys.knownPeers();
            var there = other.knownPeers();
            here.confirm(HOST, A);
            assertThat(there.at(HOST)).containsExactly(A);
            assertThat(there.announced(HOST, A, B)).isTrue();
            assertThat(here.met(HOST, B)).isTrue();
            assertThat(there.at(HOST)).containsExactly(B);
        }
    }

    /** What a channel waits for gives up soon, where others are writing; the next channel says it again. */
    private static boolean again(Callable<Boolean> change) throws Exception {
        while (true) {
            try {
                return change.call();
            } catch (KeyMaterialException e) {
                assertThat(e.reason()).isEqualTo(Reason.IN_USE);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyThreadsLoseNothing(boolean stored) throws Exception {
        var peers = peers(stored);
        var tasks = new ArrayList<Callable<Boolean>>();
        for (int i = 0; i < 8; i++) {
            var address = "host" + i + ".example:1";
            tasks.add(() -> {
                peers.confirm(address, A);
                return again(() -> peers.announced(address, A, B)) && again(() -> peers.met(address, B));
            });
        }
        var threads = Executors.newFixedThreadPool(4);
        try {
            for (var done : threads.invokeAll(tasks)) {
                assertThat(done.get()).isTrue();
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(peers.list()).hasSize(8).allMatch(each -> each.key().equals(B.text()));
    }

    @ParameterizedTest
    @CsvSource({
        "CHAT.Example:7443, chat.example:7443",
        "chat.example.:7443, chat.example:7443",
        "chat.example:07443, chat.example:7443",
        "B\u00FCcher.example:1, xn--bcher-kva.example:1",
        "[2001:DB8::1]:7443, 2001:db8:0:0::1:7443",
        "[0:0:0:0:0:0:0:1]:7443, ::1:7443",
        "[fe80::1%eth0]:1, fe80:0::1%eth0:1",
        "[::ffff:192.0.2.1]:1, 192.0.2.1:1",
        "under_score.example:1, UNDER_score.example:1"
    })
    void oneServerMayBeWrittenInSeveralWays(String confirmed, String asked) throws Exception {
        var peers = KnownPeers.inMemory();
        peers.confirm(confirmed, A);
        assertThat(peers.at(asked)).containsExactly(A);
        peers.refused(confirmed, B);
        assertThat(peers.offered(asked)).contains(B);
    }

    @ParameterizedTest
    @CsvSource({
        "chat.example:7443, chat.example:7444",
        "chat.example:7443, www.chat.example:7443",
        "fa\u00DF.example:1, fass.example:1",
        "[fe80::1%eth0]:1, [fe80::1%eth1]:1",
        "[::1]:1, [::11]:1"
    })
    void differentServersStayDifferent(String confirmed, String asked) throws Exception {
        var peers = KnownPeers.inMemory();
        peers.confirm(confirmed, A);
        assertThat(peers.at(asked)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":",
                ":7443",
                "chat.example",
                "chat.example:",
                "chat.example:65536",
                "chat.example:+1",
                "a:b",
                "a b:1",
                "../x:7",
                "a\\b:7",
                ".:7",
                "..:7",
                "a..b:7",
                "[]:7",
                "\u202eevil:7",
                "a\u0000b:7",
                "a\tb:7",
                "::1",
                "2001:db8::1",
                "::1:7443"
            })
    void whatIsNoAddressIsNotConfirmed(String address) throws Exception {
        var peers = KnownPeers.inMemory();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> peers.confirm(address, A))
                .withMessageContaining("host:port");
        assertThat(peers.at(address)).isEmpty();
        assertThat(peers.forget(address)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "chat.example, chat.example:7443",
        "::1, [::1]:7443",
        "[::1], [::1]:7443",
        "fe80::1%eth0, [fe80::1%eth0]:7443",
        "192.0.2.1, 192.0.2.1:7443"
    })
    void hostAndPortMakeAnAddress(String host, String address) throws Exception {
        assertThat(KnownPeers.address(host, 7443)).isEqualTo(address);
        var peers = KnownPeers.inMemory();
        peers.confirm(address, A);
        assertThat(peers.at(host + ":7443")).as("as the channel asks").containsExactly(A);
    }

    @Test
    void whatLooksLikeIpv6AndIsNoneStaysApart() throws Exception {
        var peers = KnownPeers.inMemory();
        peers.confirm("[1:2%eth0]:1", A);
        assertThat(peers.at("[1:2%eth0]:1")).containsExactly(A);
        assertThat(peers.at("[1:2%eth1]:1")).isEmpty();
        assertThat(peers.at("[1:2]:1")).isEmpty();
        assertThat(peers.list()).extracting(KnownPeer::address).containsExactly("[1:2%eth0]:1");
    }

    @Test
    void theListEndsSomewhere() throws Exception {
        var peers = new KnownPeers(new MemoryPeers(), 16);
        for (int i = 0; i < 16; i++) {
            peers.confirm("host:" + i, A);
        }
        var error = catchThrowableOfType(KeyMaterialException.class, () -> peers.confirm("another:1", A));
        assertThat(error.reason()).isEqualTo(Reason.TOO_LARGE);
        assertThat(error).hasMessageContaining("forget");
        peers.confirm("host:7", B);
        assertThat(peers.at("host:7")).containsExactly(B);
        for (int i = 0; i < 2_000; i++) {
            peers.refused("stranger:" + i, A);
        }
        assertThat(peers.offered("stranger:1"))
                .as("what was offered is forgotten in time")
                .isEmpty();
        assertThat(peers.offered("stranger:1999")).contains(A);
    }

    private static NoisePublicKey key() {
        try (var keys = NoiseKeyPair.generate()) {
            return keys.publicKey();
        }
    }

    private static KeyEncryption protection() {
        return KeyEncryption.aesGcm("test", new SecretKeySpec(new byte[32], "AES"));
    }
}
