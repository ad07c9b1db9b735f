package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.endtoend.Conversation;
import java.time.Instant;

/**
 * Something that was said.
 *
 * @param conversation where
 * @param place what people call it: empty for a broadcast, a user for a direct message or a private room, a group's name
 * @param sender a user
 * @param time when it was signed, by the sender's clock
 * @param text of the sender's making: show it through a filter that keeps control characters away
 * @param late whether it came after mails that were sent later
 */
public record ChatMessage(
        Conversation conversation, String place, String sender, Instant time, String text, boolean late) {

    /** Without the text, which is nobody's but theirs. */
    @Override
    public String toString() {
        return "message of " + sender + " at " + time;
    }
}
