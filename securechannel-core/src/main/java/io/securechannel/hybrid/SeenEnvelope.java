package io.securechannel.hybrid;

import io.securechannel.internal.crypto.Sha256;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link ReplayGuard} remembers of one envelope: SHA-256 of the hashes of its sender's keys and of its id, and its date. Two
 * are equal if sender and id are. Immutable.
 */
final class SeenEnvelope {

    static final int HASH_LENGTH = 32;

    /** By date, and among those of one date by hash. */
    static final Comparator<SeenEnvelope> BY_DATE = Comparator.comparingLong(SeenEnvelope::signedAt)
            .thenComparing((a, b) -> Arrays.compareUnsigned(a.hash, b.hash));

    private final byte[] hash;
    private final long signedAt;

    SeenEnvelope(byte[] hash, long signedAt) {
        this.hash = hash;
        this.signedAt = signedAt;
    }

    static SeenEnvelope of(Sender sender, EnvelopeId id, long signedAt) {
        var keys = sender.keys();
        byte[] name = id.bytes();
        // The number of keys comes out of the length.
        var input = ByteBuffer.allocate(keys.size() * HASH_LENGTH + name.length);
        keys.forEach(each -> input.put(Sha256.of(each.subjectPublicKeyInfo())));
        return new SeenEnvelope(Sha256.of(input.put(name).array()), signedAt);
    }

    long signedAt() {
        return signedAt;
    }

    void write(ByteBuffer out) {
        out.putLong(signedAt).put(hash);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof SeenEnvelope that && Arrays.equals(hash, that.hash);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(hash);
    }
}
