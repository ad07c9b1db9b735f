package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.client.ChatEvent.Told;
import io.securechannel.examples.messenger.client.ChatException;
import io.securechannel.examples.messenger.client.NewDevice;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.noise.OneTimeCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Ada unlinks a device at the moment at which the server answers an entry that still shows it. The others must not hear of the new list before
 * the server does: they would take the server for one that goes back behind it, and it would go on to serve the device that is gone (M9).
 */
@Timeout(120)
class ListChangedWhileEnteringTest {

    @TempDir
    private Path directory;

    @Test
    void theServerIsShownTheListThatChangedDuringItsAnswer() throws Exception {
        try (var relay = TestRelay.start();
                var ada = Person.come(relay, directory, "ada");
                var bob = Person.come(relay, directory, "bob")) {
            bob.tell(ada, "hello");
            ada.awaitText("hello");
            ada.awaitDelivered(ada.tell(bob, "hello to you"));
            var name = link(ada);
            relay.await(
                    "ada is there with two devices",
                    () -> devices(relay) == 2 && relay.connection("ada").isPresent());
            var unlinked = new AtomicBoolean();
            relay.tamper(new Tampering() {
                @Override
                public List<ServerMessage> toClient(RelayConnection to, ServerMessage message) {
                    if (message instanceof ServerMessage.Welcome
                            && to.user().equals("ada")
                            && unlinked.compareAndSet(false, true)) {
                        unlink(ada, name);
                    }
                    return List.of(message);
                }
            });
            relay.cutAll();
            relay.await("the server is shown the last list", () -> devices(relay) == 1);
            bob.await(Told.class, each -> each.text().contains("ada has removed the device " + name));
            bob.awaitDelivered(bob.tell(ada, "to the one that is left"));
            ada.awaitText("to the one that is left");
            assertThat(unlinked).isTrue();
            assertThat(bob.events(Alarm.class)).extracting(Alarm::kind).containsExactly(AlarmKind.DEVICE_ADDED);
            assertThat(ada.events(Alarm.class)).isEmpty();
        }
    }

    private String link(Person ada) throws Exception {
        var other = Files.createDirectory(directory.resolve("other"));
        var offer = ada.client().link(0);
        var at = new InetSocketAddress(InetAddress.getLoopbackAddress(), offer.port());
        try (var keys = Person.keys(other.resolve("ada.keys"))) {
            NewDevice.join(keys, "ada", at, OneTimeCode.of(offer.code().toCharArray()), Instant.now());
        }
        ada.await(Told.class, each -> each.text().contains("is yours now"));
        return ada.client().devices().get(1).name();
    }

    private static void unlink(Person ada, String name) {
        try {
            ada.client().unlink(name);
        } catch (ChatException e) {
            throw new AssertionError(e);
        }
    }

    private static int devices(TestRelay relay) {
        return relay.entry("ada")
                .map(entry -> {
                    try {
                        return entry.verify().devices().devices().size();
                    } catch (Exception e) {
                        throw new AssertionError(e);
                    }
                })
                .orElse(0);
    }
}
