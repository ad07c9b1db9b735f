package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.Loopback;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of keys and certificates that change under a running program. */
class LiveReloadTest {

    private static final TestCa ROOT = TestCa.create("Live Root");
    private static final TestCa OTHER_ROOT = TestCa.create("Other Live Root");

    @TempDir
    Path directory;

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private LiveFilesFixture files;

    @BeforeEach
    void firstSet() throws Exception {
        files = new LiveFilesFixture(directory);
        files.identityInPlace(ROOT.server("localhost"));
        files.trust(ROOT.certificate());
    }

    @Test
    void aRenamedSetIsShownByTheNextHandshake() throws Exception {
        var server = server();
        var second = ROOT.server("localhost");
        files.identityByRename(second);
        assertThat(shown(server)).isEqualTo(second.certificate());
        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        SecurityEvent.Reloaded.class,
                        reloaded -> assertThat(reloaded.what()).contains("CN=localhost"));
    }

    @Test
    void aSetWrittenInPlaceIsShownByTheNextHandshake() throws Exception {
        var server = server();
        var second = ROOT.server("localhost");
        files.identityInPlace(second);
        assertThat(shown(server)).isEqualTo(second.certificate());
    }

    @Test
    void aTurnedSymbolicLinkIsFollowed() throws Exception {
        var first = new LiveFilesFixture(Files.createDirectory(directory.resolve("v1")));
        var second = new LiveFilesFixture(Files.createDirectory(directory.resolve("v2")));
        var next = ROOT.server("localhost");
        first.identityInPlace(ROOT.server("localhost"));
        second.identityInPlace(next);
        var current = Files.createSymbolicLink(directory.resolve("current"), Path.of("v1"));
        var server = TlsContextFactory.serverBuilder(
                        Live.identity(current.resolve("fullchain.pem"), current.resolve("privkey.pem")))
                .reloadInterval(Duration.ZERO)
                .build();
        var turned = Files.createSymbolicLink(directory.resolve("turned"), Path.of("v2"));
        Files.move(turned, current, StandardCopyOption.ATOMIC_MOVE);
        assertThat(shown(server)).isEqualTo(next.certificate());
    }

    @Test
    void nothingIsReadAgainBeforeTheInterval() throws Exception {
        var first = Identity.fromPem(files.chain, files.key);
        var server = TlsContextFactory.serverBuilder(Live.identity(files.chain, files.key))
                .reloadInterval(Duration.ofDays(1))
                .build();
        assertThat(shown(server)).isEqualTo(first.certificate());
        files.identityByRename(ROOT.server("localhost"));
        assertThat(shown(server)).isEqualTo(first.certificate());
    }

    @Test
    void halfASetKeepsTheOldOneAndSaysSoOnce() throws Exception {
        var server = server();
        var before = Identity.fromPem(files.chain, files.key);
        var second = ROOT.server("localhost");
        Files.writeString(files.chain, LiveFilesFixture.pem(second.certificateChain()));
        assertThat(shown(server)).isEqualTo(before.certificate());
        assertThat(shown(server)).isEqualTo(before.certificate());
        assertThat(refusals()).containsExactly(KeyMaterialException.Reason.KEY_MISMATCH);
        files.identityInPlace(second);
        assertThat(shown(server)).isEqualTo(second.certificate());
    }

    @Test
    void aFileCutAnywhereNeverBreaksAConnection() throws Exception {
        var server = server();
        var before = Identity.fromPem(files.chain, files.key);
        var whole = LiveFilesFixture.pem(ROOT.server("localhost").certificateChain());
        for (int length = 0; length < whole.length(); length += 97) {
            Files.writeString(files.chain, whole.substring(0, length));
            server.refresh(events::add);
            assertThat(server.identities().get(0).certificate()).isEqualTo(before.certificate());
        }
        assertThat(shown(server)).isEqualTo(before.certificate());
        assertThat(refusals()).isNotEmpty();
    }

    @Test
    void aMissingFileKeepsTheOldSet() throws Exception {
        var server = server();
        var before = Identity.fromPem(files.chain, files.key);
        Files.delete(files.key);
        assertThat(shown(server)).isEqualTo(before.certificate());
        assertThat(refusals()).containsExactly(KeyMaterialException.Reason.UNREADABLE);
    }

    @Test
    void anExpiredSetAndOneOfTomorrowKeepTheOldOne() throws Exception {
        var server = server();
        var before = Identity.fromPem(files.chain, files.key);
        var now = Instant.now();
        files.identityByRename(ROOT.leaf("localhost")
                .names("localhost")
                .valid(now.minus(Duration.ofDays(9)), now.minus(Duration.ofDays(1)))
                .issue());
        assertThat(shown(server)).isEqualTo(before.certificate());
        files.identityByRename(ROOT.leaf("localhost")
                .names("localhost")
                .valid(now.plus(Duration.ofDays(1)), now.plus(Duration.ofDays(9)))
                .issue());
        assertThat(shown(server)).isEqualTo(before.certificate());
        assertThat(refusals())
                .containsExactly(
                        KeyMaterialException.Reason.OUTSIDE_VALIDITY, KeyMaterialException.Reason.OUTSIDE_VALIDITY);
    }

    @Test
    void aSetForClientsAloneKeepsTheOldOne() throws Exception {
        var server = server();
        var before = Identity.fromPem(files.chain, files.key);
        files.identityByRename(ROOT.client("localhost"));
        assertThat(shown(server)).isEqualTo(before.certificate());
        assertThat(refusals()).containsExactly(KeyMaterialException.Reason.WRONG_KIND);
        files.identityByRename(ROOT.leaf("localhost").names("localhost").issue()); // without the extension, for any use
        assertThat(shown(server)).isNotEqualTo(before.certificate());
    }

    @Test
    void aLeafWithoutTheIntermediateThatWasThereBeforeKeepsTheOldSet() throws Exception {
        var intermediate = ROOT.intermediate("Live Intermediate");
        files.identityInPlace(intermediate.server("localhost"));
        var server = server();
        var before = Identity.fromPem(files.chain, files.key);
        assertThat(before.certificateChain()).hasSize(2);
        var renewed = intermediate.server("localhost");
        files.identityByRename(Identity.of(renewed.privateKey(), renewed.certificate()));
        assertThat(shown(server)).isEqualTo(before.certificate());
        assertThat(refusals()).containsExactly(KeyMaterialException.Reason.BROKEN_CHAIN);
        files.identityByRename(renewed);
        assertThat(shown(server)).isEqualTo(renewed.certificate());
    }

    @Test
    void anotherAuthorityMayTakeOverWhileTwoAreTrusted() throws Exception {
        var client = TlsContextFactory.clientBuilder(Live.trustOnly(files.authorities))
                .reloadInterval(Duration.ZERO)
                .build();
        var old = TlsContextFactory.forServer(ROOT.server("localhost"));
        var young = TlsContextFactory.forServer(OTHER_ROOT.server("localhost"));
        connect(client, old);
        assertRefused(client, young);
        files.trust(ROOT.certificate(), OTHER_ROOT.certificate());
        connect(client, old);
        connect(client, young);
        files.trust(OTHER_ROOT.certificate());
        assertRefused(client, old);
        connect(client, young);
    }

    @Test
    void aChangeOfTrustForgetsEverySession() throws Exception {
        var client = TlsContextFactory.clientBuilder(Live.trustOnly(files.authorities))
                .reloadInterval(Duration.ZERO)
                .build();
        var server = TlsContextFactory.forServer(ROOT.server("localhost"));
        try (var listening = Loopback.listen()) {
            assertThat(resumed(client, server, listening)).isFalse();
            assertThat(resumed(client, server, listening)).isTrue();
            files.trust(ROOT.certificate(), OTHER_ROOT.certificate());
            assertThat(resumed(client, server, listening)).isFalse();
            assertThat(resumed(client, server, listening)).isTrue();
        }
    }

    @Test
    void aServersTicketsEndWithItsTrustInClients() throws Exception {
        var server = TlsContextFactory.serverBuilder(ROOT.server("localhost"))
                .requireClientCertificate(Live.trustOnly(files.authorities))
                .reloadInterval(Duration.ZERO)
                .build();
        var ada = TlsContextFactory.clientBuilder(Trust.only(ROOT.certificate()))
                .identity(ROOT.client("ada"))
                .build();
        try (var listening = Loopback.listen()) {
            assertThat(resumed(ada, server, listening)).isFalse();
            assertThat(resumed(ada, server, listening)).isTrue();
            files.trust(OTHER_ROOT.certificate());
            var errors = Loopback.errors(
                    "localhost",
                    Loopback.client(ada).build(),
                    Loopback.server(server).build(),
                    listening);
            assertThat(errors.server())
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.UNTRUSTED_CERTIFICATE));
        }
    }

    @Test
    void aPasswordIsAskedForAgainAndWiped() throws Exception {
        var asked = new CopyOnWriteArrayList<Password>();
        var live = Live.identity(files.chain, files.key, () -> {
            var password = Password.copyOf("not needed".toCharArray());
            asked.add(password);
            return password;
        });
        assertThat(live.current()).isSameAs(live.current());
        files.identityByRename(ROOT.server("localhost"));
        assertThat(live.current()).isSameAs(live.current());
        assertThat(asked).hasSize(2);
        assertThatThrownBy(() -> asked.get(0).copy()).isInstanceOf(IllegalStateException.class);
        assertThat(live).hasToString(files.chain + ", " + files.key);
    }

    @Test
    void whatCannotBeReadAtTheStartIsAnErrorThen() throws Exception {
        Files.delete(files.key);
        assertThatThrownBy(() -> TlsContextFactory.forServer(Live.identity(files.chain, files.key)))
                .isInstanceOf(KeyMaterialException.class)
                .hasMessageContaining("privkey.pem");
    }

    @Test
    void aSourceThatThrowsKeepsWhatWasThere() throws Exception {
        var identity = ROOT.server("localhost");
        var calls = new int[1];
        var server = TlsContextFactory.serverBuilder((Live<Identity>) () -> {
                    if (calls[0]++ > 0) {
                        throw new IllegalStateException("the vault is sealed");
                    }
                    return identity;
                })
                .reloadInterval(Duration.ZERO)
                .build();
        assertThat(shown(server)).isEqualTo(identity.certificate());
        assertThat(((SecurityEvent.ReloadRefused) events.get(0)).error()).hasMessageContaining("the vault is sealed");
    }

    @Test
    void expiryIsToldThirtySevenAndOneDaysBeforeAndAfterwards() throws Exception {
        var start = Instant.parse("2030-01-01T00:00:00Z");
        var identity = ROOT.leaf("localhost")
                .names("localhost")
                .valid(start, start.plus(Duration.ofDays(100)))
                .issue();
        var day = new long[] {60};
        InstantSource clock = () -> start.plus(Duration.ofDays(day[0]));
        var server = TlsContextFactory.serverBuilder(Identity.of(identity.privateKey(), identity.certificate()))
                .clock(clock)
                .reloadInterval(Duration.ZERO)
                .build();
        for (long at : new long[] {60, 69, 70, 71, 92, 93, 94, 98, 99, 99, 101, 102}) {
            day[0] = at;
            server.refresh(events::add);
        }
        assertThat(events)
                .extracting(event ->
                        ((SecurityEvent.CertificateExpiring) event).left().toDays())
                .containsExactly(30L, 7L, 1L, -1L);
        assertThat(events).allSatisfy(event -> assertThat(event.peer()).isEmpty());
    }

    private TlsContextFactory.Server server() throws KeyMaterialException {
        return TlsContextFactory.serverBuilder(Live.identity(files.chain, files.key))
                .reloadInterval(Duration.ZERO)
                .build();
    }

    private List<KeyMaterialException.Reason> refusals() {
        return events.stream()
                .filter(SecurityEvent.ReloadRefused.class::isInstance)
                .map(event -> ((SecurityEvent.ReloadRefused) event).error().reason())
                .toList();
    }

    /** The certificate that a client gets to see; the server's events are kept. */
    private Object shown(TlsContextFactory.Server server) throws Exception {
        var client = TlsContextFactory.forClient(Trust.only(ROOT.certificate(), OTHER_ROOT.certificate()));
        try (var pair = Loopback.pair(
                Loopback.client(client).build(),
                Loopback.server(server).listener(this::keep).build())) {
            return pair.client().peer().certificate().orElseThrow();
        }
    }

    private void keep(SecurityEvent event) {
        if (event instanceof SecurityEvent.OfThisSide) {
            events.add(event);
        }
    }

    private static void connect(TlsContextFactory.Client client, TlsContextFactory.Server server) throws Exception {
        try (var pair = Loopback.pair(
                Loopback.client(client).build(), Loopback.server(server).build())) {
            pair.client().sendText("hello");
            assertThat(pair.server().receiveText()).contains("hello");
        }
    }

    private static void assertRefused(TlsContextFactory.Client client, TlsContextFactory.Server server)
            throws Exception {
        var errors = Loopback.errors(
                "localhost",
                Loopback.client(client).build(),
                Loopback.server(server).build());
        assertThat(errors.client())
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.UNTRUSTED_CERTIFICATE));
    }

    private static boolean resumed(
            TlsContextFactory.Client client, TlsContextFactory.Server server, ServerSocket listening) throws Exception {
        try (var pair = Loopback.pair(
                Loopback.client(client).build(), Loopback.server(server).build(), listening)) {
            pair.server().sendText("so that the ticket is read");
            assertThat(pair.client().receiveText()).isPresent();
            assertThat(pair.client().protocol().resumed())
                    .isEqualTo(pair.server().protocol().resumed());
            return pair.client().protocol().resumed();
        }
    }
}
