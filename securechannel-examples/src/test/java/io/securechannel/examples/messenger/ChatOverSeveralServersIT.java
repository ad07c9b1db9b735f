package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.Postgres;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ChatEvent.ConnectionChanged;
import io.securechannel.examples.messenger.client.ChatEvent.Invited;
import io.securechannel.examples.messenger.client.ChatEvent.PresenceChanged;
import io.securechannel.examples.messenger.client.ChatEvent.RoomChanged;
import io.securechannel.examples.messenger.client.ChatEvent.RoomClosed;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.load.KillableServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users of two servers over one PostgreSQL, each in a process of its own, one of which is killed. */
@Tag("it")
@Timeout(240)
class ChatOverSeveralServersIT {

    @TempDir
    private Path directory;

    private Postgres postgres;
    private KillableServer first;
    private KillableServer second;

    @BeforeEach
    void start() throws Exception {
        postgres = Postgres.start();
        var store = postgres.arguments(postgres.create(), directory.resolve("db.pw"));
        first = KillableServer.start(directory.resolve("first"), store);
        first.copyKeys(directory.resolve("second"));
        second = KillableServer.start(directory.resolve("second"), store);
    }

    @AfterEach
    void stop() throws Exception {
        if (first != null) {
            first.close();
        }
        if (second != null) {
            second.close();
        }
        if (postgres != null) {
            postgres.close();
        }
    }

    /** Knows both servers, and begins at the one that it is said. */
    private Person come(String name, KillableServer one, KillableServer other) throws Exception {
        var where = ClientSettings.builder("localhost", one.port(), name, first.trust())
                .server("localhost", other.port());
        var person = Person.open(where, directory, name, settings -> settings);
        person.client().start();
        person.awaitOnline();
        return person;
    }

    @Test
    void usersOfTwoServersTalkAndLoseNothingWhenOneIsKilled() throws Exception {
        try (var ada = come("ada", first, second);
                var bob = come("bob", second, first)) {
            var carol = come("carol", first, second);
            ada.awaitPresence(bob);
            bob.awaitPresence(carol);
            ada.tell(bob, "from the first server");
            bob.awaitText("from the first server");
            bob.tell(ada, "from the second server");
            ada.awaitText("from the second server");
            bob.tellAll("to all");
            ada.awaitText("to all");
            carol.awaitText("to all");
            meetInARoom(ada, bob);
            carol.close();
            bob.tell(carol, "while you are away");

            second.end();
            ada.tell(bob, "while your server is gone");
            bob.awaitText("while your server is gone");
            bob.tell(ada, "I am at the other one now");
            ada.awaitText("I am at the other one now");
            bob.client().send(bob.client().room("club").orElseThrow().room(), "and in the room still");
            ada.awaitText("and in the room still");
            assertThat(bob.events(ConnectionChanged.class).stream()
                            .filter(each -> each.state() == ConnectionState.ONLINE))
                    .hasSize(2);

            second.restart();
            try (var again = come("carol", second, first)) {
                again.awaitText("while you are away");
                assertThat(again.events(Alarm.class)).isEmpty();
            }
            assertThat(ada.texts()).doesNotHaveDuplicates();
            assertThat(bob.texts()).doesNotHaveDuplicates();
            assertThat(ada.events(Alarm.class)).isEmpty();
            assertThat(bob.events(Alarm.class)).isEmpty();
        }
        assertThat(Files.readString(directory.resolve("first").resolve("audit.log")))
                .as("bob's token, which the other server has given")
                .containsPattern("logged in.*bob.*SECURECHANNEL-TOKEN");
    }

    /** Its crash takes nothing that was accepted; what is said meanwhile waits with who says it. Then bob is put out, at the other server. */
    @Test
    void usersTalkOnWhenTheDatabaseIsBack() throws Exception {
        try (var ada = come("ada", first, second);
                var bob = come("bob", second, first)) {
            ada.awaitPresence(bob);
            meetInARoom(ada, bob);
            var club = ada.client().room("club").orElseThrow().room();
            ada.awaitDelivered(ada.tell(bob, "before the crash"));
            postgres.crash();
            ada.tell(bob, "without a database");
            bob.client().send(club, "in the room, without a database");
            bob.await(ConnectionChanged.class, each -> each.state() == ConnectionState.OFFLINE);
            postgres.restart();
            bob.awaitText("before the crash");
            bob.awaitText("without a database");
            ada.awaitText("in the room, without a database");
            ada.client().kick("club", "bob");
            bob.await(RoomClosed.class, each -> each.room().name().equals("club"));
            bob.tell(ada, "put out, and not gone");
            ada.awaitText("put out, and not gone");
            for (var each : List.of(ada, bob)) {
                assertThat(each.texts()).doesNotHaveDuplicates();
                assertThat(each.events(Alarm.class)).isEmpty();
            }
        }
    }

    /** Nobody says goodbye for those whose server was killed: its lease ends. */
    @Test
    void whoWasAtAServerThatIsKilledIsNotThereAnyMore() throws Exception {
        var where = ClientSettings.builder("localhost", second.port(), "bob", first.trust());
        try (var ada = come("ada", first, second);
                var bob = Person.open(where, directory, "bob", settings -> settings)) {
            bob.client().start();
            ada.awaitPresence(bob);
            second.end();
            ada.await(PresenceChanged.class, each -> each.user().equals("bob") && !each.online());
            second.restart();
            bob.tell(ada, "here again");
            ada.awaitText("here again");
        }
    }

    private static void meetInARoom(Person ada, Person bob) throws Exception {
        var room = ada.client().createGroup("club").room();
        ada.client().invite("club", "bob");
        bob.client().accept(bob.await(Invited.class, each -> true).invitation().id());
        ada.await(RoomChanged.class, each -> each.room().members().contains("bob"));
        ada.client().send(room, "in the room");
        bob.awaitText("in the room");
    }
}
