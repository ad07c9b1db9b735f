package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.SignUpPolicy;
import io.securechannel.examples.messenger.client.ChatEvent.ConnectionChanged;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.EntryRefusal;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.ChatServerConfig;
import io.securechannel.keys.KnownPeers;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that knows two addresses, where one of them refuses it (C14): which refusal is about that server, and which about the user. */
@Timeout(120)
class SeveralAddressesTest {

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path directory;

    private TestRelay first;
    private TestRelay second;

    @BeforeEach
    void start() throws Exception {
        first = TestRelay.start();
        second = TestRelay.start();
    }

    @AfterEach
    void stop() throws Exception {
        first.close();
        second.close();
    }

    /** Relays know each other's users no more than each other's tokens: ada has signed up at the second, and does so at the first. */
    private Person firstThenSecond() throws Exception {
        try (var ada = both(ClientSettings.builder(TestRelay.HOST, second.port(), "ada", TestRelay.trust()))) {
            ada.awaitOnline();
        }
        return both(addresses());
    }

    private long entries(TestRelay relay) {
        return relay.received().stream()
                .filter(each -> each.message() instanceof ClientMessage.Enter)
                .count();
    }

    private Person both(ClientSettings.Builder settings) throws Exception {
        var person = Person.open(settings, directory, "ada", same -> same);
        person.client().start();
        return person;
    }

    private ClientSettings.Builder addresses() {
        return ClientSettings.builder(TestRelay.HOST, first.port(), "ada", TestRelay.trust())
                .server(TestRelay.HOST, second.port());
    }

    private static Tampering refusing(EntryRefusal reason) {
        return new Tampering() {
            @Override
            public List<ServerMessage> toClient(RelayConnection to, ServerMessage message) {
                return message instanceof ServerMessage.Welcome
                        ? List.of(new ServerMessage.Refused(reason, "no"))
                        : List.of(message);
            }
        };
    }

    private static String refused(Person person) {
        return person.await(ConnectionChanged.class, each -> each.state() == ConnectionState.REFUSED)
                .text();
    }

    @ParameterizedTest
    @EnumSource(names = {"OTHER", "FULL", "BAD_PROOF"})
    void aRefusalThatIsAboutOneServerLeadsToTheNext(EntryRefusal reason) throws Exception {
        first.tamper(refusing(reason));
        try (var ada = firstThenSecond()) {
            ada.awaitOnline();
            assertThat(entries(first)).as("was asked").isEqualTo(1);
            assertThat(ada.events(ConnectionChanged.class))
                    .extracting(ConnectionChanged::state)
                    .doesNotContain(ConnectionState.REFUSED);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"BAD_KEYS", "BAD_NAME", "OTHER_IDENTITY", "OLD_DEVICE_LIST"})
    void aRefusalThatIsAboutTheUserIsTheLast(EntryRefusal reason) throws Exception {
        first.tamper(refusing(reason));
        try (var ada = firstThenSecond()) {
            refused(ada);
            assertThat(entries(second)).as("when she signed up").isEqualTo(1);
        }
    }

    @Test
    void aServerThatMayTakeTheDeviceLaterIsAskedAgainAndOneThatWillNotIsNot() throws Exception {
        first.tamper(refusing(EntryRefusal.BAD_PROOF));
        try (var ada = firstThenSecond()) {
            ada.awaitOnline();
            second.tamper(refusing(EntryRefusal.FULL));
            second.cutAll();
            second.await("is asked again and again", () -> entries(second) > 4);
            assertThat(entries(first))
                    .as("once at the start, and once since the last entry")
                    .isEqualTo(2);
            second.tamper(Tampering.HONEST);
            while (online(ada) < 2) {
                Thread.onSpinWait(); // the relay counts those as present that the test has refused
            }
            first.tamper(Tampering.HONEST);
            second.unreachable(true);
            first.await(
                    "what it has refused was before the last entry",
                    () -> first.connection("ada").isPresent());
        }
    }

    private static long online(Person person) {
        return person.events(ConnectionChanged.class).stream()
                .filter(each -> each.state() == ConnectionState.ONLINE)
                .count();
    }

    @Test
    void whenAllRefuseItIsTheEnd() throws Exception {
        first.tamper(refusing(EntryRefusal.BAD_PROOF));
        try (var ada = firstThenSecond()) {
            ada.awaitOnline();
            second.tamper(refusing(EntryRefusal.BAD_PROOF));
            second.cutAll();
            assertThat(refused(ada)).contains("BAD_PROOF");
            assertThat(entries(first)).isEqualTo(2);
            assertThat(entries(second)).isEqualTo(3);
        }
    }

    /** The failures of all servers are counted together: to try them one after the other would lock the user out sooner. */
    @Test
    void aWrongPasswordIsSaidToOneServerAlone() throws Exception {
        try (var ada = both(addresses())) {
            ada.awaitOnline();
        }
        var withoutSignUp = addresses()
                .password(() -> Password.copyOf("no idea".toCharArray()))
                .insecureIterations(TestRelay.CHEAP)
                .reconnectPause(Duration.ofMillis(1), Duration.ofMillis(1));
        var other = Files.createDirectory(directory.resolve("other"));
        try (var ada = Person.open(addresses(), other, "ada", settings -> withoutSignUp)) {
            ada.client().start();
            refused(ada);
            assertThat(ada.events(ConnectionChanged.class)).hasSize(2);
        }
    }

    private ChatServer server(String name, SignUpPolicy policy) throws Exception {
        return ChatServer.start(ChatServerConfig.in(directory.resolve(name))
                .listen(LOOPBACK)
                .noise(LOOPBACK)
                .signUp(policy)
                .insecureIterations(TestRelay.CHEAP)
                .notices(line -> {})
                .build());
    }

    private static X509Certificate certificate(Path file) throws Exception {
        try (var in = Files.newInputStream(file)) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    /** Each server says for itself who may sign up. */
    @Test
    void whereOneServerLetsNobodySignUpTheNextMay() throws Exception {
        try (var closed = server("closed", SignUpPolicy.CLOSED)) {
            var authority = certificate(closed.caCertificate());
            var trust = TlsContextFactory.forClient(Trust.only(authority, TestRelay.root()));
            try (var ada = both(ClientSettings.builder("localhost", closed.port(), "ada", trust)
                    .server(TestRelay.HOST, second.port()))) {
                ada.awaitOnline();
                assertThat(second.received()).isNotEmpty();
            }
        }
    }

    /** One that is not who it should be, at one of the addresses, keeps nobody from the other. */
    @Test
    void aServerThatIsNotKnownIsLeftOut() throws Exception {
        try (var stranger = server("stranger", SignUpPolicy.OPEN);
                var known = server("known", SignUpPolicy.OPEN)) {
            var door = known.noise().orElseThrow();
            var peers = KnownPeers.inMemory();
            peers.confirm(KnownPeers.address("localhost", door.port()), door.key());
            var trust = NoiseContext.forClient(Trust.known(peers)).build();
            int other = stranger.noise().orElseThrow().port();
            try (var ada = both(
                    ClientSettings.builder("localhost", other, "ada", trust).server("localhost", door.port()))) {
                ada.awaitOnline();
            }
            try (var eve = Person.open(
                    ClientSettings.builder("localhost", other, "eve", trust), directory, "eve", same -> same)) {
                eve.client().start();
                refused(eve);
            }
        }
    }
}
