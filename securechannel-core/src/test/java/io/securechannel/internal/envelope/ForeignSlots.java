package io.securechannel.internal.envelope;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Slots that other programs have made, or open. What they get is written here anew from docs/spec/envelope.md, section 5, so that an
 * error in {@link Slot} does not cancel itself out; preheader, tag and content are the library's.
 */
public final class ForeignSlots {

    private final SlotType type;
    private final byte[] keyHash;
    private final byte[] id;

    /**
     * Slots for one key in one envelope.
     *
     * @param type of the slot
     * @param subjectPublicKeyInfo of the recipient
     * @param id of the envelope
     */
    public ForeignSlots(SlotType type, byte[] subjectPublicKeyInfo, byte[] id) {
        this.type = type;
        this.keyHash = Sha256.of(subjectPublicKeyInfo);
        this.id = id.clone();
    }

    /** {@return HPKE's info, or OAEP's label} */
    public byte[] info() {
        byte[] label = "SecureChannel envelope v1 slot".getBytes(US_ASCII);
        return concat(label, new byte[] {(byte) type.code()}, keyHash, id);
    }

    /**
     * {@return an unsigned envelope whose only slot somebody else has made}
     *
     * @param cek the content key
     * @param body what the other program made of it
     * @param context what the envelope is for
     * @param plaintext what is in it
     */
    public byte[] envelope(byte[] cek, byte[] body, byte[] context, byte[] plaintext) throws KeyMaterialException {
        try (var key = ContentKey.owning(cek.clone())) {
            var preheader = Preheader.of(Suite.MESSAGE, id, key, context);
            byte[] label = "SecureChannel envelope v1 hint".getBytes(US_ASCII);
            byte[] hint = Arrays.copyOf(Sha256.of(concat(label, id, keyHash)), 8);
            byte[] slot = concat(
                    new byte[] {(byte) type.code()},
                    hint,
                    new byte[] {(byte) (body.length >> 8), (byte) body.length},
                    body);
            byte[] tag = key.slotsTag(preheader, concat(new byte[] {0, 1}, slot));
            var head = Head.of(preheader, new Slots(List.of(new Slot(type, hint, body)), tag));
            byte[] inner = concat(new byte[1], plaintext);
            return concat(head.bytes(), MessageContent.seal(key, preheader, inner));
        }
    }

    /**
     * {@return what an unsigned envelope holds, under the key that another program has found in its only slot}
     *
     * @param envelope the envelope
     * @param cek the content key
     */
    public static byte[] open(byte[] envelope, byte[] cek) throws KeyMaterialException, IOException {
        var in = new ByteArrayInputStream(envelope);
        var head = Head.read(in);
        try (var key = ContentKey.owning(cek.clone())) {
            byte[] inner = MessageContent.open(key, head.preheader(), in);
            return Arrays.copyOfRange(inner, 1, inner.length);
        }
    }

    /** {@return the only slot of an envelope} */
    public static Slot only(byte[] envelope) throws KeyMaterialException, IOException {
        var slots = Head.read(new ByteArrayInputStream(envelope)).slots().list();
        if (slots.size() != 1) {
            throw new IllegalArgumentException("one slot was expected, not " + slots.size());
        }
        return slots.get(0);
    }

    private static byte[] concat(byte[]... parts) {
        var out = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(each -> each.length).sum());
        for (byte[] part : parts) {
            out.put(part);
        }
        return out.array();
    }
}
