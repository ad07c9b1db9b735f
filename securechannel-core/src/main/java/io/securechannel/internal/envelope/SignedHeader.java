package io.securechannel.internal.envelope;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.EncodedPublicKey;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/**
 * What a sender says of a signed envelope beside its content (spec, section 6), inside the encryption:
 *
 * <pre>{@code
 * signers     1   1 or 2
 * each:       1   algorithm: 1 Ed25519, 2 ML-DSA-65, 3 RSASSA-PSS
 *            32   SHA-256 of the signer's SubjectPublicKeyInfo
 * signed at   8   milliseconds since 1970-01-01T00:00Z, at most 9999-12-31T23:59:59.999Z
 * audience    2   1 to 1,024
 * each:      32   SHA-256 of the recipient's SubjectPublicKeyInfo, ascending, none twice
 * }</pre>
 *
 * @param signers in the order of their signatures
 * @param signedAt milliseconds since 1970-01-01T00:00Z
 * @param audience to whom the sender addressed it, ascending
 */
public record SignedHeader(List<Signer> signers, long signedAt, List<KeyHash> audience) {

    /** 9999-12-31T23:59:59.999Z: no later time is written or read, so that whoever stores one can write it in every usual form. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final int MOST_SIGNERS = 2;

    /**
     * Who signs.
     *
     * @param algorithm by what
     * @param key the hash of the public key
     */
    public record Signer(SignatureAlgorithm algorithm, KeyHash key) {

        /**
         * {@return the signer of a key}
         *
         * @param key the public key
         */
        public static Signer of(EncodedPublicKey key) {
            return new Signer(SignatureAlgorithm.of(key), KeyHash.of(key));
        }
    }

    /**
     * {@return what a sender says}
     *
     * @param signers in the order of their signatures
     * @param signedAt milliseconds since 1970-01-01T00:00Z
     * @param audience to whom, in any order
     */
    public static SignedHeader of(List<Signer> signers, long signedAt, Collection<KeyHash> audience) {
        return new SignedHeader(signers, signedAt, List.copyOf(new TreeSet<>(audience)));
    }

    /**
     * Copies.
     *
     * @param signers in the order of their signatures
     * @param signedAt milliseconds since 1970-01-01T00:00Z
     * @param audience to whom the sender addressed it, ascending
     */
    public SignedHeader {
        signers = List.copyOf(signers);
        audience = List.copyOf(audience);
    }

    /** {@return the bytes} */
    public byte[] bytes() {
        var out = ByteBuffer.allocate(1
                        + signers.size() * (1 + KeyHash.LENGTH)
                        + Long.BYTES
                        + Short.BYTES
                        + audience.size() * KeyHash.LENGTH)
                .put((byte) signers.size());
        for (var signer : signers) {
            out.put((byte) signer.algorithm().code()).put(signer.key().bytes());
        }
        out.putLong(signedAt).putShort((short) audience.size());
        audience.forEach(each -> out.put(each.bytes()));
        return out.array();
    }

    /**
     * Reads a header.
     *
     * @param in the decrypted content, behind its first octet; afterwards it stands before the first signature
     * @return the header
     * @throws KeyMaterialException MALFORMED if it is none: whoever wrote it has the content key, as one of the recipients or
     *     because he made the whole envelope, which anybody can
     * @throws IOException if the content cannot be read
     */
    public static SignedHeader read(InputStream in) throws IOException, KeyMaterialException {
        try {
            var data = new DataInputStream(in);
            var signers = new ArrayList<Signer>();
            for (int left = data.readUnsignedByte(); left > 0; left--) {
                require(signers.size() < MOST_SIGNERS, "names more than two signers");
                signers.add(new Signer(algorithm(data.readUnsignedByte()), hash(data)));
            }
            require(!signers.isEmpty(), "names no signer");
            long signedAt = data.readLong();
            require(signedAt >= 0, "is dated before 1970");
            require(signedAt <= LATEST.toEpochMilli(), "is dated after the year 9999");
            var audience = new ArrayList<KeyHash>();
            for (int left = data.readUnsignedShort(); left > 0; left--) {
                var next = hash(data);
                require(
                        audience.isEmpty() || audience.get(audience.size() - 1).compareTo(next) < 0,
                        "names its audience out of order");
                audience.add(next);
            }
            require(!audience.isEmpty() && audience.size() <= Slots.MOST, "names no audience, or too large a one");
            return new SignedHeader(signers, signedAt, audience);
        } catch (EOFException e) {
            throw malformed("ends too soon");
        }
    }

    private static KeyHash hash(DataInputStream in) throws IOException {
        var bytes = new byte[KeyHash.LENGTH];
        in.readFully(bytes);
        return KeyHash.of(bytes);
    }

    private static void require(boolean holds, String what) throws KeyMaterialException {
        if (!holds) {
            throw malformed(what);
        }
    }

    private static KeyMaterialException malformed(String what) {
        return new KeyMaterialException(
                Reason.MALFORMED,
                "the sender's part of the envelope " + what
                        + ": somebody other than a sender made or changed it, or a faulty program has written it; have it"
                        + " sent again");
    }

    private static SignatureAlgorithm algorithm(int code) throws KeyMaterialException {
        return SignatureAlgorithm.of(code)
                .orElseThrow(() -> malformed("is signed by an algorithm that is not known, " + code));
    }
}
