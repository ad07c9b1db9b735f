package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.ChatEvent.Delivered;
import io.securechannel.examples.messenger.client.ChatEvent.Undelivered;
import io.securechannel.examples.messenger.protocol.MailRefusal;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A number that the server has for another mail says nothing about this one, whatever it says later (C3). */
@Timeout(60)
class NumberTakenTest {

    @TempDir
    private Path directory;

    @Test
    void whatWasRefusedForItsNumberIsNeverToldAsDelivered() throws Exception {
        try (var relay = TestRelay.start();
                var bob = Person.come(relay, directory, "bob")) {
            var ada = Person.come(relay, directory, "ada");
            var first = ada.tell(bob, "one");
            ada.awaitDelivered(first);
            var taken = new AtomicBoolean(true);
            relay.tamper(new Tampering() {
                @Override
                public List<ServerMessage> toClient(RelayConnection to, ServerMessage message) {
                    return taken.get() && message instanceof ServerMessage.Accepted accepted
                            ? List.of(new ServerMessage.Rejected(
                                    accepted.to(),
                                    accepted.sequence(),
                                    MailRefusal.NUMBER_TAKEN,
                                    accepted.sequence() + 1))
                            : List.of(message);
                }
            });
            ada.tell(bob, "two");
            ada.await(Undelivered.class, each -> each.text().contains("another message of this device"));
            ada.close();
            taken.set(false);
            try (var again = Person.come(relay, directory, "ada")) {
                var told = again.await(Undelivered.class, each -> true);
                assertThat(told.user()).isEqualTo("bob");
                assertThat(told.text()).contains("this one is lost", "Ask bob what has come");
                var last = again.tell(bob, "three");
                again.awaitDelivered(last);
                assertThat(again.events(Delivered.class))
                        .extracting(Delivered::message)
                        .containsExactly(last);
                assertThat(again.client().waiting()).isEmpty();
            }
        }
    }
}
