package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import org.jspecify.annotations.Nullable;

/** Why an engine takes nothing more, for reasons of this end. */
final class NoiseClosed {

    private NoiseClosed() {}

    /** The channel has failed, or another thread has closed it. */
    static SecureChannelException by(boolean sending, @Nullable IllegalStateException why) {
        return new SecureChannelException(
                Reason.CLOSED,
                nothingMore(sending) + (why == null ? "the channel has failed, or has been closed" : why.getMessage()),
                why);
    }

    /** Every nonce of this direction has been used. */
    static SecureChannelException exhausted(boolean sending) {
        return new SecureChannelException(
                Reason.KEY_EXHAUSTED,
                nothingMore(sending) + "every nonce of this direction has been used; connect again");
    }

    private static String nothingMore(boolean sending) {
        return "nothing can be " + (sending ? "sent" : "received") + " any more: ";
    }
}
