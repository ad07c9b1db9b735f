package io.securechannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.engine.NoiseEngine;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.peer.Trust;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is left when no channel comes about. */
@Tag("verify")
class EstablishingTest {

    /** A client's engine has copied its static key when it is made. */
    @Test
    void theEngineIsDestroyedIfTheSocketHasNoStreams() throws Exception {
        var server = NoiseKeyPair.generate();
        var context = NoiseContext.forClient(Trust.pinned(server.publicKey()))
                .identity(NoiseKeyPair.generate())
                .build();
        var engine = NoiseEngine.client(NoiseSides.of(context), "chat.example:1", List.of("x/1"), true);
        var deadlines = Loopback.client().build().settings().deadlines();
        var socket = new Socket();
        socket.close();
        assertThatThrownBy(() -> Establishing.driver(socket, "chat.example:1", () -> engine, deadlines))
                .isInstanceOf(SecureChannelException.class);
        var room = ByteBuffer.allocate(engine.recordSize());
        assertThatThrownBy(() -> engine.drain(ByteBuffer.allocate(0), room))
                .isInstanceOf(SecureChannelException.class)
                .hasMessageContaining("closed");
        assertThat(room.position()).isZero();
    }
}
