package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.SignUpPolicy;
import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.client.DeviceInfo;
import io.securechannel.examples.messenger.client.NewDevice;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.ChatServerConfig;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What M9 to M11 say of several devices, at the server of the examples. Ada links a device; bob and carol write to her. */
abstract class LinkedDevicesContract {

    @TempDir
    Path directory;

    private Path other;
    private List<ChatServer> servers;
    private Person ada;
    private Person bob;
    private Person carol;

    /** {@return the servers of one community; the first is ada's first device's, the last is the new device's and bob's} */
    abstract List<ChatServer> start() throws Exception;

    /** {@return how much the store has for a device} */
    abstract long stored(DeviceId device) throws Exception;

    @BeforeEach
    void come() throws Exception {
        other = Files.createDirectory(directory.resolve("other"));
        servers = start();
        ada = come("ada", first());
        bob = come("bob", last());
        carol = come("carol", first());
    }

    @AfterEach
    void go() throws Exception {
        for (var each : List.of(ada, bob, carol)) {
            each.close();
        }
        for (var each : servers) {
            each.close();
        }
    }

    static ChatServerConfig.Builder config(Path directory) {
        return ChatServerConfig.in(directory)
                .listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .signUp(SignUpPolicy.OPEN)
                .insecureIterations(TestRelay.CHEAP)
                .housekeeping(Duration.ofMillis(10))
                .notices(line -> {});
    }

    private ChatServer first() {
        return servers.get(0);
    }

    private ChatServer last() {
        return servers.get(servers.size() - 1);
    }

    private Person come(String name, ChatServer server) throws Exception {
        var person = Person.open(at(server, name), directory, name, settings -> settings);
        person.client().start();
        person.awaitOnline();
        return person;
    }

    private static ClientSettings.Builder at(ChatServer server, String name) throws Exception {
        var trust = TlsContextFactory.forClient(Trust.only(server.caCertificate()));
        return ClientSettings.builder("localhost", server.port(), name, trust);
    }

    private Person openSecond() throws Exception {
        var second = Person.open(at(last(), "ada"), other, "ada", settings -> settings);
        second.client().start();
        return second;
    }

    private Person second() throws Exception {
        var second = openSecond();
        second.awaitOnline();
        return second;
    }

