package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;

/** A handshake between two engines, without a socket. */
final class EngineHandshake {

    private static final int ROOM = 1 << 17;
    private static final int MOST_STEPS = 1_000;

    private final ByteBuffer toServer = ByteBuffer.allocate(ROOM);
    private final ByteBuffer toClient = ByteBuffer.allocate(ROOM);
    private final ByteBuffer nothing = ByteBuffer.allocate(0);
    private final ByteBuffer plaintext = ByteBuffer.allocate(ROOM);

    /** Until neither has anything more to say; a refusal of either is thrown. */
    static void run(SSLEngine client, SSLEngine server) throws SSLException {
        client.beginHandshake();
        server.beginHandshake();
        var handshake = new EngineHandshake();
        int steps = 0;
        for (boolean busy = true; busy; steps++) {
            assertThat(steps).as("steps of the handshake").isLessThan(MOST_STEPS);
            handshake.step(client, handshake.toServer, handshake.toClient);
            handshake.step(server, handshake.toClient, handshake.toServer);
            busy = List.of(client, server).stream()
                    .anyMatch(each -> each.getHandshakeStatus() != HandshakeStatus.NOT_HANDSHAKING);
        }
    }

    private void step(SSLEngine engine, ByteBuffer out, ByteBuffer in) throws SSLException {
        switch (engine.getHandshakeStatus()) {
            case NEED_WRAP -> engine.wrap(nothing, out);
            case NEED_TASK -> engine.getDelegatedTask().run();
            case NEED_UNWRAP -> {
                in.flip();
                engine.unwrap(in, plaintext);
                in.compact();
            }
            default -> {}
        }
    }
}
