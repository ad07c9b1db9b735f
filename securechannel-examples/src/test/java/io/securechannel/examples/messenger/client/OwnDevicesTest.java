package io.securechannel.examples.messenger.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.ContactInfo.Confidence;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.endtoend.Payload.Room.State;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.peer.Trust;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What another device of ada's says, late or in the hands of a thief (M11). */
class OwnDevicesTest {

    private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
    private static final Conversation.Room ROOM = new Conversation.Room(Octets.sha256(new byte[1]));
    private static final Conversation.Room ANOTHER = new Conversation.Room(Octets.sha256(new byte[2]));

    @TempDir
    private Path directory;

    private KeyStoreManager keys;
    private Desk desk;
    private OwnDevices own;

    @BeforeEach
    void open() throws Exception {
        try (var password = Password.copyOf("p".toCharArray())) {
            keys = KeyStoreManager.builder(directory.resolve("keys"))
                    .passwordCost(PasswordCost.insecureForTests())
                    .create(password);
        }
        var trust = TlsContextFactory.forClient(Trust.only(TestCa.create("Root").certificate()));
        var settings = ClientSettings.builder("localhost", 1, "ada", trust)
                .password(() -> Password.copyOf("p".toCharArray()))
                .clock(() -> NOW)
                .build();
        var account = Account.open(keys, "ada", NOW);
        desk = new Desk(settings, account, Prekeys.open(keys, account, NOW), Book.open(keys), new Effects());
        own = new OwnDevices(desk, new Alarms(desk), new Talk(desk));
    }

    @AfterEach
    void close() {
        desk.prekeys().close();
        desk.account().close();
        keys.close();
    }

    private void hear(Payload payload) {
        hear(payload, false);
    }

    private void hear(Payload payload, boolean late) {
        own.take(
                new ChatMessage(new Conversation.Own("ada"), "", "ada", NOW, "", late),
                desk.account().deviceId(),
                payload);
        desk.effects().commit();
    }

    private static Payload group(State state, long version, String... members) {
        return new Payload.Room(ROOM, state, "friends", false, "bob", new Payload.Members(version, List.of(members)));
    }

    private List<RoomState> rooms() {
        return desk.book().rooms().all();
    }

    private List<String> told() {
        return desk.effects().takeEvents().stream()
                .filter(ChatEvent.Told.class::isInstance)
                .map(each -> ((ChatEvent.Told) each).text())
                .toList();
    }

    @Test
    void aRoomThatWasLeftDoesNotOpenByWhatWasSaidBefore() {
        hear(group(State.CLOSED, 4, "bob"));
        hear(group(State.OPEN, 4, "ada", "bob"), true);
        hear(group(State.WAITING, 3, "bob"), true);
        assertThat(rooms()).isEmpty();
        hear(group(State.WAITING, 4, "bob"));
        assertThat(rooms()).as("accepted anew, and said in order").hasSize(1);
    }

    @Test
    void aRoomThatWasEnteredAnewDoesNotCloseByWhatWasSaidBefore() {
        hear(group(State.OPEN, 5, "ada", "bob"));
        hear(group(State.CLOSED, 4, "bob"), true);
        assertThat(rooms()).hasSize(1);
        hear(group(State.CLOSED, 5, "bob"), true);
        assertThat(rooms()).as("of this list or a later one").isEmpty();
        var invitation = new OpenInvitation(Octets.zeros(16), ROOM, "friends", "bob", "ada", NOW.plusSeconds(60));
        desk.book().rooms().add(invitation);
        hear(group(State.CLOSED, 5, "bob"), true);
        assertThat(desk.book().rooms().invitations()).containsExactly(invitation);
    }

    @Test
    void theVersionOfARoomThatIsEnteredAnewStays() {
        hear(group(State.CLOSED, 6, "bob"));
        hear(group(State.WAITING, 4, "bob"));
        assertThat(rooms()).singleElement().extracting(RoomState::version).isEqualTo(6L);
    }

    @Test
    void aPrivateRoomIsOfThisUserAndTheOneWhoseNameItHas() {
        for (var members : List.of(List.of("ada", "bob", "mallory"), List.of("ada", "mallory"), List.of("bob"))) {
            hear(privateWithBob(ROOM, "bob", members));
        }
        hear(privateWithBob(ROOM, "mallory", List.of("ada", "mallory")));
        assertThat(rooms()).isEmpty();
        assertThat(told())
                .hasSize(4)
                .allMatch(each -> each.contains("private room with bob") && each.contains("its members"));
        hear(privateWithBob(ROOM, "bob", List.of("ada", "bob")));
        assertThat(rooms()).hasSize(1);
        hear(new Payload.Room(ROOM, State.OPEN, "eve", true, "bob", new Payload.Members(9, List.of("ada", "bob"))));
        assertThat(rooms())
                .singleElement()
                .satisfies(each -> assertThat(each.info().name()).isEqualTo("bob"));
    }

    private static Payload privateWithBob(Conversation.Room room, String owner, List<String> members) {
        return new Payload.Room(room, State.OPEN, "bob", true, owner, new Payload.Members(1, members));
    }

    @Test
    void aNameThatIsTakenHereIsNotTakenTwice() throws Exception {
        hear(group(State.OPEN, 5, "ada", "bob"));
        hear(new Payload.Room(
                ANOTHER, State.OPEN, "friends", false, "eve", new Payload.Members(1, List.of("ada", "eve"))));
        hear(new Payload.Room(
                ANOTHER, State.OPEN, "friends", true, "friends", new Payload.Members(1, List.of("ada", "friends"))));
        assertThat(rooms()).hasSize(1);
        assertThat(told()).hasSize(2).allMatch(each -> each.contains("friends") && each.contains("/devices"));
    }

    /** Whoever has the device may say it of any key: so it is said where. */
    @Test
    void whoWasComparedElsewhereIsTold() throws Exception {
        verified("carol", SigningKeyType.ML_DSA_65);
        assertThat(desk.book().contacts().find("carol")).as("no identity's key").isEmpty();
        verified("carol", SigningKeyType.ED25519);
        assertThat(desk.book().contacts().find("carol").orElseThrow().info().confidence())
                .isEqualTo(Confidence.VERIFIED);
        var device = desk.account().deviceId().shortName();
        assertThat(told())
                .singleElement()
                .satisfies(each -> assertThat(each)
                        .startsWith("at your device " + device + " you have compared the safety number of carol")
                        .contains("/unlink " + device, "/verify carol"));
    }

    private void verified(String user, SigningKeyType type) throws Exception {
        try (var identity = SigningKeyPair.generate(type)) {
            var spki = Octets.of(identity.publicKey().subjectPublicKeyInfo());
            hear(new Payload.Verified(user, spki));
            hear(new Payload.Verified(user, spki)); // told once
        }
    }
}
