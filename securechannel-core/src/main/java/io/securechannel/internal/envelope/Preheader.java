package io.securechannel.internal.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * The fixed beginning of an envelope, and the content's associated data (spec, section 2):
 *
 * <pre>{@code
 *  0  magic        4   "SCEV"
 *  4  version      1   0x01
 *  5  suite        1
 *  6  reserved     2   0x0000
 *  8  envelope id 16   random
 * 24  context tag 32   HMAC-SHA-256 of the context, keyed by the content key
 * 56  commitment  32   to the content key and to all of the above
 * }</pre>
 *
 * Immutable.
 */
public final class Preheader {

    /** Bytes in all. */
    public static final int LENGTH = 88;

    /** Bytes of an envelope's id. */
    public static final int ID_LENGTH = 16;

    static final int COMMITTED = 56;

    private static final byte[] MAGIC = "SCEV".getBytes(US_ASCII);
    private static final int VERSION = 1;
    private static final int ID = 8;
    private static final int CONTEXT_TAG = 24;

    private final Suite suite;
    private final byte[] bytes;

    private Preheader(Suite suite, byte[] bytes) {
        this.suite = suite;
        this.bytes = bytes;
    }

    /**
     * Begins an envelope.
     *
     * @param suite how its content is encrypted
     * @param id 16 random bytes
     * @param key of the content
     * @param context what the envelope is for
     * @return the preheader
     */
    public static Preheader of(Suite suite, byte[] id, ContentKey key, byte[] context) {
        var begin = ByteBuffer.allocate(COMMITTED)
                .put(MAGIC)
                .put((byte) VERSION)
                .put((byte) suite.code())
                .putShort((short) 0)
                .put(id, 0, ID_LENGTH)
                .put(key.contextTag(id, context))
                .array();
        var bytes = Arrays.copyOf(begin, LENGTH);
        System.arraycopy(key.commitment(begin), 0, bytes, COMMITTED, LENGTH - COMMITTED);
        return new Preheader(suite, bytes);
    }

    /**
     * Reads a preheader.
     *
     * @param bytes 88 bytes, or fewer if there are no more
     * @return the preheader
     * @throws KeyMaterialException MALFORMED if this is no envelope, TOO_NEW if a later version wrote it, NOT_OPENED if it is cut
     */
    public static Preheader parse(byte[] bytes) throws KeyMaterialException {
        int compared = Math.min(bytes.length, MAGIC.length);
        if (!Arrays.equals(bytes, 0, compared, MAGIC, 0, compared)) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    "this is no envelope: it does not begin with \"SCEV\"; if it is text, read it by EnvelopeText first");
        }
        if (bytes.length < LENGTH) {
            throw Unopened.error();
        }
        var suite = Suite.of(bytes[5] & 0xff).orElse(null);
        if (bytes[4] != VERSION || suite == null || bytes[6] != 0 || bytes[7] != 0) {
            throw new KeyMaterialException(
                    Reason.TOO_NEW,
                    "this envelope is of version " + (bytes[4] & 0xff) + " and suite " + (bytes[5] & 0xff)
                            + ", and this library knows version 1 with the suites 1 and 2: update it, or have the envelope"
                            + " sent again if it was damaged");
        }
        return new Preheader(suite, bytes.clone());
    }

    /** {@return how the content is encrypted} */
    public Suite suite() {
        return suite;
    }

    /** {@return the envelope's id, 16 bytes; a copy} */
    public byte[] id() {
        return Arrays.copyOfRange(bytes, ID, CONTEXT_TAG);
    }

    /** {@return the 32 bytes that are checked against the context; a copy} */
    public byte[] contextTag() {
        return Arrays.copyOfRange(bytes, CONTEXT_TAG, COMMITTED);
    }

    /** {@return the 32 bytes that commit to the content key; a copy} */
    public byte[] commitment() {
        return Arrays.copyOfRange(bytes, COMMITTED, LENGTH);
    }

    byte[] committed() {
        return Arrays.copyOf(bytes, COMMITTED);
    }

    /** {@return all 88 bytes; a copy} */
    public byte[] bytes() {
        return bytes.clone();
    }
}
