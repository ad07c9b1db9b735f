package io.securechannel.examples.messenger;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.client.AlarmKind;
import io.securechannel.examples.messenger.client.ChatEvent.Alarm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A key store that was put back: what docs/threat-model.md says about it. */
@Timeout(120)
class OldStoreTest {

    @TempDir
    private Path directory;

    @Test
    void losesMessagesAndTheAddresseeIsTold() throws Exception {
        var file = directory.resolve("ada.keys");
        var backup = directory.resolve("backup");
        try (var relay = TestRelay.start();
                var bob = Person.come(relay, directory, "bob")) {
            try (var ada = Person.come(relay, directory, "ada")) {
                ada.awaitDelivered(ada.tell(bob, "one"));
            }
            Files.copy(file, backup, StandardCopyOption.COPY_ATTRIBUTES);
            try (var ada = Person.come(relay, directory, "ada")) {
                ada.awaitDelivered(ada.tell(bob, "two"));
            }
            Files.copy(backup, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            try (var ada = Person.come(relay, directory, "ada")) {
                ada.awaitDelivered(ada.tell(bob, "believed to be accepted"));
                ada.awaitDelivered(ada.tell(bob, "four"));
            }
            bob.awaitText("four");
            var alarm = bob.await(Alarm.class, each -> true);
            assertThat(alarm.kind()).isEqualTo(AlarmKind.MISSING);
            assertThat(alarm.text()).contains("their device has gone back to an older state", "Ask ada what they said");
            assertThat(bob.texts()).containsExactly("one", "two", "four");
        }
    }
}
