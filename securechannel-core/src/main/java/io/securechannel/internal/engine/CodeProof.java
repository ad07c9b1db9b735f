package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.noise.internal.CodeSide;
import io.securechannel.noise.internal.CodeSteps;
import java.nio.ByteBuffer;
import java.util.Optional;

/** How a one-time code is proved after the handshake, in records of type CODE (docs/spec/noise.md, section 6). */
final class CodeProof {

    private static final byte[] REFUSAL = {};

    private final NoiseEngine engine;
    private final CodeSide code;
    private final CodeSteps exchange;

    private CodeProof(NoiseEngine engine, CodeSide code, CodeSteps exchange) {
        this.engine = engine;
        this.code = code;
        this.exchange = exchange;
    }

    /** Begins, and says what the initiator has to say. */
    static CodeProof begin(NoiseEngine engine, CodeSide code, boolean initiator) throws SecureChannelException {
        try {
            var hash = engine.records().transport().handshakeHash();
            var exchange = code.begin(hash, initiator);
            exchange.first().ifPresent(first -> engine.sayRecord(RecordType.CODE, first));
            return new CodeProof(engine, code, exchange);
        } catch (SecureChannelException e) {
            engine.sayRecord(RecordType.CODE, REFUSAL);
            throw e;
        }
    }

    /** Saves a handshake that could only fail. */
    static void requireUnused(Optional<CodeSide> code) throws SecureChannelException {
        if (code.isPresent()) {
            code.get().requireUnused();
        }
    }

    /**
     * Takes the peer's next message, and says the answer, or that the code is refused: the peer shall not take the end for a cut.
     *
     * @return whether it was there
     */
    boolean receive(ByteBuffer network) throws SecureChannelException {
        var message = NoiseInput.record(engine.records(), network, RecordType.CODE);
        if (message == null) {
            return false;
        }
        Optional<byte[]> answer;
        try {
            answer = exchange.receive(message);
        } catch (SecureChannelException e) {
            if (e.reason() == Reason.CODE_REFUSED && message.length > 0) {
                engine.sayRecord(RecordType.CODE, REFUSAL);
            }
            throw e;
        }
        answer.ifPresent(bytes -> engine.sayRecord(RecordType.CODE, bytes));
        if (exchange.done()) {
            exchange.close();
            engine.turn(ChannelEngine.Turn.DONE); // an answer is drained as what the last step left
        } else if (answer.isPresent()) {
            engine.turn(ChannelEngine.Turn.SEND);
        }
        return true;
    }

    /** {@return whether the code is used up at this end} */
    boolean used() {
        return code.used();
    }

    void close() {
        exchange.close();
    }
}
