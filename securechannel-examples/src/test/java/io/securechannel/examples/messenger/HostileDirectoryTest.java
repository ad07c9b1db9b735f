package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.ContactInfo.Confidence;
import io.securechannel.examples.messenger.endtoend.Payload;
import io.securechannel.examples.messenger.protocol.Device;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.ServerMessage.Directory;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that lies about keys: bob is told, and nothing goes to a key that ada's identity has not signed for (M1 to M3). */
@Timeout(120)
class HostileDirectoryTest {

    @TempDir
    private Path directory;

    private Scene scene;
    private RawUser ada;

    /** Bob knows ada, and has sent her a message. */
    @BeforeEach
    void open() throws Exception {
        scene = Scene.open(directory);
        ada = scene.ada();
        say("first");
        scene.relay().await("sent", () -> sentTo(ada.device().id()) == 1);
    }

    @AfterEach
    void close() throws Exception {
        scene.close();
    }

    private void say(String text) throws ChatException {
        scene.bob().client().send(Scene.TALK, text);
    }

    private long sentTo(DeviceId device) {
        return scene.relay().sentBy("bob").stream()
                .filter(send -> send.mail().to().equals(device))
                .map(send -> send.mail().sequence())
                .distinct()
                .count();
    }

    private long sentTo(RawUser user) {
        return sentTo(user.device().id());
    }

    private Alarm alarm(AlarmKind kind) {
        return scene.bob().await(Alarm.class, each -> each.kind() == kind);
    }

    private void told(String row) {
        row(row).holdsFor(scene.bob());
    }

