package io.securechannel.framing;

import com.google.errorprone.annotations.CheckReturnValue;

/**
 * What the secure byte stream carries: {@linkplain #messages() messages}, the default, or {@linkplain #none() raw
 * bytes}, so that any TLS peer can talk to it. Both ends must choose alike.
 */
public sealed interface Framing {

    /** The largest message that {@code receive()} takes by default: 16 MiB. */
    int DEFAULT_MAX_MESSAGE_SIZE = 16 << 20;

    /** {@return messages of any size, with pings, a reason on close, and limits} */
    static Messages messages() {
        return new Messages(DEFAULT_MAX_MESSAGE_SIZE, Padding.NONE);
    }

    /** {@return raw streams, as any TLS peer speaks them (curl, openssl, Python): no messages, no pings, no login} */
    static None none() {
        return new None();
    }

    /**
     * Messages in frames.
     *
     * @param maxMessageSize the largest message that is sent from, or received into, memory, in bytes; streamed messages
     *     may be larger
     * @param padding what this side does to hide the lengths of what it sends
     */
    record Messages(int maxMessageSize, Padding padding) implements Framing {

        /**
         * Checks the size.
         *
         * @param maxMessageSize in bytes, from 1 to 2^31 - 65
         * @param padding what this side does to hide lengths
         */
        public Messages {
            if (maxMessageSize < 1 || maxMessageSize > Integer.MAX_VALUE - 64) {
                throw new IllegalArgumentException(
                        "maxMessageSize must be between 1 and 2^31 - 65 bytes, not " + maxMessageSize);
            }
        }

        /**
         * Sets the largest message that is held in memory. Every connection may cost that much.
         *
         * @param bytes the size, from 1 to 2^31 - 65
         * @return a new setting
         */
        @CheckReturnValue
        public Messages withMaxMessageSize(int bytes) {
            return new Messages(bytes, padding);
        }

        /**
         * Hides the lengths of what this side sends, roughly. Each end decides for itself; every end takes padding.
         *
         * @param policy {@link Padding#NONE} by default
         * @return a new setting
         */
        @CheckReturnValue
        public Messages withPadding(Padding policy) {
            return new Messages(maxMessageSize, policy);
        }
    }

    /** Raw streams. */
    record None() implements Framing {}
}
