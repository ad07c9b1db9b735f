package io.securechannel.noise;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.noise.NoiseHandshake.Turn;

/** Carries the messages of a handshake between its ends, and may change one on its way. */
final class NoiseRun implements AutoCloseable {

    /** Changes messages. */
    @FunctionalInterface
    interface Wire {

        byte[] carry(int number, byte[] message);
    }

    private static final byte[] NOTHING = {};

    private final NoiseHandshake initiator;
    private final NoiseHandshake responder;
    private final Wire wire;
    private int number;

    NoiseRun(NoiseHandshake initiator, NoiseHandshake responder, Wire wire) {
        this.initiator = initiator;
        this.responder = responder;
        this.wire = wire;
    }

    NoiseRun(NoiseHandshake initiator, NoiseHandshake responder) {
        this(initiator, responder, (number, message) -> message);
    }

    /** The next message of the handshake goes from its writer to its reader. */
    byte[] next(byte[] payload) throws SecureChannelException {
        var writer = initiator.turn() == Turn.WRITE ? initiator : responder;
        var reader = writer == initiator ? responder : initiator;
        int length = payload.length + writer.overhead();
        var message = writer.writeMessage(payload);
        assertThat(message).as("its length was known beforehand").hasSize(length);
        return reader.readMessage(wire.carry(number++, message));
    }

    boolean over() {
        return initiator.turn() == Turn.FINISHED;
    }

    /** All messages, without payloads. */
    NoiseRun handshake() throws SecureChannelException {
        while (initiator.turn() != Turn.FINISHED) {
            next(NOTHING);
        }
        return this;
    }

    NoiseTransport finishInitiator() {
        return initiator.finish();
    }

    NoiseTransport finishResponder() {
        return responder.finish();
    }

    @Override
    public void close() {
        initiator.close();
        responder.close();
    }
}
