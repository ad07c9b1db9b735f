package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.FrameDecoder;

/** Reads the frames of the login that opens a channel: until it is over nothing but AUTH and CLOSE may come, and little of it. */
final class OpeningReader {

    private final PlaintextReader in;
    private final FrameDecoder decoder;

    /**
     * @param in the channel's reading side, whose lock the caller holds
     * @param decoder the channel's
     */
    OpeningReader(PlaintextReader in, FrameDecoder decoder) {
        this.in = in;
        this.decoder = decoder;
    }

    /**
     * Waits for the next frame of the login.
     *
     * @param budget what the peer may send in all
     * @return its payload
     */
    byte[] receive(Deadline deadline, LoginBudget budget) throws SecureChannelException {
        while (true) {
            var bytes = in.buffered();
            int had = bytes.remaining();
            var event = decoder.next(bytes);
            budget.took(had - bytes.remaining());
            switch (event) {
                case AUTH -> {
                    budget.frame();
                    return decoder.payload();
                }
                case CLOSE -> {
                    // its reason is told when the peer's end has come
                }
                case NEED_BYTES -> {
                    if (!in.await(deadline)) {
                        throw ended(decoder);
                    }
                }
                case DATA, MESSAGE_END, PING, PONG ->
                    throw new SecureChannelException(
                            Reason.PROTOCOL_VIOLATION,
                            "the peer sends messages where a login has to come first: is one set up at its end? (client:"
                                    + " login(…), server: requireLogin(…))");
            }
        }
    }

    /** {@return what a login that waits for the peer throws at its end} */
    static SecureChannelException ended(FrameDecoder decoder) {
        return decoder.closed()
                ? new SecureChannelException(
                        Reason.CLOSED_BY_PEER,
                        "the peer ended the login with " + MessageReader.printable(decoder.closeReason()))
                : MessageReader.cutMidMessage(decoder);
    }
}
