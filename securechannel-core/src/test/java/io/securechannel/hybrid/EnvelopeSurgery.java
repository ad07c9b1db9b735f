package io.securechannel.hybrid;

import static io.securechannel.hybrid.EnvelopeSpec.join;
import static io.securechannel.hybrid.EnvelopeSpec.number;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopePublicKey;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;

/** An envelope taken apart, to be put together again as nobody should. */
final class EnvelopeSurgery {

    byte[] preheader;
    final List<byte[]> slots = new ArrayList<>();
    byte[] tag = new byte[32];
    byte[] padding = {};
    byte[] content = {};

    /** What the envelope says, if it is not what is so. */
    OptionalInt declaredCount = OptionalInt.empty();

    OptionalInt declaredArea = OptionalInt.empty();

    private EnvelopeSurgery(byte[] preheader) {
        this.preheader = preheader;
    }

    static EnvelopeSurgery of(byte[] envelope) {
        var in = ByteBuffer.wrap(envelope);
        var surgery = new EnvelopeSurgery(take(in, 88));
        int area = in.getInt();
        int end = in.position() + area;
        int count = in.getShort() & 0xffff;
        for (int i = 0; i < count; i++) {
            int length = 11 + (in.getShort(in.position() + 9) & 0xffff);
            surgery.slots.add(take(in, length));
        }
        surgery.tag = take(in, 32);
        surgery.padding = take(in, end - in.position());
        surgery.content = take(in, in.remaining());
        return surgery;
    }

    /** A whole envelope made by hand, which opens. */
    static EnvelopeSurgery make(byte[] cek, byte[] id, byte[] context, byte[] inner, EnvelopePublicKey... recipients) {
        var surgery = new EnvelopeSurgery(EnvelopeSpec.preheader(cek, id, context));
        for (var each : recipients) {
            surgery.slots.add(EnvelopeSpec.slot(cek, id, each));
        }
        surgery.content = EnvelopeSpec.content(cek, surgery.preheader, inner);
        return surgery.bound(cek);
    }

    byte[] id() {
        return EnvelopeSpec.id(preheader);
    }

    /** The content key, as one of the recipients knows it. */
    byte[] cek(EnvelopeKeyPair keys) {
        byte[] slot = slotOf(keys.publicKey());
        return EnvelopeSpec.openBody(keys, id(), Arrays.copyOfRange(slot, 11, slot.length));
    }

    byte[] slotOf(EnvelopePublicKey key) {
        return slots.get(placeOf(key));
    }

    int placeOf(EnvelopePublicKey key) {
        byte[] hint = EnvelopeSpec.hint(id(), key);
        for (int i = 0; i < slots.size(); i++) {
            if (Arrays.equals(slots.get(i), 1, 9, hint, 0, 8)) {
                return i;
            }
        }
        throw new IllegalStateException("no slot for " + key);
    }

    /** The offset of a slot in the envelope. */
    int offsetOf(EnvelopePublicKey key) {
        return 88
                + 4
                + 2
                + slots.subList(0, placeOf(key)).stream()
                        .mapToInt(each -> each.length)
                        .sum();
    }

    /** Sorts the slots and binds them together, as one who knows the content key can. */
    @CanIgnoreReturnValue
    EnvelopeSurgery bound(byte[] cek) {
        slots.sort((a, b) -> Arrays.compareUnsigned(a, 1, 9, b, 1, 9));
        return boundAsTheyAre(cek);
    }

    @CanIgnoreReturnValue
    EnvelopeSurgery boundAsTheyAre(byte[] cek) {
        tag = EnvelopeSpec.slotsTag(cek, preheader, declaredCount.orElse(slots.size()), slots);
        return this;
    }

    byte[] bytes() {
        byte[] all = join(slots.toArray(byte[][]::new));
        byte[] area = join(number(declaredCount.orElse(slots.size()), 2), all, tag, padding);
        return join(preheader, number(declaredArea.orElse(area.length), 4), area, content);
    }

    private static byte[] take(ByteBuffer in, int length) {
        var bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
