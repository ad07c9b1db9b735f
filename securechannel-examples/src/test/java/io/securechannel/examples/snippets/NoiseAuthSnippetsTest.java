package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.peer.Trust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The snippets about logins over Noise do what their pages say. */
@Tag("verify")
@Timeout(30)
class NoiseAuthSnippetsTest {

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final NoiseKeyPair serverKeys = NoiseKeyPair.generate();
    private final NoiseKeyPair ownKeys = NoiseKeyPair.generate();

    @Test
    void aKeyIsAUser() throws Exception {
        var config = NoiseAuthSnippets.server(serverKeys, Map.of(ownKeys.publicKey(), "ada"));
        try (var server = SecureChannelServer.listen(
                        LOOPBACK,
                        config,
                        channel -> channel.sendText(channel.peer().user().orElse("nobody")));
                var channel = SecureChannel.connect(
                        "localhost", server.port(), NoiseAuthSnippets.client(ownKeys, serverKeys.publicKey()))) {
            assertThat(channel.receiveText()).contains("ada");
        }
    }

    @Test
    void aDeviceThatIsNotKnownIsTold() throws Exception {
        var strict = ServerConfig.noise(serverKeys, Trust.allow(key -> false))
                .listener(event -> {})
                .build();
        var client = ClientConfig.noise(ownKeys, Trust.pinned(serverKeys.publicKey()))
                .listener(event -> {})
                .build();
        var told = new ArrayList<String>();
        try (var server =
                SecureChannelServer.listen(LOOPBACK, strict, channel -> channel.forEachMessage(channel::send))) {
            var error = catchThrowableOfType(
                    SecureChannelException.class,
                    () -> NoiseAuthSnippets.refused(
                            "localhost", server.port(), client, ownKeys.publicKey(), told::add));
            assertThat(error.reason()).isEqualTo(Reason.CONNECTION_CUT);
            assertThat(told)
                    .singleElement()
                    .asString()
                    .contains(ownKeys.publicKey().text());
        }
    }
}
