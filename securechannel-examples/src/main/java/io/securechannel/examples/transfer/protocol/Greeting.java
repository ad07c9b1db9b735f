package io.securechannel.examples.transfer.protocol;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.examples.transfer.protocol.Message.Hello;
import java.io.IOException;

/** The first message of both ends. */
public final class Greeting {

    private Greeting() {}

    /**
     * Greets, and waits for the other's greeting.
     *
     * @param link just made
     * @param own what this end says
     * @return what the other has said
     * @throws StoppedException if both ends have the same role, or the other has gone away and said why
     * @throws IOException if it is no such peer, or the link was cut
     */
    public static Hello exchange(Link link, Hello own) throws IOException {
        link.send(own);
        var message = next(link);
        if (message instanceof Message.Stop stop) {
            throw new StoppedException(stop.why());
        }
        if (!(message instanceof Hello hello)) {
            throw unexpected(message);
        }
        if (hello.role() == own.role()) {
            throw new StoppedException(Refusal.ROLE);
        }
        return hello;
    }

    /**
     * {@return the next message, which has to come}
     *
     * @param link greeted or not
     * @throws SecureChannelException CONNECTION_CUT if the other has gone before the end
     * @throws IOException if the link was cut
     */
    public static Message next(Link link) throws IOException {
        var in = link.receive();
        if (in.isEmpty()) {
            throw new SecureChannelException(
                    Reason.CONNECTION_CUT, "the other end has gone away before the end of the transfer");
        }
        return Codec.decode(in.get());
    }

    /**
     * {@return an error about a message that has no place where it came}
     *
     * @param message that came
     */
    public static SecureChannelException unexpected(Message message) {
        return new SecureChannelException(
                Reason.PROTOCOL_VIOLATION,
                "the peer has sent " + message.getClass().getSimpleName() + " where it has no place");
    }
}
