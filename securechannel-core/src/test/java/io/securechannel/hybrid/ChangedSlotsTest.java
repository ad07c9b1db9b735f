package io.securechannel.hybrid;

import static io.securechannel.hybrid.EnvelopeSpec.join;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.CAROL;
import static io.securechannel.hybrid.People.DAVE;
import static io.securechannel.hybrid.People.ERIN;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.context;
import static io.securechannel.hybrid.People.open;
import static io.securechannel.hybrid.People.text;
import static io.securechannel.hybrid.People.toAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.hostile.Allocated;
import io.securechannel.keys.EnvelopeKeyPair;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TESTING 20: slots swapped, removed, added, doubled, transplanted; areas and counts that lie. */
@Tag("verify")
@Timeout(60)
class ChangedSlotsTest {

    private static final byte[] ID = new byte[16];

    private final EnvelopeSurgery parts = EnvelopeSurgery.of(toAll());
    private final byte[] cek = parts.cek(BOB);

    /** Bound again or not: the order is a rule of its own, so that no two areas say the same. */
    @Test
    void swapped() {
        for (int i = 1; i < parts.slots.size(); i++) {
            Collections.swap(parts.slots, i - 1, i);
            alike("swapped");
            alikeBound("swapped");
            Collections.swap(parts.slots, i - 1, i);
        }
        Collections.reverse(parts.slots);
        alikeBound("reversed");
    }

    @Test
    void removed() throws Exception {
        parts.slots.remove(parts.placeOf(CAROL.publicKey()));
        alike("removed");
        assertThat(open(BOB, parts.bound(cek).bytes())).isEqualTo(text());
        parts.slots.clear();
        alikeBound("none left");
    }

    @Test
    void added() throws Exception {
        parts.slots.add(EnvelopeSpec.slot(cek, parts.id(), FRANK.publicKey()));
        byte[] tag = parts.tag;
        parts.bound(cek);
        assertThat(open(FRANK, parts.bytes())).isEqualTo(text());
        parts.tag = tag;
        alike("added");
        Refused.alike("added", () -> open(FRANK, parts.bytes()));
    }

    @Test
    void doubled() {
        parts.slots.add(parts.placeOf(BOB.publicKey()), parts.slotOf(BOB.publicKey()));
        alike("doubled");
        alikeBound("doubled");
        parts.slots.set(parts.placeOf(BOB.publicKey()), EnvelopeSpec.slot(new byte[32], parts.id(), BOB.publicKey()));
        alikeBound("two with one hint, and another key in the first");
    }

    @Test
    void transplantedFromAnotherEnvelopeOfTheSameRecipients() throws Exception {
        var other = EnvelopeSurgery.of(People.otherToAll());
        for (var each : List.of(BOB, CAROL, DAVE, ERIN)) {
            var patient = EnvelopeSurgery.of(parts.bytes());
            byte[] organ = other.slotOf(each.publicKey());
            patient.slots.set(patient.placeOf(each.publicKey()), organ);
            Refused.alike("slot", () -> open(each, patient.bytes()));
            Refused.alike("slot", () -> open(each, patient.bound(cek).bytes()));
            byte[] withHint =
                    join(Arrays.copyOf(organ, 1), EnvelopeSpec.hint(parts.id(), each.publicKey()), tail(organ));
            patient.slots.remove(organ);
            patient.slots.add(withHint);
            Refused.alike("body", () -> open(each, patient.bound(cek).bytes()));
        }
        var patient = EnvelopeSurgery.of(parts.bytes());
        patient.slots.clear();
        patient.slots.addAll(other.slots);
        patient.tag = other.tag;
        Refused.alike("whole area", () -> open(BOB, patient.bytes()));
        patient.preheader = other.preheader;
        Refused.alike("whole head", () -> open(BOB, patient.bytes()));
        assertThat(EnvelopeInfo.of(patient.bytes()).id()).isEqualTo(EnvelopeId.of(other.id()));
    }

    /** Only a faulty or hostile sender gives two envelopes one id. */
    @Test
    void transplantedFromAnEnvelopeWithTheSameId() throws Exception {
        byte[] key = key(1);
        byte[] otherKey = key(2);
        byte[] inner = join(new byte[1], text());
        var one = EnvelopeSurgery.make(key, ID, context(), inner, BOB.publicKey(), CAROL.publicKey());
        var two = EnvelopeSurgery.make(otherKey, ID, context(), inner, BOB.publicKey(), CAROL.publicKey());
        assertThat(open(BOB, one.bytes())).isEqualTo(text());
        assertThat(open(CAROL, two.bytes())).isEqualTo(text());
        int place = one.placeOf(BOB.publicKey());
        one.slots.set(place, two.slots.get(place));
        Refused.alike("slot", () -> open(BOB, one.bytes()));
        Refused.alike("slot", () -> open(CAROL, one.bytes()));
        Refused.alike("bound by the first", () -> open(BOB, one.bound(key).bytes()));
        assertThat(open(CAROL, one.bytes())).isEqualTo(text());
        Refused.alike("bound by the second", () -> open(BOB, one.bound(otherKey).bytes()));
        Refused.alike("bound by the second", () -> open(CAROL, one.bytes()));
    }

