package io.securechannel.noise;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.internal.primitive.HashFunction;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Exports keying material: the scheme of TLS 1.3 (RFC 8446, sections 7.1 and 7.5) over the hash of the protocol, with the third output of
 * Split as its master secret and the handshake hash in the place of the hash of nothing. docs/spec/noise.md, section 3.
 */
final class NoiseExporter implements AutoCloseable {

    private static final String PREFIX = "noise ";
    private static final int LONGEST_LABEL = 255 - PREFIX.length();
    private static final int MOST_BLOCKS = 255;

    private final HashFunction hash;
    private final byte[] master;
    private final byte[] handshakeHash;
    private volatile boolean closed;

    /**
     * @param master is owned from now on
     * @param handshakeHash is left alone
     */
    NoiseExporter(HashFunction hash, byte[] master, byte[] handshakeHash) {
        this.hash = hash;
        this.master = master;
        this.handshakeHash = handshakeHash.clone();
    }

    byte[] handshakeHash() {
        return handshakeHash.clone();
    }

    byte[] export(String label, byte[] context, int length) {
        if (label.isEmpty()
                || label.length() > LONGEST_LABEL
                || !US_ASCII.newEncoder().canEncode(label)) {
            throw new IllegalArgumentException("a label has 1 to " + LONGEST_LABEL + " characters of ASCII");
        }
        if (length < 1 || length > MOST_BLOCKS * hash.length()) {
            throw new IllegalArgumentException(
                    "from 1 to " + MOST_BLOCKS * hash.length() + " bytes are exported, not " + length);
        }
        byte[] derived = expandLabel(master, label, handshakeHash, hash.length());
        try {
            if (closed) { // asked after the wiped bytes were read, if they were: anybody could compute what they give
                throw new IllegalStateException("nothing is exported any more: the channel has been closed");
            }
            return expandLabel(derived, "exporter", hash.hash(context), length);
        } finally {
            Arrays.fill(derived, (byte) 0);
        }
    }

    /** HKDF-Expand-Label (RFC 8446, section 7.1) with another prefix. */
    private byte[] expandLabel(byte[] secret, String label, byte[] context, int length) {
        var whole = (PREFIX + label).getBytes(US_ASCII);
        var info = ByteBuffer.allocate(2 + 1 + whole.length + 1 + context.length)
                .putShort((short) length)
                .put((byte) whole.length)
                .put(whole)
                .put((byte) context.length)
                .put(context)
                .array();
        return hash.expand(secret, info, length);
    }

    @Override
    public void close() {
        closed = true;
        Arrays.fill(master, (byte) 0);
    }
}
