package io.securechannel;

import static io.securechannel.Loopback.anyPort;
import static io.securechannel.Loopback.assertTells;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.peer.PeerKey;
import io.securechannel.peer.Trust;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What decides about a client throws, or a key has been closed: the listener hears of it, and the server goes on. */
@Tag("verify")
@Timeout(30)
class OwnCodeFailsTest {

    private static final String DOWN = "the list of members cannot be read";

    private final BlockingQueue<SecurityEvent> events = new LinkedBlockingQueue<>();

    @Test
    void aTrustThatThrowsIsReportedAndTheNextClientIsLetIn() throws Exception {
        try (var keys = NoiseKeyPair.generate();
                var unlucky = NoiseKeyPair.generate();
                var member = NoiseKeyPair.generate()) {
            Predicate<PeerKey> members = key -> {
                if (key.equals(unlucky.publicKey())) {
                    throw new IllegalArgumentException(DOWN);
                }
                return true;
            };
            var config = ServerConfig.noise(keys, Trust.allow(members))
                    .listener(events::add)
                    .build();
            try (var server = SecureChannelServer.listen(anyPort(), config, channel -> channel.sendText("hi"))) {
                var refused = catchThrowable(() -> connect(server, unlucky, keys.publicKey()));
                assertTells(refused, Reason.CONNECTION_CUT, "The other end's log tells which");
                assertReported("whether the client is let in cannot be told", DOWN);
                try (var channel = connect(server, member, keys.publicKey())) {
                    assertThat(channel.receiveText()).contains("hi");
                }
            }
        }
    }

    @Test
    void aKeyThatHasBeenClosedIsReported() throws Exception {
        try (var keys = NoiseKeyPair.generate();
                var member = NoiseKeyPair.generate()) {
            var shown = keys.publicKey();
            var config = ServerConfig.noise(keys).listener(events::add).build();
            keys.close();
            try (var server = SecureChannelServer.listen(anyPort(), config, SecureChannel::receive)) {
                assertTells(
                        catchThrowable(() -> connect(server, member, shown)),
                        Reason.CONNECTION_CUT,
                        "The other end's log tells which");
                assertReported("this side's own program", "has been closed");
            }
        }
    }

    private static SecureChannel connect(SecureChannelServer server, NoiseKeyPair own, NoisePublicKey expected)
            throws Exception {
        return SecureChannel.connect(
                "127.0.0.1",
                server.port(),
                ClientConfig.noise(own, Trust.pinned(expected)).build());
    }

    private void assertReported(String what, String why) throws InterruptedException {
        var event = events.take();
        assertThat(event).isInstanceOf(SecurityEvent.HandshakeFailed.class);
        var error = ((SecurityEvent.HandshakeFailed) event).error();
        assertTells(error, Reason.HANDSHAKE_FAILED, what);
        assertThat(error).hasMessageContaining(why).hasCauseInstanceOf(RuntimeException.class);
        assertThat(events).isEmpty();
    }
}
