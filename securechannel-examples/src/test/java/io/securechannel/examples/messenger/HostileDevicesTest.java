package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.NewDevice;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.noise.OneTimeCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a server can do about a user's several devices: rows of the table in docs/spec/messenger.md, section 5. */
@Timeout(120)
class HostileDevicesTest {

    @TempDir
    private Path directory;

    private TestRelay relay;
    private Person ada;

    @BeforeEach
    void come() throws Exception {
        relay = TestRelay.start();
        ada = Person.come(relay, directory, "ada");
        var offer = ada.client().link(0);
        var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), offer.port());
        try (var keys = Person.keys(directory.resolve("second.keys"))) {
            NewDevice.join(keys, "ada", at, OneTimeCode.of(offer.code().toCharArray()), Instant.now());
        }
        awaitDevices(2);
    }

    private void awaitDevices(int count) throws Exception {
        relay.await(
                "the server knows",
                () -> relay.entry("ada").filter(each -> devices(each) == count).isPresent());
    }

    private static int devices(DirectoryEntry entry) {
        try {
            return entry.verify().devices().devices().size();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @AfterEach
    void go() throws Exception {
        ada.close();
        relay.close();
    }

    /** Whoever is asked for, it is this entry that the server gives to those users. */
    private void say(DirectoryEntry entry, Predicate<String> to) {
        relay.tamper(new Tampering() {
            @Override
            public List<ServerMessage> toClient(RelayConnection connection, ServerMessage message) {
                return message instanceof ServerMessage.Directory answer && to.test(connection.user())
                        ? List.of(new ServerMessage.Directory(answer.request(), List.of(entry), true))
                        : List.of(message);
            }
        });
    }

    @Test
    void hidesARemovedDevice() throws Exception {
        try (var bob = Person.come(relay, directory, "bob")) {
            bob.tell(ada, "hello");
            ada.awaitText("hello");
            ada.awaitDelivered(ada.tell(bob, "hello too"));
            bob.awaitText("hello too");
            // Bob has met ada with two devices: nothing was added since.
            say(relay.entry("ada").orElseThrow(), "bob"::equals);
            var device = ada.client().devices().get(1).name();
            ada.client().unlink(device);
            awaitDevices(1);
            assertThat(bob.await(ChatEvent.Told.class, each -> each.text().contains("removed the device"))
                            .text())
                    .contains(device);
            bob.tell(ada, "not by the old list");
            bob.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.ROLLED_BACK);
            assertThat(bob.client().waiting()).as("nothing is sent by it").hasSize(1);
            AttackTable.of("hidesARemovedDevice").holdsFor(bob);
        }
    }

    @Test
    void addsADeviceToOnesOwn() throws Exception {
        var mallory = RawUser.create("ada");
        var honest = relay.entry("ada").orElseThrow();
        say(
                new DirectoryEntry(
                        "ada",
                        honest.revision(),
                        honest.identityKey(),
                        mallory.list(9, List.of(mallory.device())).sign(mallory.identityKeys()),
                        List.of()),
                "ada"::equals);
        relay.cutAll();
        ada.await(ChatEvent.Alarm.class, each -> true);
        assertThat(ada.client().devices()).hasSize(2);
        AttackTable.of("addsADeviceToOnesOwn").holdsFor(ada);
    }

    @Test
    void namesAnotherIdentityToOnesOwn() throws Exception {
        var mallory = RawUser.create("ada");
        say(mallory.entry(), "ada"::equals);
        relay.cutAll();
        var alarm = ada.await(ChatEvent.Alarm.class, each -> true);
        assertThat(alarm.text()).contains(mallory.identityKeys().publicKey().fingerprint());
        assertThat(ada.client().fingerprint())
                .isNotEqualTo(mallory.identityKeys().publicKey().fingerprint());
        AttackTable.of("namesAnotherIdentityToOnesOwn").holdsFor(ada);
    }
}
