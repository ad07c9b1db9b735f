package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.SignUpPolicy;
import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ChatEvent.ConnectionChanged;
import io.securechannel.examples.messenger.client.ChatEvent.Invited;
import io.securechannel.examples.messenger.client.ChatEvent.RoomChanged;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.ChatServerConfig;
import io.securechannel.examples.messenger.server.ServerLimits;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clients at the server of the examples: all modes, absence, and a server that starts anew. */
@Timeout(120)
class ChatOverTheServerTest {

    @TempDir
    private Path directory;

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private ChatServer start() throws Exception {
        return start(ChatServerConfig.in(directory.resolve("server")));
    }

    private static ChatServer start(ChatServerConfig.Builder config) throws Exception {
        return ChatServer.start(config.listen(LOOPBACK)
                .signUp(SignUpPolicy.OPEN)
                .insecureIterations(TestRelay.CHEAP)
                .housekeeping(Duration.ofMillis(10))
                .notices(line -> {})
                .build());
    }

    private Person come(ChatServer server, String name) throws Exception {
        var tls = TlsContextFactory.forClient(Trust.only(server.caCertificate()));
        return come(ClientSettings.builder("localhost", server.port(), name, tls), name);
    }

    private Person comeOverNoise(ChatServer server, String name) throws Exception {
        var door = server.noise().orElseThrow();
        var noise = NoiseContext.forClient(Trust.pinned(door.key())).build();
        return come(ClientSettings.builder("localhost", door.port(), name, noise), name);
    }

    private Person come(ClientSettings.Builder where, String name) throws Exception {
        var person = Person.open(where, directory, name, settings -> settings);
        person.client().start();
        person.awaitOnline();
        return person;
    }

    /** One server, two doors: who comes over Noise talks to who comes over TLS, and comes again by its token. */
    @Test
    void overNoiseAndOverTlsTheyTalkToEachOther() throws Exception {
        var noise = ChatServerConfig.in(directory.resolve("server")).noise(LOOPBACK);
        String key;
        try (var server = start(noise);
                var ada = comeOverNoise(server, "ada");
                var bob = come(server, "bob")) {
            key = server.noise().orElseThrow().key().text();
            ada.awaitPresence(bob);
            ada.tell(bob, "over Noise");
            bob.awaitText("over Noise");
            bob.tell(ada, "over TLS");
            ada.awaitText("over TLS");
            assertThat(ada.events(Alarm.class)).isEmpty();
        }
        try (var server = start(noise)) {
            assertThat(server.noise().orElseThrow().key().text()).isEqualTo(key);
            comeOverNoise(server, "ada").close();
        }
        var log = Files.readString(directory.resolve("server").resolve("audit.log"));
        assertThat(log).contains("SCRAM-SHA-256-PLUS").contains("SECURECHANNEL-TOKEN");
    }

    /** Before any challenge; the client says what it is, and tries again. */
    @Test
    void whoHasTooManyConnectionsIsToldSo() throws Exception {
        var connections = new ServerLimits.Connections(10, 10, 10, 1);
        var limits = new ServerLimits(connections, ServerLimits.DEFAULTS.mailboxes(), ServerLimits.DEFAULTS.pace());
        try (var server = start(ChatServerConfig.in(directory.resolve("server")).limits(limits))) {
            var tls = TlsContextFactory.forClient(Trust.only(server.caCertificate()));
            var where = ClientSettings.builder("localhost", server.port(), "ada", tls);
            var elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
            try (var another = Person.open(where, elsewhere, "ada", settings -> settings)) {
                meetAFullServer(server, another);
                another.await(ConnectionChanged.class, each -> each.text().contains("another identity key"));
            }
        }
    }

    private void meetAFullServer(ChatServer server, Person another) throws Exception {
        try (var ada = come(server, "ada")) {
            another.client().start();
            var told = another.await(ConnectionChanged.class, each -> each.state() == ConnectionState.OFFLINE);
            assertThat(told.text()).startsWith("the server is full; next try");
            assertThat(ada.client().state()).isEqualTo(ConnectionState.ONLINE);
        }
    }

