package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.DeviceInfo;
import io.securechannel.examples.messenger.client.LinkOffer;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.FieldWriter;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.Prekey;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import io.securechannel.keys.SigningPublicKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two of ada's devices do something at once, or one is told to stop while another comes. */
@Timeout(120)
class DevicesAtOnceTest {

    private static final int MANY = 20;

    @TempDir
    private Path directory;

    private Path other;
    private TestRelay relay;
    private Person ada;
    private Person bob;

    @BeforeEach
    void come() throws Exception {
        other = Files.createDirectory(directory.resolve("other"));
        relay = TestRelay.start();
        ada = Person.come(relay, directory, "ada");
        bob = Person.come(relay, directory, "bob");
    }

    @AfterEach
    void go() throws Exception {
        ada.close();
        bob.close();
        relay.close();
    }

    private void link() throws Exception {
        DeviceLinks.link(relay, ada, other.resolve("ada.keys"), Instant.now());
    }

    @Test
    void twoDevicesSpeakAtOnce() throws Exception {
        link();
        try (var second = Person.come(relay, other, "ada")) {
            var speakers = List.of(ada, second);
            var threads =
                    speakers.stream().map(each -> new Thread(() -> speak(each))).toList();
            threads.forEach(Thread::start);
            for (var thread : threads) {
                thread.join();
            }
            for (var speaker : speakers) {
                var words = words(speaker);
                bob.awaitText(words.get(MANY - 1));
                assertThat(bob.texts().stream().filter(words::contains)).containsExactlyElementsOf(words);
                var listener = speaker == ada ? second : ada;
                listener.awaitText(words.get(MANY - 1));
                assertThat(listener.texts()).containsExactlyElementsOf(words);
            }
            assertThat(bob.texts()).hasSize(2 * MANY);
            for (var each : List.of(ada, second, bob)) {
                assertThat(each.events(ChatEvent.Undelivered.class)).isEmpty();
                assertThat(each.events(ChatEvent.Alarm.class).stream()
                                .filter(alarm -> alarm.kind() != AlarmKind.DEVICE_ADDED))
                        .isEmpty();
            }
        }
    }

    private void speak(Person speaker) {
        try {
            for (var word : words(speaker)) {
                speaker.tell(bob, word);
            }
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private List<String> words(Person speaker) {
        var which = speaker == ada ? "first " : "second ";
        return IntStream.range(0, MANY).mapToObj(number -> which + number).toList();
    }

    /** The one has the offer and waits; the other one comes by a later code, and is faster. */
    @Test
    void twoDevicesAreLinkedAtOnce() throws Exception {
        var first = ada.client().link(0);
        try (var slow = connect(first)) {
            var identity = offered(slow);
            link();
            slow.send(request(identity));
            var list = granted(slow, identity);
            assertThat(list.version()).isEqualTo(3);
            assertThat(list.devices()).hasSize(3);
            slow.send(new byte[] {4});
        }
        DeviceLinks.awaitDevices(relay, "ada", 3);
        assertThat(ada.client().devices()).extracting(DeviceInfo::here).containsExactly(true, false, false);
        assertThat(ada.events(ChatEvent.Alarm.class)).isEmpty();
    }

    /** A new device has come, and says nothing. */
    @Test
    void closingEndsALinkThatIsUnderWay() throws Exception {
        try (var slow = connect(ada.client().link(0))) {
            offered(slow);
            ada.close();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("messenger ada linking");
        }
    }

    private static SecureChannel connect(LinkOffer offer) throws Exception {
        var at = DeviceLinks.at(offer);
        try (var code = DeviceLinks.code(offer)) {
            return SecureChannel.connect(
                    at.getHostString(), at.getPort(), ClientConfig.noise(code).build());
        }
    }

    private static FieldReader read(SecureChannel channel) throws Exception {
        return new FieldReader("a message of linking", channel.receive().orElseThrow());
    }

    private static SigningPublicKey offered(SecureChannel channel) throws Exception {
        var offer = read(channel);
        assertThat(offer.u8()).isEqualTo(1);
        assertThat(offer.label("SecureChannel messenger link v1").text()).isEqualTo("ada");
        return SigningPublicKey.fromSubjectPublicKeyInfo(offer.octets().bytes());
    }

    /** As docs/spec/messenger.md has it. */
    private byte[] request(SigningPublicKey identity) throws Exception {
        var fresh = RawUser.create("ada");
        var now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        var prekey = new Prekey(
                "ada",
                Prekey.identityHash(identity),
                fresh.device().id(),
                now,
                now.plus(Prekey.LIFE),
                fresh.prekeys().publicKey());
        var out = new FieldWriter()
                .u8(2)
                .octets(Octets.of(fresh.deviceKeys().publicKey().subjectPublicKeyInfo()));
        prekey.sign(fresh.deviceKeys()).write(out);
        return out.toBytes();
    }

    private static DeviceList granted(SecureChannel channel, SigningPublicKey identity) throws Exception {
        var grant = read(channel);
        assertThat(grant.u8()).isEqualTo(3);
        return DeviceList.verify(SignedStatement.read(grant), "ada", identity);
    }
}
