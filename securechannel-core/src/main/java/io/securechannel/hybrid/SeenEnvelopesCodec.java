package io.securechannel.hybrid;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.nio.ByteBuffer;

/**
 * What a {@link ReplayGuard} keeps in a key store; all integers are big-endian:
 *
 * <pre>{@code
 * forgotten  8   the latest date of what has been forgotten, ms since 1970-01-01T00:00Z; -1 if nothing has
 * count      4   0 to 65,536
 * each:      8   when it was signed, ms since 1970, after `forgotten`
 *           32   SHA-256 of sender and id
 * }</pre>
 *
 * ascending by date and then by hash, no hash twice, and nothing behind it.
 */
final class SeenEnvelopesCodec {

    static final int MOST = 65_536;

    private static final int HEAD = Long.BYTES + Integer.BYTES;
    private static final int ENTRY = Long.BYTES + SeenEnvelope.HASH_LENGTH;

    private SeenEnvelopesCodec() {}

    static byte[] write(SeenEnvelopes seen) {
        var list = seen.list();
        var out = ByteBuffer.allocate(HEAD + list.size() * ENTRY)
                .putLong(seen.forgotten())
                .putInt(list.size());
        list.forEach(each -> each.write(out));
        return out.array();
    }

    static SeenEnvelopes read(byte[] bytes, String what) throws KeyMaterialException {
        var in = ByteBuffer.wrap(bytes);
        if (bytes.length < HEAD) {
            throw malformed(what, "is cut short");
        }
        long forgotten = in.getLong();
        int count = in.getInt();
        if (forgotten < SeenEnvelopes.NOTHING_FORGOTTEN || count < 0 || count > MOST) {
            throw malformed(what, "begins with numbers that cannot be");
        }
        if (in.remaining() != count * ENTRY) {
            throw malformed(what, "has not the length that it says");
        }
        var seen = new SeenEnvelopes(forgotten);
        SeenEnvelope before = null;
        while (in.hasRemaining()) {
            long signedAt = in.getLong();
            var hash = new byte[SeenEnvelope.HASH_LENGTH];
            in.get(hash);
            var next = new SeenEnvelope(hash, signedAt);
            boolean ascending = before == null ? signedAt > forgotten : SeenEnvelope.BY_DATE.compare(before, next) < 0;
            if (!ascending || !seen.add(next)) {
                throw malformed(what, "names its envelopes out of order, or twice");
            }
            before = next;
        }
        return seen;
    }

    private static KeyMaterialException malformed(String what, String problem) {
        return new KeyMaterialException(
                Reason.MALFORMED,
                what + " " + problem
                        + ": delete the entry, and let a window of time pass before envelopes are taken again"
                        + " (ReplayWindow.since), for what was seen is not known any more");
    }
}
