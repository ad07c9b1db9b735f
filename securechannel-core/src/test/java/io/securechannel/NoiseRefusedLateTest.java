package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.hostile.LeavesNoThreads;
import io.securechannel.hostile.Task;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** With XX a client's key arrives last, when {@code connect} has returned: who is refused then learns what it may be all the same. */
@Tag("verify")
@Timeout(30)
@ExtendWith(LeavesNoThreads.class)
class NoiseRefusedLateTest {

    private static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    private static final NoiseKeyPair STRANGER = NoiseKeyPair.generate();

    private final List<SecurityEvent> atServer = new CopyOnWriteArrayList<>();
    private final List<SecurityEvent> atClient = new CopyOnWriteArrayList<>();

    @Test
    void whenItReceives() throws Exception {
        try (var sockets = SocketPair.overLoopback()) {
            var refusing = refusing(sockets);
            try (var channel = connect(sockets)) {
                var error = catchThrowableOfType(SecureChannelException.class, channel::receive);
                assertTold(error);
                assertThat(atClient)
                        .filteredOn(SecurityEvent.Ended.class::isInstance)
                        .singleElement()
                        .extracting(event -> ((SecurityEvent.Ended) event).how())
                        .asString()
                        .contains("PEER_NOT_ALLOWED");
            }
            assertRefused(refusing);
        }
    }

    /** The server's socket is gone, and so writes fail before anything is read. */
    @Test
    void whenItOnlySends() throws Exception {
        try (var sockets = SocketPair.overLoopback()) {
            var refusing = refusing(sockets);
            var channel = connect(sockets);
            assertRefused(refusing);
            var error = catchThrowableOfType(SecureChannelException.class, () -> {
                while (true) {
                    channel.sendText("is anybody there?");
                }
            });
            assertTold(error);
            assertThat(catchThrowable(channel::close))
                    .as("what was written is lost")
                    .isNotNull();
        }
    }

    private Task<SecureChannel> refusing(SocketPair sockets) {
        var config = ServerConfig.noise(SERVER, Trust.allow(key -> false))
                .listener(atServer::add)
                .build();
        return Task.start(() -> SecureChannel.accept(sockets.server(), config));
    }

    private SecureChannel connect(SocketPair sockets) throws SecureChannelException {
        var config = ClientConfig.noise(STRANGER, Trust.allow(key -> true))
                .listener(atClient::add)
                .build();
        return SecureChannel.connect(sockets.client(), ChannelPair.HOST, config);
    }

    private static void assertTold(SecureChannelException error) {
        assertThat(error.reason()).as(error.getMessage()).isEqualTo(Reason.CONNECTION_CUT);
        assertThat(error.possibleReasons()).containsExactly(Reason.PEER_NOT_ALLOWED, Reason.CONNECTION_CUT);
        assertThat(error).hasMessageContaining("does not let this side's key in (PEER_NOT_ALLOWED)");
    }

    private void assertRefused(Task<SecureChannel> refusing) {
        var error = refusing.error();
        assertThat(error.reason()).isEqualTo(Reason.PEER_NOT_ALLOWED);
        assertThat(error.possibleReasons()).containsExactly(Reason.PEER_NOT_ALLOWED);
        assertThat(error).hasMessageContaining(STRANGER.publicKey().text());
        assertThat(atServer).singleElement().isInstanceOf(SecurityEvent.HandshakeFailed.class);
    }
}
