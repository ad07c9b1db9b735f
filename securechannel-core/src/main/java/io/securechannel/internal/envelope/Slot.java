package io.securechannel.internal.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.internal.crypto.EncodedKeyPair;
import io.securechannel.internal.crypto.EncodedPublicKey;
import io.securechannel.internal.crypto.RsaOaep;
import io.securechannel.internal.crypto.Sha256;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The content key, encrypted to one recipient (spec, section 5): type (1), hint (8), u16 length, body. The body is HPKE's
 * encapsulated key and ciphertext, or an RSAES-OAEP ciphertext. Immutable.
 */
public final class Slot {

    /** Bytes of a hint. */
    public static final int HINT_LENGTH = 8;

    static final int HEAD_LENGTH = 11;

    private static final byte[] INFO = "SecureChannel envelope v1 slot".getBytes(US_ASCII);
    private static final byte[] HINT = "SecureChannel envelope v1 hint".getBytes(US_ASCII);
    private static final byte[] NO_AAD = {};

    private final SlotType type;
    private final byte[] hint;
    private final byte[] body;

    /**
     * A slot that was read.
     *
     * @param type how it keeps the key
     * @param hint 8 bytes
     * @param body as long as the type demands
     * @throws IllegalArgumentException if a length is wrong
     */
    public Slot(SlotType type, byte[] hint, byte[] body) {
        if (hint.length != HINT_LENGTH || !type.takes(body.length)) {
            throw new IllegalArgumentException("no slot of type " + type + " has a body of " + body.length + " bytes");
        }
        this.type = type;
        this.hint = hint.clone();
        this.body = body.clone();
    }

    /**
     * Encrypts a content key.
     *
     * @param key what is encrypted
     * @param id of the envelope
     * @param recipient to whom
     * @return the slot
     */
    static Slot seal(ContentKey key, byte[] id, EncodedPublicKey recipient) {
        var type = SlotType.of(recipient);
        var hash = KeyHash.of(recipient);
        byte[] info = info(type, hash, id);
        byte[] bytes = key.copy();
        try {
            byte[] spki = recipient.subjectPublicKeyInfo();
            byte[] body = type == SlotType.RSA_OAEP
                    ? RsaOaep.seal(spki, info, bytes)
                    : type.hpke().seal(spki, info, NO_AAD, bytes);
            return new Slot(type, hint(hash, id), body);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Decrypts the content key. What fails gives a random key, which fails later where a wrong one does: which check failed
     * shows nowhere (as RFC 8017, section 7.1.2, asks).
     */
    ContentKey open(byte[] id, EncodedKeyPair recipient) {
        byte[] info = info(type, KeyHash.of(recipient.publicKey()), id);
        Optional<byte[]> opened = type == SlotType.RSA_OAEP
                ? RsaOaep.open(recipient.pkcs8(), info, body)
                : type.hpke().open(recipient, info, NO_AAD, body);
        return opened.filter(bytes -> bytes.length == ContentKey.LENGTH)
                .map(ContentKey::owning)
                .orElseGet(ContentKey::random);
    }

    /** Which slots may be the one of a key: its hash is computed once, and asked of many. */
    static Predicate<Slot> isFor(byte[] id, EncodedPublicKey recipient) {
        var type = SlotType.of(recipient);
        return hasHintOf(id, recipient).and(slot -> slot.type == type);
    }

    /** Which slots stand where the one of a key does, of whatever type. */
    static Predicate<Slot> hasHintOf(byte[] id, EncodedPublicKey recipient) {
        byte[] hint = hint(KeyHash.of(recipient), id);
        return slot -> Arrays.equals(slot.hint, hint);
    }

    /** What both sides have to agree on: HPKE's {@code info}, RSAES-OAEP's label. No slot serves in another envelope. */
    private static byte[] info(SlotType type, KeyHash recipient, byte[] id) {
        return ByteBuffer.allocate(INFO.length + 1 + KeyHash.LENGTH + id.length)
                .put(INFO)
                .put((byte) type.code())
                .put(recipient.bytes())
                .put(id)
                .array();
    }

    /** Finds the slot without telling those who do not know the recipient's key which envelopes are for one and the same. */
    private static byte[] hint(KeyHash recipient, byte[] id) {
        var input = ByteBuffer.allocate(HINT.length + id.length + KeyHash.LENGTH)
                .put(HINT)
                .put(id)
                .put(recipient.bytes())
                .array();
        return Arrays.copyOf(Sha256.of(input), HINT_LENGTH);
    }

    /** {@return how it keeps the key} */
    public SlotType type() {
        return type;
    }

    /** {@return the 8 bytes that find it; a copy} */
    public byte[] hint() {
        return hint.clone();
    }

    /** {@return what holds the key; a copy} */
    public byte[] body() {
        return body.clone();
    }

    int length() {
        return HEAD_LENGTH + body.length;
    }

    void write(ByteBuffer out) {
        out.put((byte) type.code()).put(hint).putShort((short) body.length).put(body);
    }

    /** {@return the type and the hint} */
    @Override
    public String toString() {
        return type + " slot " + HexFormat.of().formatHex(hint);
    }
}
