package io.securechannel.hostile.tls;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Records as bytes (RFC 8446, section 5.1).
 *
 * <pre>
 *   TLSPlaintext: type (1) | legacy_record_version (2) = 0x0303 | length (2) | fragment
 * </pre>
 */
final class Records {

    static final int HEADER_LENGTH = 5;

    /** Section 5.1: the most that a fragment may hold. */
    static final int MOST_PLAINTEXT = 1 << 14;

    /** Section 5.2: the most that a protected record may hold. */
    static final int MOST_CIPHERTEXT = (1 << 14) + 256;

    private static final short LEGACY_VERSION = 0x0303;

    private Records() {}

    static byte[] header(int type, int length) {
        return ByteBuffer.allocate(HEADER_LENGTH)
                .put((byte) type)
                .putShort(LEGACY_VERSION)
                .putShort((short) length)
                .array();
    }

    /** A record in clear. */
    static byte[] clear(int type, byte... fragment) {
        return join(header(type, fragment.length), fragment);
    }

    static byte[] join(byte[]... parts) {
        var whole = new ByteArrayOutputStream();
        for (var part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
