package io.securechannel.hostile;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * All that one end received.
 *
 * @param messages in order
 * @param error what ended it; empty after an orderly end
 */
record Received(List<byte[]> messages, Optional<SecureChannelException> error) {

    /** Receives until the end, or an error. */
    static Received from(TestChannel channel) {
        return first(Integer.MAX_VALUE, channel);
    }

    /** Receives so many messages, or until the end, or an error. */
    static Received first(int count, TestChannel channel) {
        var messages = new ArrayList<byte[]>();
        try {
            while (messages.size() < count) {
                var next = channel.receive();
                if (next.isEmpty()) {
                    break;
                }
                messages.add(next.get());
            }
            return new Received(messages, Optional.empty());
        } catch (SecureChannelException e) {
            return new Received(messages, Optional.of(e));
        }
    }

    /** Waits for the handshake, and receives then; an error in the handshake counts as one. */
    static Received from(Task<TestChannel> end) {
        TestChannel channel;
        try {
            channel = end.result();
        } catch (SecureChannelException e) {
            return new Received(List.of(), Optional.of(e));
        }
        return from(channel);
    }

    boolean endedInOrder() {
        return error.isEmpty();
    }

    Reason reason() {
        return error.map(SecureChannelException::reason)
                .orElseThrow(() -> new AssertionError("ended in order after " + messages.size() + " messages"));
    }
}
