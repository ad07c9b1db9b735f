package io.securechannel.internal.engine;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Watches one direction of a handshake until its hello has gone by, then forgets everything. It looks at records that
 * the engine is about to consume, or has just made, and never changes them.
 *
 * <pre>
 *   TLSPlaintext (RFC 8446, section 5.1): type (1) | legacy_record_version (2) | length (2) | fragment
 * </pre>
 */
final class TlsHelloTap {

    static final int RECORD_HEADER = 5;
    private static final int CHANGE_CIPHER_SPEC = 20;
    private static final int HANDSHAKE = 22;
    private static final int MESSAGE_HEADER = 4;

    /** A hello with post-quantum key shares has some 2 KiB; whoever sends more is not described. */
    private static final int MOST = 16 << 10;

    private byte[] pending = new byte[0];
    private boolean done;
    private Optional<TlsHello> hello = Optional.empty();

    Optional<TlsHello> hello() {
        return hello;
    }

    /**
     * Looks at whole records.
     *
     * @param records is left as it was
     */
    void watch(ByteBuffer records) {
        int at = records.position();
        while (!done && records.limit() - at >= RECORD_HEADER) {
            int type = records.get(at) & 0xFF;
            int length = records.getShort(at + 3) & 0xFFFF;
            if (records.limit() - at - RECORD_HEADER < length) {
                return;
            }
            if (type == HANDSHAKE) {
                append(records, at + RECORD_HEADER, length);
            } else if (type != CHANGE_CIPHER_SPEC) {
                finish(); // encrypted or an alert: no hello follows in clear
            }
            at += RECORD_HEADER + length;
        }
    }

    private void append(ByteBuffer records, int at, int length) {
        if (pending.length + length > MOST) {
            finish();
            return;
        }
        int before = pending.length;
        pending = Arrays.copyOf(pending, before + length);
        records.get(at, pending, before, length);
        while (!done && pending.length >= MESSAGE_HEADER) {
            var view = ByteBuffer.wrap(pending);
            int bodyLength = view.getInt() & 0xFFFFFF;
            if (view.remaining() < bodyLength) {
                return;
            }
            var found = TlsHello.parse(pending[0], view.slice(MESSAGE_HEADER, bodyLength));
            pending = Arrays.copyOfRange(pending, MESSAGE_HEADER + bodyLength, pending.length);
            if (found.isPresent()) {
                hello = found;
                // After a HelloRetryRequest a second ClientHello follows, which says nothing new.
                finish();
            }
        }
    }

    private void finish() {
        done = true;
        pending = new byte[0];
    }
}
