package io.securechannel.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.AesGcm;
import io.securechannel.internal.crypto.Argon2Cost;
import io.securechannel.internal.crypto.Hkdf;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.secret.SecretBytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;

/**
 * The file as a whole, encrypted ({@code docs/spec/keystore.md}):
 *
 * <pre>
 *  0   8  magic 53 43 4B 45 59 53 0D 0A, "SCKEYS" and a line end that transfers of text destroy
 *  8   1  version, 1
 *  9   1  form of the protection: 1 password, 2 a key outside
 * 10   2  length of the protection block, B
 * 12   B  protection block
 *     12  nonce
 *      4  length of the ciphertext with its tag, N
 *      N  the content, encrypted by AES-256-GCM; all before the nonce is associated data
 *     32  SHA-256 of all before it: damage shows without a password
 * </pre>
 */
public final class SealedStore {

    /** Bytes of a file; a certificate and its key have 2 to 5 KiB. */
    public static final int LARGEST = 32 << 20;

    private static final byte[] MAGIC = "SCKEYS\r\n".getBytes(US_ASCII);
    private static final int VERSION = 1;
    private static final int PREAMBLE = 10;
    private static final int BEFORE_BLOCK = 12;
    private static final int CHECKSUM = 32;
    private static final int SMALLEST = BEFORE_BLOCK + AesGcm.NONCE + 4 + AesGcm.TAG + CHECKSUM;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] file;
    private final String source;
    private final int blockLength;

    private SealedStore(byte[] file, String source, int blockLength) {
        this.file = file;
        this.source = source;
        this.blockLength = blockLength;
    }

    /**
     * Encrypts a content under a fresh data key.
     *
     * @param content the content
     * @param protection what protects the data key
     * @param source what errors call the file
     * @return the file
     * @throws KeyMaterialException if the protection cannot be used now, or the file would be too large
     */
    static byte[] seal(StoreContent content, Protection protection, String source) throws KeyMaterialException {
        var preamble = ByteBuffer.allocate(PREAMBLE)
                .put(MAGIC)
                .put((byte) VERSION)
                .put((byte) protection.form())
                .array();
        var plain = ContentCodec.encode(content, source);
        try (var dataKey = SecretBytes.random(AesGcm.KEY);
                var bodyKey = Hkdf.expand(dataKey, "securechannel keystore/1 body", AesGcm.KEY)) {
            var block = protection.protect(dataKey, preamble);
            var header = ByteBuffer.allocate(BEFORE_BLOCK + block.length)
                    .put(preamble)
                    .putShort((short) block.length)
                    .put(block)
                    .array();
            var nonce = new byte[AesGcm.NONCE];
            RANDOM.nextBytes(nonce);
            var body = AesGcm.seal(bodyKey, nonce, header, plain);
            long length = (long) header.length + nonce.length + 4 + body.length + CHECKSUM;
            if (length > LARGEST) {
                throw new KeyMaterialException(
                        Reason.TOO_LARGE,
                        source + " would have " + length + " bytes, and " + LARGEST
                                + " is the most: prune or delete what is no longer needed");
            }
            var file = ByteBuffer.allocate((int) length)
                    .put(header)
                    .put(nonce)
                    .putInt(body.length)
                    .put(body);
            return file.put(Sha256.of(file.array(), file.position())).array();
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    /**
     * Looks at a file, without any secret.
     *
     * @param file its bytes
     * @param source what errors call it
     * @return the file, undamaged and of a version that is known
     * @throws KeyMaterialException with {@link Reason#MALFORMED} if it is no key store, {@link Reason#DAMAGED} or
     *     {@link Reason#TOO_NEW}
     */
    public static SealedStore parse(byte[] file, String source) throws KeyMaterialException {
        if (!isOne(file)) {
            throw new KeyMaterialException(
                    Reason.MALFORMED,
                    source + " is not a key store of this library, or its first bytes are damaged"
                            + (file.length == 0 ? ": it is empty" : ""));
        }
        if (file.length < MAGIC.length + 1 + CHECKSUM
                || !Arrays.equals(
                        Sha256.of(file, file.length - CHECKSUM),
                        Arrays.copyOfRange(file, file.length - CHECKSUM, file.length))) {
            throw new KeyMaterialException(
                    Reason.DAMAGED,
                    source + " is damaged: its checksum does not fit its " + file.length
                            + " bytes. Take the backup; no password can open it as it is");
        }
        int version = file[MAGIC.length] & 0xFF;
        if (version > VERSION) {
            throw new KeyMaterialException(
                    Reason.TOO_NEW,
                    source + " was written in version " + version + " of its form, and this library knows version "
                            + VERSION + ": update the library");
        }
        var sealed = new SealedStore(
                file,
                source,
                file.length < SMALLEST
                        ? 0
                        : Short.toUnsignedInt(ByteBuffer.wrap(file).getShort(PREAMBLE)));
        if (version != VERSION || file.length < SMALLEST + sealed.blockLength || !sealed.bodyFills()) {
            throw sealed.malformed();
        }
        return sealed;
    }

    /**
     * Decrypts the content.
     *
     * @param protection what protects it
     * @return the content
     * @throws KeyMaterialException if the protection is another, or the file was changed by somebody who made its checksum
     *     fit
     */
    StoreContent open(Protection protection) throws KeyMaterialException {
        int nonceAt = BEFORE_BLOCK + blockLength;
        int bodyAt = nonceAt + AesGcm.NONCE + 4;
        try (var dataKey = protection.dataKey(this);
                var bodyKey = Hkdf.expand(dataKey, "securechannel keystore/1 body", AesGcm.KEY)) {
            var plain = AesGcm.open(
                            bodyKey,
                            Arrays.copyOfRange(file, nonceAt, nonceAt + AesGcm.NONCE),
                            Arrays.copyOf(file, nonceAt),
                            Arrays.copyOfRange(file, bodyAt, file.length - CHECKSUM))
                    .orElseThrow(this::tampered);
            try {
                return ContentCodec.decode(plain, source);
            } finally {
                Arrays.fill(plain, (byte) 0);
            }
        }
    }

    /** {@return whether bytes begin as a key store does} */
    static boolean isOne(byte[] file) {
        return file.length >= MAGIC.length && Arrays.equals(MAGIC, 0, MAGIC.length, file, 0, MAGIC.length);
    }

    /** {@return what a guess at its password costs; empty if no password protects it} */
    public Optional<Argon2Cost> passwordCost() {
        return file[MAGIC.length + 1] == PasswordProtection.FORM && blockLength == PasswordProtection.BLOCK
                ? Optional.of(PasswordProtection.cost(rawBlock()))
                : Optional.empty();
    }

    String source() {
        return source;
    }

    byte[] preamble() {
        return Arrays.copyOf(file, PREAMBLE);
    }

    /** {@return the protection block, which has to be of this form} */
    byte[] block(int form) throws KeyMaterialException {
        int found = file[MAGIC.length + 1];
        if (found != PasswordProtection.FORM && found != ExternalProtection.FORM) {
            throw malformed();
        }
        if (found != form) {
            throw new KeyMaterialException(
                    Reason.WRONG_PASSWORD,
                    source
                            + (found == PasswordProtection.FORM
                                    ? " is protected by a password, not by a key: open it with the password"
                                    : " is protected by a key outside of it, not by a password: open it with that"
                                            + " KeyEncryption"));
        }
        if (form == PasswordProtection.FORM && blockLength != PasswordProtection.BLOCK) {
            throw malformed();
        }
        return rawBlock();
    }

    KeyMaterialException malformed() {
        return new KeyMaterialException(
                Reason.MALFORMED, source + " has the checksum of a key store and not its form: somebody made it up");
    }

    KeyMaterialException tampered() {
        return new KeyMaterialException(
                Reason.DAMAGED,
                source
                        + ": the password is right and what it protects is not: the file was changed, and its checksum with"
                        + " it, by somebody without the password. Take the backup, and ask who can write here");
    }

    static byte[] join(byte[] first, byte[] second) {
        var both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private byte[] rawBlock() {
        return Arrays.copyOfRange(file, BEFORE_BLOCK, BEFORE_BLOCK + blockLength);
    }

    private boolean bodyFills() {
        int lengthAt = BEFORE_BLOCK + blockLength + AesGcm.NONCE;
        return ByteBuffer.wrap(file).getInt(lengthAt) == file.length - CHECKSUM - lengthAt - 4;
    }
}
