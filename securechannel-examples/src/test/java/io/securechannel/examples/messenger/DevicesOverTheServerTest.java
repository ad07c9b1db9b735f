package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.auth.SignUpPolicy;
import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent;
import io.securechannel.examples.messenger.client.ClientSettings;
import io.securechannel.examples.messenger.client.ConnectionState;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.ChatServerConfig;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several devices of one user at the server of the examples; what a hostile one does is in {@link HostileDevicesTest}. */
@Timeout(120)
class DevicesOverTheServerTest {

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path directory;

    private ChatServer start() throws Exception {
        return ChatServer.start(ChatServerConfig.in(directory.resolve("server"))
                .listen(LOOPBACK)
                .signUp(SignUpPolicy.OPEN)
                .insecureIterations(TestRelay.CHEAP)
                .housekeeping(Duration.ofMillis(10))
                .notices(line -> {})
                .build());
    }

    private static Person come(ChatServer server, Path files, String name) throws Exception {
        var tls = TlsContextFactory.forClient(Trust.only(server.caCertificate()));
        var where = ClientSettings.builder("localhost", server.port(), name, tls);
        var person = Person.open(where, files, name, settings -> settings);
        person.client().start();
        person.awaitOnline();
        return person;
    }

    @Test
    void aLinkedDeviceGetsWhatWasSentBeforeItCameAndARemovedOneNothingAfter() throws Exception {
        var other = Files.createDirectory(directory.resolve("other"));
        try (var server = start();
                var ada = come(server, directory, "ada");
                var bob = come(server, directory, "bob")) {
            bob.tell(ada, "before the link");
            ada.awaitText("before the link");
            DeviceLinks.join(ada, other.resolve("ada.keys"), Instant.now());
            bob.await(ChatEvent.Alarm.class, each -> each.kind() == AlarmKind.DEVICE_ADDED);
            bob.awaitDelivered(bob.tell(ada, "before it came"));
            ada.awaitText("before it came");
            ada.awaitDelivered(ada.tell(bob, "said at the first"));
            bob.awaitText("said at the first");
            try (var second = come(server, other, "ada")) {
                second.awaitText("before it came");
                second.awaitText("said at the first");
                second.tell(bob, "said at the second");
                bob.awaitText("said at the second");
                ada.awaitText("said at the second");
                ada.client().unlink(ada.client().devices().get(1).name());
                bob.await(ChatEvent.Told.class, each -> each.text().contains("ada has removed the device"));
                bob.awaitDelivered(bob.tell(ada, "after the removal"));
                ada.awaitText("after the removal");
                var end = second.await(
                        ChatEvent.ConnectionChanged.class, each -> each.state() == ConnectionState.REFUSED);
                assertThat(end.text()).contains("was unlinked");
                assertThat(second.texts()).containsExactly("before it came", "said at the first");
                assertThat(second.events(ChatEvent.Alarm.class)).isEmpty();
            }
            assertThat(ada.events(ChatEvent.Alarm.class)).isEmpty();
            assertThat(bob.events(ChatEvent.Alarm.class)).hasSize(1);
        }
    }
}