    @Test
    void threeUsersTalkInAllModesAndTheServerStartsAnewMeanwhile() throws Exception {
        talkUntilTheServerStops();
        try (var server = start();
                var bob = come(server, "bob");
                var carol = come(server, "carol")) {
            carol.awaitText("while you were away");
            carol.awaitText("without a server");
            assertThat(carol.texts()).containsExactlyInAnyOrder("while you were away", "without a server");
            bob.tell(carol, "hello again");
            carol.awaitText("hello again");
            assertThat(carol.events(Alarm.class)).isEmpty();
        }
        try (var files = Files.walk(directory)) {
            for (var file : files.filter(Files::isRegularFile).toList()) {
                assertThat(Files.readString(file, StandardCharsets.ISO_8859_1))
                        .as(file.toString())
                        .doesNotContain("to all", "to you", "in private", "while you were away", "without a server");
            }
        }
    }

    private void talkUntilTheServerStops() throws Exception {
        var server = start();
        var ada = come(server, "ada");
        var bob = come(server, "bob");
        var carol = come(server, "carol");
        ada.awaitPresence(bob);
        ada.awaitPresence(carol);
        ada.awaitDelivered(ada.tellAll("to all"));
        bob.awaitText("to all");
        carol.awaitText("to all");
        bob.tell(ada, "to you");
        ada.awaitText("to you");
        ada.client().invite("bob");
        bob.client().accept(bob.await(Invited.class, each -> true).invitation().id());
        ada.await(RoomChanged.class, each -> each.room().open());
        ada.client().send(ada.client().room("bob").orElseThrow().room(), "in private");
        assertThat(bob.awaitText("in private").place()).isEqualTo("ada");
        carol.close();
        ada.awaitDelivered(ada.tell(carol, "while you were away"));
        server.close();
        bob.await(ConnectionChanged.class, each -> each.state() == ConnectionState.OFFLINE);
        bob.tell(carol, "without a server");
        for (var each : List.of(ada, bob, carol)) {
            each.close();
            assertThat(each.events(Alarm.class)).isEmpty();
        }
    }

    /** More than a server hands over without an acknowledgement, all of it waiting for a decision that ada never takes. */
    @Test
    void whoHasChangedTheirKeyAndSaysMuchHoldsUpNobodyElse() throws Exception {
        try (var server = start();
                var ada = come(server, "ada");
                var bob = come(server, "bob")) {
            try (var mallory = come(server, "mallory")) {
                mallory.awaitDelivered(mallory.tell(ada, "hi"));
            }
            ada.awaitText("hi");
            var anew = Files.createDirectory(directory.resolve("anew"));
            var tls = TlsContextFactory.forClient(Trust.only(server.caCertificate()));
            var where = ClientSettings.builder("localhost", server.port(), "mallory", tls);
            try (var mallory = Person.open(where, anew, "mallory", ClientSettings.Builder::replaceIdentity)) {
                for (int i = 0; i < 130; i++) {
                    mallory.tell(ada, "number " + i);
                }
                mallory.client().start();
                mallory.awaitDelivered(mallory.tell(ada, "the last"));
                bob.tell(ada, "something else");
                ada.awaitText("something else");
                assertThat(ada.texts()).containsExactly("hi", "something else");
                assertThat(ada.events(Alarm.class))
                        .extracting(Alarm::kind)
                        .containsExactly(AlarmKind.KEY_CHANGED, AlarmKind.MISSING);
                assertThat(ada.events(Alarm.class).get(1).text()).contains("the rest is not shown", "ask mallory");

                ada.client().acceptKey("mallory", ada.client().safetyNumber("mallory"));
                ada.awaitText("number 15");
                mallory.tell(ada, "after that");
                ada.awaitText("after that");
                assertThat(ada.texts()).hasSize(2 + 16 + 1).doesNotContain("number 16");
                assertThat(ada.events(Alarm.class))
                        .last()
                        .satisfies(
                                each -> assertThat(each.text()).startsWith("115 messages of mallory before this one"));
            }
        }
    }
}
