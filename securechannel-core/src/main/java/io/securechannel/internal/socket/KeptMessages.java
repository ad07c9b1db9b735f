package io.securechannel.internal.socket;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.util.ArrayDeque;

/** Messages that came whole while something else was waited for; the next receive gets them. */
final class KeptMessages {

    /** What a message costs beside its bytes, roughly. */
    private static final int OVERHEAD = 64;

    private static final int AT_LEAST = 64 << 10;

    private final ArrayDeque<byte[]> messages = new ArrayDeque<>(1);
    private final long most;
    private long bytes;

    /**
     * @param largest message that is held in memory; all of these together are no larger, or 64 KiB
     */
    KeptMessages(int largest) {
        this.most = Math.max(largest, AT_LEAST);
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }

    void keep(byte[] message) throws SecureChannelException {
        bytes += message.length + OVERHEAD;
        if (bytes > most) {
            throw new SecureChannelException(
                    Reason.MESSAGE_TOO_LARGE,
                    "the server has sent more messages than are kept while a further login is under way: let another thread"
                            + " receive meanwhile");
        }
        messages.add(message);
    }

    byte[] take() {
        var message = messages.remove();
        bytes -= message.length + OVERHEAD;
        return message;
    }
}
