package io.securechannel.examples.messenger.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.messenger.protocol.ClientMessage;
import io.securechannel.examples.messenger.protocol.DeviceList;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import io.securechannel.examples.messenger.protocol.SignedStatement;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Users who have as many devices as there may be must not make an answer about them too long to be sent. */
@Timeout(120)
class LongAnswerTest {

    private static final int USERS = 6;
    private static final int LONGEST_MESSAGE = 96 << 10;

    @Test
    void comesInParts(@TempDir Path directory) throws Exception {
        try (var harness = ServerHarness.in(directory)) {
            var names = new ArrayList<String>();
            for (int i = 0; i < USERS; i++) {
                names.add("many" + i);
                var user = new TestUser("many" + i);
                for (int device = 1; device < DeviceList.MOST_DEVICES; device++) {
                    user.addDevice();
                }
                var prekeys = new SignedStatement[DeviceList.MOST_DEVICES];
                for (int device = 0; device < prekeys.length; device++) {
                    prekeys[device] = user.prekey(device, TestUser.START);
                }
                try (var client = harness.connect(user.name(), true)) {
                    client.enter(user, 0, user.entry(prekeys), false);
                }
            }
            try (var client = harness.signUp(new TestUser("ada"))) {
                client.say(new ClientMessage.Lookup(7, names));
                var answered = new ArrayList<String>();
                ServerMessage.Directory part;
                do {
                    part = client.expect(ServerMessage.Directory.class);
                    assertThat(part.encode().length).isLessThanOrEqualTo(LONGEST_MESSAGE);
                    assertThat(part.entries()).allMatch(entry -> entry.prekeys().size() == DeviceList.MOST_DEVICES);
                    part.entries().stream().map(DirectoryEntry::user).forEach(answered::add);
                } while (!part.complete());
                assertThat(answered).isEqualTo(names);
            }
        }
    }
}
