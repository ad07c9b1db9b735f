package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import io.securechannel.examples.messenger.protocol.ClientMessage.Enter;
import io.securechannel.keys.StoredData;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A book that cannot be read locks nobody out: it is set aside, with a word, and its user comes back as a new device. */
@Timeout(120)
class DamagedBookTest {

    private static final String BOOK = "messenger book";

    @TempDir
    private Path directory;

    private void damageTheBookOfAda() throws Exception {
        try (var keys = Person.keys(directory.resolve("ada.keys"));
                var noise = StoredData.of("securechannel messenger book/1", new byte[] {1, 2, 3, 4, 5})) {
            keys.update(BOOK, StoredData.class, before -> {
                before.ifPresent(StoredData::close);
                return noise;
            });
        }
    }

    @Test
    void itsUserComesBackAsANewDeviceAndIsTold() throws Exception {
        try (var relay = TestRelay.start();
                var bob = Person.come(relay, directory, "bob")) {
            try (var ada = Person.come(relay, directory, "ada")) {
                ada.awaitDelivered(ada.tell(bob, "one"));
                bob.awaitText("one");
            }
            damageTheBookOfAda();
            try (var ada = Person.come(relay, directory, "ada")) {
                var alarm = ada.await(Alarm.class, each -> true);
                assertThat(alarm.kind()).isEqualTo(AlarmKind.MEMORY_LOST);
                assertThat(alarm.text())
                        .contains("cannot be read", "begun anew", "“messenger book set aside”", "/verify", "ask them");
                assertThat(ada.client().history()).isEmpty();
                // under number 1 of the old device the server would have thrown it away
                ada.awaitDelivered(ada.tell(bob, "two"));
                bob.awaitText("two");
                bob.tell(ada, "three");
                ada.awaitText("three");
            }
            try (var ada = Person.come(relay, directory, "ada")) {
                ada.awaitDelivered(ada.tell(bob, "four"));
                bob.awaitText("four");
                assertThat(ada.events(Alarm.class)).as("told once").isEmpty();
                assertThat(ada.keys().find("messenger book set aside")).isPresent();
            }
            assertThat(bob.texts()).containsExactly("one", "two", "four");
            assertThat(bob.events(Alarm.class)).extracting(Alarm::kind).containsExactly(AlarmKind.DEVICE_ADDED);
            assertThat(relay.received().stream()
                            .filter(each -> each.user().equals("ada") && each.message() instanceof Enter)
                            .map(each -> ((Enter) each.message()).device())
                            .distinct())
                    .as("devices of ada")
                    .hasSize(2);
        }
    }
}