    private static AttackTable.Row row(String row) {
        try {
            return AttackTable.of(row);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private DirectoryEntry entry(SignedStatement list, SignedStatement... prekeys) throws Exception {
        return new DirectoryEntry("ada", 7, ada.entry().identityKey(), list, List.of(prekeys));
    }

    @Test
    void swapsTheIdentityKey() throws Exception {
        var eve = RawUser.create("ada");
        scene.directory().put("ada", eve.entry());
        scene.lookUpAgain();
        assertThat(alarm(AlarmKind.KEY_CHANGED).user()).isEqualTo("ada");
        assertThatThrownBy(() -> say("secret"))
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("ada")
                .hasMessageContaining("key");
        assertThat(scene.bob().client().contacts())
                .singleElement()
                .satisfies(contact -> assertThat(contact.confidence()).isEqualTo(Confidence.CHANGED));
        // what eve says as ada waits for the same decision
        scene.deliver(eve.mail(Scene.TALK, scene.bobsPrekey(), new Payload.Text("I am ada")));
        scene.settle();
        assertThat(scene.shown()).isEmpty();
        assertThat(sentTo(eve)).isZero();
        told("swapsTheIdentityKey");

        scene.bob().client().acceptKey("ada", scene.bob().client().safetyNumber("ada"));
        scene.bob().awaitText("I am ada");
        say("now to the new key");
        scene.relay().await("sent", () -> sentTo(eve) == 1);
        assertThat(sentTo(ada)).isEqualTo(1);
    }

    /** While bob compares the number of the new key by telephone, the server puts a third in its place. */
    @Test
    void swapsTheKeyWhileItIsCompared() throws Exception {
        var anew = RawUser.create("ada");
        scene.directory().put("ada", anew.entry());
        scene.lookUpAgain();
        alarm(AlarmKind.KEY_CHANGED);
        var compared = scene.bob().client().safetyNumber("ada");
        var eve = RawUser.create("ada");
        scene.directory().put("ada", eve.entry());
        scene.lookUpAgain();
        scene.bob().await(Alarm.class, each -> each.text().contains("again"));
        refusedAsChangedAgain(() -> scene.bob().client().acceptKey("ada", compared));
        refusedAsChangedAgain(() -> scene.bob().client().markVerified("ada", compared));
        assertThat(scene.bob().events(Alarm.class).get(0).text())
                .contains(anew.identityKeys().publicKey().fingerprint())
                .doesNotContain("again");
        assertThat(scene.bob().events(Alarm.class).get(1).text())
                .contains(eve.identityKeys().publicKey().fingerprint());
        assertThat(scene.bob().client().contacts())
                .singleElement()
                .satisfies(contact -> assertThat(contact.confidence()).isEqualTo(Confidence.CHANGED));
        told("swapsTheKeyWhileItIsCompared");

        // the key is accepted, and swapped before it is said to be verified
        scene.bob().client().acceptKey("ada", scene.bob().client().safetyNumber("ada"));
        scene.directory().put("ada", anew.entry());
        scene.lookUpAgain();
        scene.bob()
                .await(
                        ChatEvent.Alarm.class,
                        each -> scene.bob().events(Alarm.class).size() == 3);
        var accepted = eve.identityKeys().publicKey();
        assertThat(scene.bob().client().contacts())
                .singleElement()
                .satisfies(contact -> assertThat(contact.fingerprint()).isNotEqualTo(accepted.fingerprint()));
        assertThat(sentTo(eve)).isZero();
        assertThat(sentTo(anew)).isZero();
    }

    private static void refusedAsChangedAgain(ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(ChatException.class)
                .hasMessageContaining("the key of ada has changed again")
                .hasMessageContaining("/verify ada");
    }

    @Test
    void swapsTheKeyBack() throws Exception {
        var eve = RawUser.create("ada");
        scene.directory().put("ada", eve.entry());
        scene.lookUpAgain();
        alarm(AlarmKind.KEY_CHANGED);
        scene.deliver(eve.mail(Scene.TALK, scene.bobsPrekey(), new Payload.Text("I am ada")));
        scene.settle();
        scene.directory().put("ada", ada.entry());
        scene.lookUpAgain();
        assertThat(alarm(AlarmKind.KEY_BACK).text())
                .contains(
                        "names the key of ada again that you know",
                        ada.identityKeys().publicKey().fingerprint());
        alarm(AlarmKind.FORGED);
        say("to the known key");
        scene.relay().await("sent", () -> sentTo(ada) == 2);
        assertThat(scene.shown()).isEmpty();
        assertThat(sentTo(eve)).isZero();
        assertThat(scene.bob().events(Alarm.class))
                .extracting(Alarm::kind)
                .containsExactly(AlarmKind.KEY_CHANGED, AlarmKind.KEY_BACK, AlarmKind.FORGED);
        told("swapsTheKeyBack");
    }

    @Test
    void addsADevice() throws Exception {
        var eve = RawUser.create("ada");
        var list = ada.list(2, List.of(ada.device(), eve.device())).sign(eve.identityKeys());
        scene.directory()
                .put(
                        "ada",
                        entry(
                                list,
                                ada.prekey().sign(ada.deviceKeys()),
                                foreign(eve).sign(eve.deviceKeys())));
        refusesAndSendsNothing(eve);
        told("addsADevice");
    }

    /** A prekey that says that it is of ada's, of a device that is not on her list. */
    private Prekey foreign(RawUser eve) {
        var own = eve.prekey();
        return new Prekey("ada", ada.prekey().identity(), own.device(), own.from(), own.until(), own.key());
    }

    @Test
    void addsAPrekeyOfAnUnlistedDevice() throws Exception {
        var eve = RawUser.create("ada");
        var honest = ada.entry();
        scene.directory()
                .put(
                        "ada",
                        entry(
                                honest.devices(),
                                honest.prekeys().get(0),
                                foreign(eve).sign(eve.deviceKeys())));
        refusesAndSendsNothing(eve);
        told("addsAPrekeyOfAnUnlistedDevice");
    }

    @Test
    void swapsThePrekey() throws Exception {
        var eve = RawUser.create("ada");
        var own = ada.prekey();
        var swapped = new Prekey(
                "ada",
                own.identity(),
                own.device(),
                own.from(),
                own.until(),
                eve.prekey().key());
        scene.directory().put("ada", entry(ada.entry().devices(), swapped.sign(eve.deviceKeys())));
        refusesAndSendsNothing(eve);
        told("swapsThePrekey");
    }

    private void refusesAndSendsNothing(RawUser eve) throws Exception {
        scene.lookUpAgain();
        alarm(AlarmKind.DEVICE_LIST_FORGED);
        say("secret");
        scene.settle();
        assertThat(sentTo(eve)).isZero();
        assertThat(sentTo(ada)).isEqualTo(1);
        assertThat(scene.bob().client().waiting()).hasSize(1);
    }

    @Test
    void showsADeviceThatTheIdentityHasSigned() throws Exception {
        var second = RawUser.create("ada");
        var list = ada.list(2, List.of(ada.device(), second.device())).sign(ada.identityKeys());
        var prekeys = new SignedStatement[] {
            ada.prekey().sign(ada.deviceKeys()), foreign(second).sign(second.deviceKeys())
        };
        scene.directory().put("ada", entry(list, prekeys));
        scene.lookUpAgain();
        alarm(AlarmKind.DEVICE_ADDED);
        say("to both");
        scene.relay().await("sent", () -> sentTo(ada) == 2 && sentTo(second) == 1);
        told("showsADeviceThatTheIdentityHasSigned");
    }

    @Test
    void rollsTheListBack() throws Exception {
        var newer = ada.list(3, List.of(ada.device())).sign(ada.identityKeys());
        scene.directory().put("ada", entry(newer, ada.prekey().sign(ada.deviceKeys())));
        scene.lookUpAgain();
        scene.settle();
        told("deliversTwiceAtOnce"); // nothing
        scene.directory().put("ada", ada.entry());
        scene.lookUpAgain();
        alarm(AlarmKind.ROLLED_BACK);
        say("secret");
        scene.settle();
        assertThat(sentTo(ada)).isEqualTo(1);
        told("rollsTheListBack");
    }

    @Test
    void withholdsThePrekeyOfADevice() throws Exception {
        var second = RawUser.create("ada");
        var list = ada.list(2, List.of(ada.device(), second.device())).sign(ada.identityKeys());
        scene.directory().put("ada", entry(list, ada.prekey().sign(ada.deviceKeys())));
        scene.lookUpAgain();
        alarm(AlarmKind.DEVICE_ADDED);
        say("to one of two");
        say("again, and told once");
        scene.relay().await("sent", () -> sentTo(ada) == 3);
        alarm(AlarmKind.DEVICE_WITHOUT_KEY);
        assertThat(sentTo(second)).isZero();
        scene.settle();
        told("withholdsThePrekeyOfADevice");
    }

    @Test
    void rollsTheListBackBehindAnotherIdentity() throws Exception {
        var newer = ada.list(3, List.of(ada.device())).sign(ada.identityKeys());
        scene.directory().put("ada", entry(newer, ada.prekey().sign(ada.deviceKeys())));
        scene.lookUpAgain();
        scene.settle();
        var other = RawUser.create("ada");
        for (var each : List.of(other, ada)) {
            scene.directory().put("ada", each.entry());
            scene.lookUpAgain();
            var key = each.identityKeys().publicKey().fingerprint();
            scene.bob().await(Alarm.class, alarm -> alarm.text().contains(key));
            scene.bob().client().acceptKey("ada", scene.bob().client().safetyNumber("ada"));
        }
        alarm(AlarmKind.ROLLED_BACK);
        say("secret");
        scene.settle();
        assertThat(sentTo(ada)).isEqualTo(1);
        assertThat(sentTo(other)).isZero();
        told("rollsTheListBackBehindAnotherIdentity");
    }

    @Test
    void showsTwoListsOfOneVersion() throws Exception {
        var second = new Device(SigningKeyPair.generate(SigningKeyType.ED25519).publicKey());
        var other = ada.list(1, List.of(ada.device(), second)).sign(ada.identityKeys());
        scene.directory().put("ada", entry(other, ada.prekey().sign(ada.deviceKeys())));
        scene.lookUpAgain();
        alarm(AlarmKind.ROLLED_BACK);
        scene.settle();
        told("showsTwoListsOfOneVersion");
    }

    @Test
    void rollsAPrekeyBack() throws Exception {
        var own = ada.prekey();
        var earlier = own.from().minus(Duration.ofDays(2));
        var old = new Prekey(
                "ada",
                own.identity(),
                own.device(),
                earlier,
                earlier.plus(Prekey.LIFE),
                EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING).publicKey());
        scene.directory().put("ada", entry(ada.entry().devices(), old.sign(ada.deviceKeys())));
        scene.lookUpAgain();
        alarm(AlarmKind.ROLLED_BACK);
        say("secret");
        scene.settle();
        assertThat(sentTo(ada)).isEqualTo(1);
        told("rollsAPrekeyBack");
    }

    /** The answer is about carol, and nobody asked about her. */
    @Test
    void answersAboutAnother() throws Exception {
        scene.directory().clear();
        scene.directory().put("carol", RawUser.create("carol").entry());
        scene.lookUpAgain();
        scene.settle();
        assertThatThrownBy(() -> say("secret"))
                .isInstanceOfSatisfying(
                        ChatException.class, e -> row("answersAboutAnother").isSaidBy(e.getMessage()));
        assertThat(scene.relay().sentBy("bob"))
                .allMatch(send -> send.mail().to().equals(ada.device().id()));
        assertThat(sentTo(ada)).isEqualTo(1);
        assertThat(scene.bob().client().contacts()).hasSize(1);
        told("answersAboutAnother");
    }

    /** The second answer to one question, with another key, is nobody's question. */
    @Test
    void answersTwice() throws Exception {
        var eve = RawUser.create("ada");
        scene.relay().tamper(new Tampering() {
            @Override
            public List<ServerMessage> toClient(RelayConnection to, ServerMessage message) {
                if (message instanceof Directory answer) {
                    return List.of(
                            new Directory(answer.request(), List.of(entryOf(ada)), true),
                            new Directory(answer.request(), List.of(entryOf(eve)), true));
                }
                return List.of(message);
            }
        });
        scene.lookUpAgain();
        say("second");
        scene.relay().await("sent", () -> sentTo(ada) == 2);
        scene.settle();
        assertThat(sentTo(eve)).isZero();
        told("answersTwice");
        assertThat(scene.bob().events(ChatEvent.Undelivered.class)).isEmpty();
    }

    private static DirectoryEntry entryOf(RawUser user) {
        try {
            return user.entry();
        } catch (KeyMaterialException e) {
            throw new AssertionError(e);
        }
    }
}
