package io.securechannel.examples.messenger;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.server.ChatServer;
import io.securechannel.examples.messenger.server.StoredMail;
import java.util.List;
import org.junit.jupiter.api.Timeout;

/** Over an H2 file. */
@Timeout(120)
class LinkedDevicesAtTheServerTest extends LinkedDevicesContract {

    @Override
    List<ChatServer> start() throws Exception {
        return List.of(ChatServer.start(config(directory.resolve("server")).build()));
    }

    @Override
    long stored(DeviceId device) throws Exception {
        return StoredMail.of(directory.resolve("server"), device);
    }
}
