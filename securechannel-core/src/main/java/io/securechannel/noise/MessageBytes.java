package io.securechannel.noise;

import io.securechannel.error.SecureChannelException;
import java.util.Arrays;

/** What is left of a handshake message that is being read. */
final class MessageBytes {

    private final byte[] bytes;
    private int at;

    MessageBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    byte[] next(int length) throws SecureChannelException {
        if (bytes.length - at < length) {
            throw NoiseHandshake.violation("is cut: it has " + bytes.length + " bytes");
        }
        at += length;
        return Arrays.copyOfRange(bytes, at - length, at);
    }

    byte[] rest() {
        return Arrays.copyOfRange(bytes, at, bytes.length);
    }
}
