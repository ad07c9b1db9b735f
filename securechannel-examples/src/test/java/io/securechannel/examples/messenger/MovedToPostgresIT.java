package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.SignUpPolicy;
import io.securechannel.examples.Postgres;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.endtoend.SafetyNumber;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.ChatServerConfig;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What docs/how-to/run-a-chat-server.md says of a server that leaves its file for a PostgreSQL: keys stay, users sign up again. */
@Tag("it")
@Timeout(240)
class MovedToPostgresIT {

    @TempDir
    private Path directory;

    private ChatServerConfig.Builder config(String name) {
        return ChatServerConfig.in(directory.resolve(name))
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .signUp(SignUpPolicy.OPEN)
                .insecureIterations(TestRelay.CHEAP)
                .housekeeping(Duration.ofMillis(10))
                .notices(line -> {});
    }

    private Person come(ChatServer server, String name) throws Exception {
        var trust = TlsContextFactory.forClient(Trust.only(server.caCertificate()));
        var person = Person.open(
                ClientSettings.builder("localhost", server.port(), name, trust), directory, name, same -> same);
        person.client().start();
        person.awaitOnline();
        return person;
    }

    @Test
    void usersWhoSignUpAgainAreKnownByTheirKeysStill() throws Exception {
        SafetyNumber number;
        try (var server = ChatServer.start(config("file").build());
                var ada = come(server, "ada");
                var bob = come(server, "bob")) {
            for (int i = 0; i < 3; i++) {
                ada.awaitDelivered(ada.tell(bob, "before " + i));
                bob.awaitText("before " + i);
            }
            bob.awaitDelivered(bob.tell(ada, "and back"));
            ada.awaitText("and back");
            number = ada.client().safetyNumber("bob");
        }
        Files.createDirectory(directory.resolve("shared"));
        for (var name : List.of("chat.keys", "chat.password")) {
            Files.copy(
                    directory.resolve("file").resolve(name),
                    directory.resolve("shared").resolve(name));
        }
        try (var postgres = Postgres.start();
                var server = ChatServer.start(config("shared")
                        .store(postgres.source(postgres.create()), "the database of the test")
                        .newDatabase(true)
                        .build());
                var ada = come(server, "ada");
                var bob = come(server, "bob")) {
            ada.tell(bob, "after the move");
            bob.awaitText("after the move");
            bob.tell(ada, "and back again");
            ada.awaitText("and back again");
            assertThat(ada.client().safetyNumber("bob")).isEqualTo(number);
            assertThat(ada.events(ChatEvent.Alarm.class)).isEmpty();
            assertThat(bob.events(ChatEvent.Alarm.class)).isEmpty();
            for (var each : List.of(ada, bob)) {
                assertThat(each.events(ChatEvent.Undelivered.class))
                        .as("that the server has forgotten the rows is said once, and is all")
                        .singleElement()
                        .satisfies(told -> assertThat(told.text()).contains("has lost messages for", "had accepted"));
            }
        }
    }
}
