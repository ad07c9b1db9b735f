package io.securechannel.noise.internal;

import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.primitive.EcJpake;
import java.util.Optional;

/** The exchange that proves a one-time code (docs/spec/noise.md, section 6), step by step. Not for use by several threads. */
public interface CodeSteps extends AutoCloseable {

    /** The longest message, in bytes. */
    int LONGEST_MESSAGE = EcJpake.ROUND_1 + EcJpake.ROUND_2;

    /** {@return the message that begins it; empty at the responder's end} */
    Optional<byte[]> first();

    /**
     * Takes the peer's next message.
     *
     * @param message of the peer; an empty one refuses
     * @return the answer; empty if there is none
     * @throws SecureChannelException CODE_REFUSED if the peer has another code, or another channel, or refuses; PROTOCOL_VIOLATION if it is
     *     malformed; the exchange is over then
     */
    Optional<byte[]> receive(byte[] message) throws SecureChannelException;

    /** {@return whether the peer has proved the code} */
    boolean done();

    /** Lets go of what is secret. Further calls do nothing. */
    @Override
    void close();
}
