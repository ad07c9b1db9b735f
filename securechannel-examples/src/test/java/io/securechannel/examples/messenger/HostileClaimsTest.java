package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatEvent.ConnectionChanged;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.ClientMessage.Lookup;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage.Deliver;
import io.securechannel.examples.messenger.protocol.ServerMessage.Expired;
import io.securechannel.examples.messenger.protocol.ServerMessage.Presence;
import io.securechannel.examples.messenger.protocol.ServerMessage.Welcome;
import io.securechannel.examples.messenger.protocol.UserPresence;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that lies about what it has done, who is there, and what time it is, or says what nobody can read. */
@Timeout(120)
class HostileClaimsTest {

    private static final int NAMES = 18_000;
    private static final int MAILS = 600;
    private static final int MOST_NAMES = 16_384;
    private static final int MOST_TOLD = 50;

    @TempDir
    private Path directory;

    private Scene scene;

    @BeforeEach
    void open() throws Exception {
        scene = Scene.open(directory);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    private void told(String row) throws Exception {
        AttackTable.of(row).holdsFor(scene.bob());
    }

    private void sayToAda(String text) throws Exception {
        scene.bob().awaitDelivered(scene.bob().client().send(Scene.TALK, text));
    }

    /** Its disk was restored, or it was never written. */
    @Test
    void losesWhatItAccepted() throws Exception {
        var before = scene.relay().backup();
        sayToAda("one");
        scene.relay().restore(before);
        var device = scene.ada().device().id();
        assertThat(scene.relay().waiting(device)).isEmpty();
        var two = scene.bob().client().send(Scene.TALK, "two");
        AttackTable.of("losesWhatItAccepted").isSaidBy(scene.undelivered());
        scene.bob().awaitDelivered(two);
        sayToAda("three");
        assertThat(scene.relay().waiting(device))
                .extracting(each -> ((Deliver) each).mail().sequence())
                .as("one is lost, and the gap shows it")
                .containsExactly(2L, 3L);
        assertThat(scene.bob().events(ChatEvent.Undelivered.class)).hasSize(1);
        assertThat(scene.bob().client().waiting()).isEmpty();
        told("losesWhatItAccepted");
    }

    @Test
    void saysThatAMessageHasEnded() throws Exception {
        sayToAda("one");
        var device = scene.ada().device().id();
        scene.connection().say(new Expired(5000, "carol", device, 1));
        AttackTable.of("saysThatAMessageHasEnded").isSaidBy(scene.undelivered());
        // of what was never sent nothing is said
        scene.connection().say(new Expired(5001, "ada", device, 9));
        scene.connection()
                .say(new Expired(5002, "eve", RawUser.create("eve").device().id(), 1));
        scene.settle();
        assertThat(scene.bob().events(ChatEvent.Undelivered.class))
                .singleElement()
                .extracting(ChatEvent.Undelivered::user)
                .as("whose device it is, and not whom the server names")
                .isEqualTo("ada");
        told("saysThatAMessageHasEnded");
    }

    @Test
    void showsUsersWhoAreNotThere() throws Exception {
        var eve = RawUser.create("eve");
        scene.directory().put("eve", eve.entry());
        scene.connection().say(new Presence(List.of(new UserPresence("eve", true, 1))));
        scene.bob().await(ChatEvent.PresenceChanged.class, each -> each.user().equals("eve"));
        assertThat(scene.bob().client().online()).containsExactly("bob", "eve");
        scene.bob().client().send(new Conversation.Broadcast(), "all");
        scene.relay().await("sent", () -> isSentTo(eve.device().id()));
        scene.settle();
        assertThat(isSentTo(scene.ada().device().id())).isFalse();
        told("showsUsersWhoAreNotThere");
    }

    private boolean isSentTo(DeviceId device) {
        return scene.relay().sentBy("bob").stream()
                .anyMatch(send -> send.mail().to().equals(device));
    }

    @Test
    void liesAboutTheTime() throws Exception {
        for (var time : List.of(Instant.EPOCH, Instant.parse("9999-01-01T00:00:00Z"))) {
            scene.relay().tamper(new Tampering() {
                @Override
                public List<ServerMessage> toClient(RelayConnection to, ServerMessage message) {
                    return List.of(message instanceof Welcome ? new Welcome(time) : message);
                }
            });
            scene.relay().cutAll();
            sayToAda("at " + time);
        }
        var latest = Instant.now().plus(Prekey.LIFE);
        assertThat(scene.relay().sentBy("bob"))
                .hasSizeGreaterThanOrEqualTo(2)
                .allMatch(send -> send.mail().expires().isBefore(latest)
                        && send.mail().expires().isAfter(Instant.now()));
        scene.settle();
        told("liesAboutTheTime");
    }

    @Test
    void talksNonsense() throws Exception {
        var before = scene.connection();
        before.sayBytes(new byte[] {99});
        scene.bob()
                .await(
                        ConnectionChanged.class,
                        each -> each.state() == ConnectionState.OFFLINE
                                && each.text().contains("unknown kind 99"));
        scene.awaitBack(before);
        scene.settle();
        told("talksNonsense");
    }

    /** Names of users, and mails from them, without end: of both it keeps so many and no more, and works on. */
    @Test
    void floodsWithNames() throws Exception {
        for (int i = 0; i < NAMES; i += ServerMessage.MOST_ENTRIES) {
            var users = IntStream.range(i, i + ServerMessage.MOST_ENTRIES)
                    .mapToObj(each -> new UserPresence("u" + each, true, 1))
                    .toList();
            scene.connection().say(new Presence(users));
        }
        var mail = scene.ada().mail(Scene.TALK, scene.bobsPrekey(), new Payload.Text("x"));
        for (int i = 0; i < MAILS; i++) {
            scene.deliver("v" + i, mail);
        }
        scene.relay()
                .await(
                        "asked",
                        () -> scene.relay().received().stream().anyMatch(each -> each.message() instanceof Lookup));
        scene.bob()
                .await(
                        ChatEvent.Alarm.class,
                        each -> scene.bob().events(ChatEvent.Alarm.class).size() == MOST_TOLD);
        scene.cutAndAwaitBack();
        scene.settle();
        assertThat(scene.bob().events(ChatEvent.PresenceChanged.class)).hasSizeBetween(MOST_NAMES - 2, MOST_NAMES);
        assertThat(scene.shown()).isEmpty();
        assertThat(scene.bob().events(ChatEvent.Alarm.class))
                .hasSize(MOST_TOLD)
                .allMatch(each -> each.kind() == AlarmKind.FORGED);
        assertThat(scene.bob().client().contacts())
                .singleElement()
                .satisfies(each -> assertThat(each.user()).isEqualTo("ada"));
        AttackTable.of("floodsWithNames")
                .isSaidBy(scene.bob().events(ChatEvent.Alarm.class).get(0).text());
    }
}
