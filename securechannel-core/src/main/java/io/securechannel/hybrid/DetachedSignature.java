package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.Armor;
import io.securechannel.internal.envelope.SignatureAlgorithm;
import io.securechannel.internal.file.AtomicFile;
import io.securechannel.internal.file.KeyFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What stands beside a signed message: one signature or two, each with the hash of the key that is said to have made it. It says
 * nothing until a {@link MessageVerifier} has verified it. Immutable.
 *
 * <pre>
 * "SCSG" | version 0x01 | count (1 or 2) | entry*
 * entry: algorithm (1) | SHA-256 of the signer's SubjectPublicKeyInfo (32) | length (2, big-endian) | signature
 * algorithms: 1 Ed25519, 2 ML-DSA-65, 3 RSASSA-PSS
 * </pre>
 *
 * <p>Of two the first is classical and the second ML-DSA-65. Each signature is the plain one over the message itself, which other
 * programs verify without this form: {@link #signatures()}.
 */
public final class DetachedSignature {

    private static final byte[] MAGIC = "SCSG".getBytes(US_ASCII);
    private static final int VERSION = 1;
    private static final int MOST = 2;
    private static final int HASH = 32;

    /** Two signatures, the longest there are, in armor, have less than 6 KiB. */
    private static final int LARGEST = 8 << 10;

    private final List<Entry> entries;

    DetachedSignature(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /** One signature; the arrays are not copied, and stay with their entry. */
    static final class Entry {

        private final SignatureAlgorithm algorithm;
        private final byte[] keyHash;
        private final byte[] signature;

        Entry(SignatureAlgorithm algorithm, byte[] keyHash, byte[] signature) {
            this.algorithm = algorithm;
            this.keyHash = keyHash;
            this.signature = signature;
        }

        SignatureAlgorithm algorithm() {
            return algorithm;
        }

        byte[] signature() {
            return signature;
        }

        boolean isBy(byte[] hash) {
            return MessageDigest.isEqual(keyHash, hash);
        }

        private String fingerprint() {
            return "SHA256:" + Base64.getEncoder().withoutPadding().encodeToString(keyHash);
        }

        private int length() {
            return 1 + HASH + Short.BYTES + signature.length;
        }

        private void put(ByteBuffer out) {
            out.put((byte) algorithm.code())
                    .put(keyHash)
                    .putShort((short) signature.length)
                    .put(signature);
        }
    }

    /**
     * Reads the binary form.
     *
     * @param encoded as {@link #encoded()} gives it
     * @return the signature, not verified yet
     * @throws KeyMaterialException {@link Reason#MALFORMED} if it is cut, changed or something else, {@link Reason#TOO_NEW} if a
     *     later version wrote it, {@link Reason#UNSUPPORTED} for an unknown algorithm
     */
    public static DetachedSignature of(byte[] encoded) throws KeyMaterialException {
        if (encoded.length < MAGIC.length + 2 || !Arrays.equals(encoded, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
            throw malformed("it does not begin as one; a plain signature is verified as bytes");
        }
        var in = ByteBuffer.wrap(encoded, MAGIC.length, encoded.length - MAGIC.length);
        int version = in.get() & 0xFF;
        if (version != VERSION) {
            throw new KeyMaterialException(
                    version > VERSION ? Reason.TOO_NEW : Reason.MALFORMED,
                    "the signature file has version " + version + ", and this library reads version " + VERSION
                            + ": verify it with a later version of the library");
        }
        int count = in.get() & 0xFF;
        if (count < 1 || count > MOST) {
            throw malformed("it says that it holds " + count + " signatures, and there may be one or two");
        }
        var entries = new ArrayList<Entry>();
        for (int i = 0; i < count; i++) {
            entries.add(entry(in));
        }
        if (in.hasRemaining()) {
            throw malformed("something follows its last signature");
        }
        requireRoles(entries);
        return new DetachedSignature(entries);
    }

    /**
     * Reads the armored form.
     *
     * @param text as {@link #armored()} gives it; lines may end by CRLF
     * @return the signature, not verified yet
     * @throws KeyMaterialException as {@link #of(byte[])}
     */
    public static DetachedSignature fromArmor(String text) throws KeyMaterialException {
        if (text.length() > LARGEST) {
            throw tooLarge("the text");
        }
        return of(Armor.decode(Armor.SIGNATURE, text));
    }

    /**
     * Reads a file in either form.
     *
     * @param file the file
     * @return the signature, not verified yet
     * @throws KeyMaterialException as {@link #of(byte[])}; {@link Reason#UNREADABLE} if the file cannot be read
     */
    public static DetachedSignature read(Path file) throws KeyMaterialException {
        var content = KeyFile.read(file);
        if (content.length > LARGEST) {
            throw tooLarge(file.toString());
        }
        return Armor.looksLike(content) ? fromArmor(new String(content, US_ASCII)) : of(content);
    }

    /**
     * Writes a file in the armored form, in one step: what was there before is replaced or stays.
     *
     * @param file the file
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        AtomicFile.write(file, armored().getBytes(US_ASCII));
    }

    /** {@return the binary form} */
    public byte[] encoded() {
        var out = ByteBuffer.allocate(
                MAGIC.length + 2 + entries.stream().mapToInt(Entry::length).sum());
        out.put(MAGIC).put((byte) VERSION).put((byte) entries.size());
        entries.forEach(each -> each.put(out));
        return out.array();
    }

    /** {@return the text form, for mail and clipboards: "-----BEGIN SECURECHANNEL SIGNATURE-----" and Base64 (RFC 7468)} */
    public String armored() {
        return Armor.encode(Armor.SIGNATURE, encoded());
    }

    /** {@return the plain signatures, as other programs verify them; of two the classical one is the first; copies} */
    public List<byte[]> signatures() {
        return entries.stream().map(each -> each.signature.clone()).toList();
    }

    /** {@return the fingerprints of the keys that are said to have signed, in the same order; not verified yet} */
    public List<String> fingerprints() {
        return entries.stream().map(Entry::fingerprint).toList();
    }

    List<Entry> entries() {
        return entries;
    }

    /** Two are equal if their bytes are. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DetachedSignature that && Arrays.equals(encoded(), that.encoded());
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded());
    }

    /** {@return the algorithms, and the keys that are said to have signed} */
    @Override
    public String toString() {
        return entries.stream()
                .map(each -> each.algorithm + " " + each.fingerprint())
                .collect(Collectors.joining(" and ", "signature said to be by ", ""));
    }

    private static Entry entry(ByteBuffer in) throws KeyMaterialException {
        if (in.remaining() < 1 + HASH + Short.BYTES) {
            throw malformed("it is cut off");
        }
        int code = in.get() & 0xFF;
        var algorithm = SignatureAlgorithm.of(code)
                .orElseThrow(() -> new KeyMaterialException(
                        Reason.UNSUPPORTED,
                        "the signature file names algorithm " + code
                                + "; known are 1 (Ed25519), 2 (ML-DSA-65) and 3 (RSASSA-PSS)"));
        var hash = new byte[HASH];
        in.get(hash);
        int length = in.getShort() & 0xFFFF;
        if (!algorithm.hasLength(length)) {
            throw malformed(length + " bytes are no length of a signature by " + algorithm);
        }
        if (in.remaining() < length) {
            throw malformed("it is cut off");
        }
        var signature = new byte[length];
        in.get(signature);
        return new Entry(algorithm, hash, signature);
    }

    private static void requireRoles(List<Entry> entries) throws KeyMaterialException {
        if (entries.size() == MOST
                && (entries.get(0).algorithm == SignatureAlgorithm.ML_DSA_65
                        || entries.get(1).algorithm != SignatureAlgorithm.ML_DSA_65)) {
            throw malformed("of two signatures the first has to be Ed25519 or RSASSA-PSS and the second ML-DSA-65");
        }
    }

    private static KeyMaterialException tooLarge(String source) {
        return new KeyMaterialException(
                Reason.TOO_LARGE, source + " is larger than " + (LARGEST >> 10) + " KiB: not a signature file");
    }

    private static KeyMaterialException malformed(String what) {
        return new KeyMaterialException(
                Reason.MALFORMED,
                "not a signature file as DetachedSignature writes it, or one that was changed: " + what);
    }
}
