package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.ADA;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.CAROL;
import static io.securechannel.hybrid.People.DAVE;
import static io.securechannel.hybrid.People.context;
import static io.securechannel.hybrid.People.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.EnvelopeKeyPair;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rule E1: one content key, one id, one envelope. Nothing of one comes again in another of the same text to the same people. */
class FreshEnvelopesTest {

    private static final int SEALS = 40;

    @Test
    void everyMessage() {
        for (var keys : List.of(BOB, CAROL, DAVE)) {
            var sealer = HybridCipher.to(keys.publicKey()).unsigned();
            assertDifferent(keys, sealer.seal(text(), context()), sealer.seal(text(), context()));
        }
        var signing = HybridCipher.to(BOB.publicKey()).signedBy(ADA);
        assertDifferent(BOB, signing.seal(text(), context()), signing.seal(text(), context()));
    }

    @Test
    void everyStream() throws Exception {
        var sealer = HybridCipher.to(BOB.publicKey()).unsigned();
        assertDifferent(BOB, streamed(sealer), streamed(sealer));
    }

    /** Each of the 16 bytes of the id, and of the 32 of the key, is drawn: in 40 envelopes, none is the same in all. */
    @Test
    void everyByteOfIdAndKey() {
        var sealer = HybridCipher.to(BOB.publicKey()).unsigned();
        var first = EnvelopeSurgery.of(sealer.seal(text(), context()));
        var ids = new BitSet();
        var keys = new BitSet();
        for (int i = 0; i < SEALS; i++) {
            var next = EnvelopeSurgery.of(sealer.seal(text(), context()));
            mark(ids, first.id(), next.id());
            mark(keys, first.cek(BOB), next.cek(BOB));
        }
        assertThat(ids.cardinality()).isEqualTo(16);
        assertThat(keys.cardinality()).isEqualTo(32);
    }

    private static void mark(BitSet different, byte[] one, byte[] other) {
        for (int i = 0; i < one.length; i++) {
            if (one[i] != other[i]) {
                different.set(i);
            }
        }
    }

    private static byte[] streamed(Sealer sealer) throws Exception {
        var out = new ByteArrayOutputStream();
        sealer.seal(new ByteArrayInputStream(text()), out, context(), Progress.none());
        return out.toByteArray();
    }

    private static void assertDifferent(EnvelopeKeyPair keys, byte[] first, byte[] second) {
        var one = EnvelopeSurgery.of(first);
        var other = EnvelopeSurgery.of(second);
        assertThat(other.id()).isNotEqualTo(one.id());
        assertThat(other.cek(keys)).isNotEqualTo(one.cek(keys));
        assertThat(part(second, 24, 56)).as("context tag").isNotEqualTo(part(first, 24, 56));
        assertThat(part(second, 56, 88)).as("commitment").isNotEqualTo(part(first, 56, 88));
        byte[] slot = one.slots.get(0);
        byte[] otherSlot = other.slots.get(0);
        assertThat(part(otherSlot, 1, 9)).as("hint").isNotEqualTo(part(slot, 1, 9));
        assertThat(part(otherSlot, 11, 43)).as("enc").isNotEqualTo(part(slot, 11, 43));
        assertThat(part(otherSlot, slot.length - 48, slot.length))
                .as("encrypted key")
                .isNotEqualTo(part(slot, slot.length - 48, slot.length));
        assertThat(other.content).hasSameSizeAs(one.content).isNotEqualTo(one.content);
        assertThat(part(other.content, 0, 16)).isNotEqualTo(part(one.content, 0, 16));
    }

    private static byte[] part(byte[] bytes, int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }
}
