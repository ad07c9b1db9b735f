package io.securechannel.internal.envelope;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.internal.crypto.EncodedKeyPair;
import io.securechannel.internal.crypto.EncodedPublicKey;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The slots of an envelope, bound together (spec, section 5):
 *
 * <pre>{@code
 * count   2   1 to 1,024
 * slots   …   ascending by hint, no hint twice
 * tag    32   HMAC-SHA-256 over preheader, count and slots, keyed by the content key
 * }</pre>
 *
 * Immutable.
 */
public final class Slots {

    /** How many recipients there can be. */
    public static final int MOST = 1_024;

    /** Bytes of the code that binds them. */
    public static final int TAG_LENGTH = 32;

    private static final Comparator<Slot> BY_HINT = (a, b) -> Arrays.compareUnsigned(a.hint(), b.hint());

    private final List<Slot> slots;
    private final byte[] tag;

    /**
     * Slots that were read.
     *
     * @param slots in any order
     * @param tag 32 bytes
     * @throws KeyMaterialException NOT_OPENED if there are none, too many, or two with one hint
     */
    public Slots(Collection<Slot> slots, byte[] tag) throws KeyMaterialException {
        this(sorted(slots), tag.clone());
        if (tag.length != TAG_LENGTH || slots.isEmpty() || slots.size() > MOST || !ascending(this.slots)) {
            throw Unopened.error();
        }
    }

    private Slots(List<Slot> slots, byte[] tag) {
        this.slots = slots;
        this.tag = tag;
    }

    /**
     * Encrypts a content key to its recipients.
     *
     * @param key the key
     * @param preheader of the envelope
     * @param recipients 1 to 1,024, all different
     * @return the slots
     */
    public static Slots seal(ContentKey key, Preheader preheader, Collection<EncodedPublicKey> recipients) {
        byte[] id = preheader.id();
        return bind(
                key,
                preheader,
                recipients.stream().map(each -> Slot.seal(key, id, each)).toList());
    }

    private static Slots bind(ContentKey key, Preheader preheader, Collection<Slot> slots) {
        var sorted = sorted(slots);
        return new Slots(sorted, key.slotsTag(preheader, encode(sorted)));
    }

    /**
     * {@return the slots with some taken out and others put in; those that stay are as they were}
     *
     * @param key of the content
     * @param preheader of the envelope
     * @param removed whose slots go, if they have one
     * @param added who gets a new one. What stands under his hint gives way to it, since a recipient may have planted there what does
     *     not open
     */
    public Slots change(
            ContentKey key,
            Preheader preheader,
            Collection<EncodedPublicKey> removed,
            Collection<EncodedPublicKey> added) {
        byte[] id = preheader.id();
        var changed = new ArrayList<>(slots);
        removed.forEach(each -> changed.removeIf(Slot.hasHintOf(id, each)));
        for (var each : added) {
            changed.removeIf(Slot.hasHintOf(id, each));
            changed.add(Slot.seal(key, id, each));
        }
        return bind(key, preheader, changed);
    }

    /**
     * Reads slots.
     *
     * @param in where they are; afterwards it stands behind them
     * @return the slots
     * @throws KeyMaterialException NOT_OPENED if they are cut, out of order or of a form that is not known
     */
    static Slots parse(ByteBuffer in) throws KeyMaterialException {
        try {
            int count = in.getShort() & 0xffff;
            if (count < 1 || count > MOST) {
                throw Unopened.error();
            }
            var slots = new ArrayList<Slot>(count);
            for (int i = 0; i < count; i++) {
                slots.add(slot(in));
            }
            if (!ascending(slots)) {
                throw Unopened.error();
            }
            return new Slots(slots, take(in, TAG_LENGTH));
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw Unopened.error();
        }
    }

    private static Slot slot(ByteBuffer in) throws KeyMaterialException {
        var type = SlotType.of(in.get()).orElseThrow(Unopened::error);
        byte[] hint = take(in, Slot.HINT_LENGTH);
        int length = in.getShort() & 0xffff;
        if (!type.takes(length)) {
            throw Unopened.error();
        }
        return new Slot(type, hint, take(in, length));
    }

    private static byte[] take(ByteBuffer in, int length) {
        if (in.remaining() < length) {
            throw new BufferUnderflowException();
        }
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /**
     * Finds the content key.
     *
     * @param preheader of the envelope
     * @param keys the recipient's, in the order in which they are tried
     * @return the key, to which the preheader is committed and under which the slots are bound
     * @throws KeyMaterialException NOT_OPENED
     */
    public ContentKey unlock(Preheader preheader, List<EncodedKeyPair> keys) throws KeyMaterialException {
        for (var pair : keys) {
            var slot = slotOf(preheader, pair.publicKey());
            if (slot.isPresent()) {
                var key = slot.get().open(preheader.id(), pair);
                if (key.isCommittedTo(preheader)
                        && MessageDigest.isEqual(key.slotsTag(preheader, encode(slots)), tag)) {
                    return key;
                }
                key.close();
            }
        }
        throw Unopened.error();
    }

    /**
     * {@return the slot of a key, if it has one}
     *
     * @param preheader of the envelope
     * @param recipient the key
     */
    public Optional<Slot> slotOf(Preheader preheader, EncodedPublicKey recipient) {
        return slots.stream().filter(Slot.isFor(preheader.id(), recipient)).findFirst();
    }

    /**
     * {@return the slot of a key alone, if it has one, bound as if there were no others: with that, it shows whether it opens}
     *
     * @param key of the content
     * @param preheader of the envelope
     * @param recipient the key
     */
    public Optional<Slots> only(ContentKey key, Preheader preheader, EncodedPublicKey recipient) {
        return slotOf(preheader, recipient).map(slot -> bind(key, preheader, List.of(slot)));
    }

    /**
     * {@return whether a slot stands under the hint of a key, of whatever type, and whatever is in it}
     *
     * @param preheader of the envelope
     * @param recipient the key
     */
    public boolean hasHintOf(Preheader preheader, EncodedPublicKey recipient) {
        return slots.stream().anyMatch(Slot.hasHintOf(preheader.id(), recipient));
    }

    /** {@return the slots, ascending by hint} */
    public List<Slot> list() {
        return List.copyOf(slots);
    }

    /** {@return the code that binds them; a copy} */
    public byte[] tag() {
        return tag.clone();
    }

    int length() {
        return encodedLength(slots) + TAG_LENGTH;
    }

    byte[] bytes() {
        byte[] encoded = encode(slots);
        return ByteBuffer.allocate(encoded.length + TAG_LENGTH)
                .put(encoded)
                .put(tag)
                .array();
    }

    private static byte[] encode(List<Slot> slots) {
        var out = ByteBuffer.allocate(encodedLength(slots)).putShort((short) slots.size());
        slots.forEach(each -> each.write(out));
        return out.array();
    }

    private static int encodedLength(List<Slot> slots) {
        return Short.BYTES + slots.stream().mapToInt(Slot::length).sum();
    }

    private static List<Slot> sorted(Collection<Slot> slots) {
        return slots.stream().sorted(BY_HINT).toList();
    }

    private static boolean ascending(List<Slot> slots) {
        for (int i = 1; i < slots.size(); i++) {
            if (BY_HINT.compare(slots.get(i - 1), slots.get(i)) >= 0) {
                return false;
            }
        }
        return !slots.isEmpty() && slots.size() <= MOST;
    }
}