    @Test
    void typeOrHintChanged() {
        for (EnvelopeKeyPair each : People.ALL) {
            int place = parts.placeOf(each.publicKey());
            byte[] slot = parts.slots.get(place);
            for (int type : new int[] {0, 1, 2, 3, 4, 5, 0x82, 255}) {
                if (type != slot[0]) {
                    parts.slots.set(place, join(new byte[] {(byte) type}, Arrays.copyOfRange(slot, 1, slot.length)));
                    Refused.alike("type " + type, () -> open(each, parts.bytes()));
                    Refused.alike(
                            "type " + type,
                            () -> open(each, parts.boundAsTheyAre(cek).bytes()));
                    parts.slots.set(
                            place,
                            EnvelopeSpec.slot(
                                    type, EnvelopeSpec.hint(parts.id(), each.publicKey()), new byte[bodyLength(type)]));
                    Refused.alike(
                            "type " + type,
                            () -> open(each, parts.boundAsTheyAre(cek).bytes()));
                }
            }
            byte[] changed = slot.clone();
            changed[8] ^= 1;
            parts.slots.set(place, changed);
            Refused.alike("hint", () -> open(each, parts.bytes()));
            Refused.alike("hint", () -> open(each, parts.bound(cek).bytes()));
            parts.slots.set(parts.slots.indexOf(changed), slot);
            parts.bound(cek);
        }
    }

    /** Two who have a key of one type cannot be given one another's slot. */
    @Test
    void aSlotUnderAnothersHint() {
        byte[] slot = parts.slotOf(BOB.publicKey());
        byte[] hint = EnvelopeSpec.hint(parts.id(), FRANK.publicKey());
        parts.slots.set(parts.placeOf(BOB.publicKey()), join(Arrays.copyOf(slot, 1), hint, tail(slot)));
        Refused.alike("Bob's", () -> open(FRANK, parts.bound(cek).bytes()));
        Refused.alike("Bob's", () -> open(BOB, parts.bytes()));
    }

    @Test
    void bodiesOfAnotherLength() {
        for (EnvelopeKeyPair each : People.ALL) {
            int place = parts.placeOf(each.publicKey());
            byte[] slot = parts.slots.get(place);
            int length = slot.length - 11;
            for (int other : new int[] {0, 1, length - 1, length + 1, 384, 512, 65_535}) {
                byte[] body = Arrays.copyOf(Arrays.copyOfRange(slot, 11, slot.length), other);
                parts.slots.set(place, EnvelopeSpec.slot(slot[0], Arrays.copyOfRange(slot, 1, 9), body));
                Refused.alike(
                        "length " + other,
                        () -> open(each, parts.boundAsTheyAre(cek).bytes()));
            }
            parts.slots.set(place, slot);
        }
    }

    @Test
    void countsThatLie() {
        for (int count : new int[] {0, 1, 3, 5, 1_024, 1_025, 0x8000, 65_535}) {
            parts.declaredCount = OptionalInt.of(count);
            alike("count " + count);
            alikeBound("count " + count);
        }
        parts.declaredCount = OptionalInt.empty();
        while (parts.slots.size() < 1_025) {
            parts.slots.add(EnvelopeSpec.slot(2, EnvelopeSpec.number(parts.slots.size(), 8), new byte[80]));
        }
        parts.bound(cek);
        alike("1,025 slots");
    }

    @Test
    void areasThatLieAllocateNothing() {
        int area = 2 + parts.slots.stream().mapToInt(each -> each.length).sum() + 32;
        byte[] warm = parts.bytes();
        Refused.alike("warm", () -> open(FRANK, warm));
        for (int length : new int[] {
            0,
            1,
            2,
            33,
            area - 1,
            area + 1,
            area + 16,
            area + 1_000,
            (4 << 20),
            (4 << 20) + 1,
            1 << 30,
            Integer.MAX_VALUE,
            -1,
            Integer.MIN_VALUE
        }) {
            parts.declaredArea = OptionalInt.of(length);
            byte[] bytes = parts.bytes();
            long before = Allocated.byThisThread();
            Refused.alike("area " + length, () -> open(BOB, bytes));
            assertThat(Allocated.byThisThread() - before).isLessThan(1 << 20);
        }
    }

    @Test
    void paddingOfZerosAndOfNothingElse() throws Exception {
        byte[] tight = parts.bytes();
        for (int length : new int[] {1, 31, 4_096}) {
            parts.padding = new byte[length];
            assertThat(open(BOB, parts.bytes())).isEqualTo(text());
            for (int place : new int[] {0, length / 2, length - 1}) {
                parts.padding[place] = 1;
                alike("padding " + place);
                parts.padding[place] = 0;
            }
        }
        // The zeros are not authenticated: a server may add and take them, and changes nothing by it.
        parts.padding = new byte[0];
        assertThat(parts.bytes()).isEqualTo(tight);
    }

    private void alike(String what) {
        byte[] bytes = parts.bytes();
        Refused.alike(what, () -> open(BOB, bytes));
        Refused.alike(what, () -> HybridCipher.rewrapper(BOB).rewrap(bytes));
    }

    private void alikeBound(String what) {
        byte[] bytes = parts.boundAsTheyAre(cek).bytes();
        Refused.alike(what, () -> open(BOB, bytes));
        Refused.alike(what, () -> HybridCipher.rewrapper(BOB).rewrap(bytes));
    }

    private static byte[] tail(byte[] slot) {
        return Arrays.copyOfRange(slot, 9, slot.length);
    }

    private static int bodyLength(int type) {
        return switch (type) {
            case 1 -> 1_168;
            case 3 -> 113;
            case 4 -> 256;
            default -> 80;
        };
    }

    static byte[] key(int value) {
        var key = new byte[32];
        Arrays.fill(key, (byte) value);
        return key;
    }
}
