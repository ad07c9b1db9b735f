package io.securechannel.soak;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Messages that can be told from all others: the number, the length, and a filling that follows from both and from a secret of this JVM.
 * Whoever receives one knows that it was sent, whole and in its place.
 */
final class Numbered {

    static final int SHORTEST = 16;

    private static final long SECRET = new SecureRandom().nextLong();
    private static final long FACTOR = 6_364_136_223_846_793_005L;

    private Numbered() {}

    /** {@return the message of this number and length} */
    static byte[] message(int number, int length) {
        if (length < SHORTEST) {
            throw new IllegalArgumentException("at least " + SHORTEST + " bytes, not " + length);
        }
        var message = ByteBuffer.allocate(length).putInt(number).putInt(length);
        long filling = SECRET ^ ((long) number << 32 | length);
        while (message.remaining() >= Long.BYTES) {
            filling = filling * FACTOR + 1;
            message.putLong(filling);
        }
        while (message.hasRemaining()) {
            message.put((byte) number);
        }
        return message.array();
    }

    /** Fails unless this is the message of that number. */
    static void require(int number, byte[] received) {
        if (received.length < SHORTEST || !Arrays.equals(received, message(number, received.length))) {
            throw new AssertionError(
                    "message " + number + " of a channel was never sent: " + received.length + " other bytes");
        }
    }
}