    /** Links a device, which has not come yet. */
    private String link() throws Exception {
        var offer = ada.client().link(0);
        try (var keys = Person.keys(other.resolve("ada.keys"))) {
            NewDevice.join(
                    keys,
                    "ada",
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), offer.port()),
                    OneTimeCode.of(offer.code().toCharArray()),
                    Instant.now());
        }
        ada.await(ChatEvent.Told.class, each -> each.text().contains("is yours now"));
        return ada.client().devices().get(1).name();
    }

    /** Both have written to ada before, so that her device list is theirs to be told of; then she links. */
    private String linkKnown() throws Exception {
        bob.tell(ada, "before the link");
        ada.awaitText("before the link");
        ada.awaitDelivered(ada.tell(bob, "heard"));
        var device = link();
        bob.await(Alarm.class, each -> each.kind() == AlarmKind.DEVICE_ADDED);
        return device;
    }

    @Test
    void getsWhatWasSentBeforeItCame() throws Exception {
        linkKnown();
        bob.awaitDelivered(bob.tell(ada, "to both"));
        ada.awaitText("to both");
        ada.awaitDelivered(ada.tell(carol, "also said by ada"));
        carol.awaitText("also said by ada");
        try (var second = second()) {
            second.awaitText("to both");
            assertThat(second.awaitText("also said by ada").sender()).isEqualTo("ada");
            assertThat(second.texts()).as("history does not come along").doesNotContain("before the link");
            second.tell(bob, "from the second");
            assertThat(bob.awaitText("from the second").sender()).isEqualTo("ada");
            assertThat(ada.awaitText("from the second").place()).isEqualTo("bob");
            bob.tell(ada, "live, to both");
            ada.awaitText("live, to both");
            second.awaitText("live, to both");
            assertThat(second.events(Alarm.class)).isEmpty();
            assertThat(second.client().devices()).extracting(DeviceInfo::here).containsExactly(false, true);
            assertThat(second.texts()).doesNotHaveDuplicates();
        }
        assertThat(ada.events(Alarm.class)).isEmpty();
        assertThat(ada.texts()).doesNotHaveDuplicates();
        assertThat(bob.events(Alarm.class)).hasSize(1);
    }

    /** While it is connected, at its own server: it is put out, what waits for it is gone, and it does not come in again. */
    @Test
    void aRemovedDeviceGetsNothingAndIsNotLetIn() throws Exception {
        var name = linkKnown();
        var second = second();
        bob.tell(ada, "to both");
        second.awaitText("to both");
        var removed = second.device();
        ada.client().unlink(name);
        assertThat(second.await(ChatEvent.ConnectionChanged.class, each -> each.state() == ConnectionState.REFUSED)
                        .text())
                .contains("was unlinked");
        bob.await(ChatEvent.Told.class, each -> each.text().contains("ada has removed the device " + name));
        bob.awaitDelivered(bob.tell(ada, "not for the removed one"));
        ada.awaitText("not for the removed one");
        ada.awaitDelivered(ada.tell(bob, "nor this"));
        bob.awaitText("nor this");
        assertThat(second.texts()).containsExactly("to both");
        assertThat(stored(removed)).isZero();
        second.close();
        try (var again = openSecond()) {
            again.await(ChatEvent.ConnectionChanged.class, each -> each.state() == ConnectionState.REFUSED);
            assertThat(again.texts()).isEmpty();
        }
        assertThat(ada.events(Alarm.class)).isEmpty();
        assertThat(bob.events(Alarm.class)).hasSize(1);
    }

    /** What waited for it when it was removed, before it had ever come, is gone as well. */
    @Test
    void whatWaitsForADeviceThatNeverCameGoesWithIt() throws Exception {
        var name = linkKnown();
        bob.awaitDelivered(bob.tell(ada, "to both"));
        DeviceId waitsFor;
        try (var keys = Person.keys(other.resolve("ada.keys"));
                var device = keys.get("messenger device", SigningKeyPair.class)) {
            waitsFor = DeviceId.of(device.publicKey());
        }
        assertThat(stored(waitsFor)).isPositive();
        ada.client().unlink(name);
        bob.await(ChatEvent.Told.class, each -> each.text().contains("ada has removed the device " + name));
        assertThat(stored(waitsFor)).isZero();
        try (var second = openSecond()) {
            second.await(ChatEvent.ConnectionChanged.class, each -> each.state() == ConnectionState.REFUSED);
            assertThat(second.texts()).isEmpty();
        }
    }

    /**
     * Each change of the list is told end to end, and shown by the servers, and the next one does not wait until the others have seen it: some they
     * never see, and none of them goes back (M3).
     */
    @Test
    void aListThatChangesOftenIsNeverSeenToGoBack() throws Exception {
        for (int i = 0; i < 5; i++) {
            var name = linkKnown();
            bob.awaitDelivered(bob.tell(ada, "with two devices, time " + i));
            carol.awaitDelivered(carol.tell(ada, "carol, time " + i));
            ada.client().unlink(name);
            bob.awaitDelivered(bob.tell(ada, "with one device, time " + i));
            ada.awaitText("with one device, time " + i);
            Files.delete(other.resolve("ada.keys"));
        }
        for (var each : List.of(bob, carol)) {
            ada.tell(each, "behind all lists");
            each.awaitText("behind all lists");
        }
        for (var each : List.of(ada, bob, carol)) {
            assertThat(each.events(Alarm.class)).extracting(Alarm::kind).doesNotContain(AlarmKind.ROLLED_BACK);
        }
    }
}
