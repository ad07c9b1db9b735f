package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ChatEvent.PresenceChanged;
import io.securechannel.examples.messenger.client.ChatEvent.Undelivered;
import io.securechannel.examples.messenger.endtoend.Conversation;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage.Presence;
import io.securechannel.examples.messenger.protocol.UserPresence;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that makes users up, each with keys that are well signed: bob's client goes on, and begins again. */
@Timeout(120)
class StrangersFloodIT {

    private static final int STRANGERS = 1_100;
    private static final int AT_ONCE = 100;
    private static final int MOST = 1_024;

    @TempDir
    private Path directory;

    private Scene scene;
    private RawUser someKeys;

    @BeforeEach
    void open() throws Exception {
        scene = Scene.open(directory);
        someKeys = RawUser.create("somebody");
        scene.bob().awaitDelivered(scene.bob().client().send(Scene.TALK, "first"));
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    /** A device of its own, which is all that counts. */
    private RawUser stranger(int number) {
        return new RawUser(
                "u" + number,
                someKeys.identityKeys(),
                SigningKeyPair.generate(SigningKeyType.ED25519),
                someKeys.prekeys(),
                someKeys.made());
    }

    @Test
    void wellSignedStrangersWhoWriteAreForgottenAndTheClientStarts() throws Exception {
        var ada = scene.directory().get("ada");
        for (int from = 0; from < STRANGERS; from += AT_ONCE) {
            scene.directory().clear();
            scene.directory().put("ada", ada);
            for (int i = from; i < from + AT_ONCE; i++) {
                var stranger = stranger(i);
                var entry = stranger.entry();
                scene.directory()
                        .put(
                                stranger.name(),
                                new DirectoryEntry(
                                        stranger.name(), 1, entry.identityKey(), entry.devices(), List.of()));
                var talk = Conversation.Direct.between("bob", stranger.name());
                scene.deliver(stranger.name(), stranger.mail(talk, scene.bobsPrekey(), new Payload.Text("from " + i)));
            }
            scene.bob().awaitText("from " + (from + AT_ONCE - 1));
        }
        assertThat(scene.bob().client().contacts())
                .hasSize(MOST + 1)
                .anyMatch(contact -> contact.user().equals("ada"))
                .noneMatch(contact -> contact.user().equals("u0"));
        assertThat(Files.size(directory.resolve("bob.keys"))).isLessThan(4 << 20);
        scene.bobComesAgain(directory);
        scene.settle();
        scene.bob().awaitDelivered(scene.bob().client().send(Scene.TALK, "still here"));
        assertThat(scene.bob().events(Alarm.class)).isEmpty();
    }

    @Test
    void aBroadcastToUsersWhoAreNobodyEndsAndIsToldInOne() throws Exception {
        int names = ServerMessage.MOST_ENTRIES;
        scene.connection()
                .say(new Presence(IntStream.range(0, names)
                        .mapToObj(each -> new UserPresence("u" + each, true, 1))
                        .toList()));
        scene.bob().await(PresenceChanged.class, each -> each.user().equals("u" + (names - 1)));
        scene.bob().client().send(new Conversation.Broadcast(), "to all");
        scene.bob()
                .await(
                        Undelivered.class,
                        each -> scene.bob().events(Undelivered.class).stream()
                                        .mapToInt(Undelivered::count)
                                        .sum()
                                == names);
        assertThat(scene.bob().events(Undelivered.class))
                .hasSizeLessThan(5)
                .allMatch(each -> each.text().contains("what you said to all did not go to them"));
        assertThat(scene.bob().client().waiting()).isEmpty();
    }
}
