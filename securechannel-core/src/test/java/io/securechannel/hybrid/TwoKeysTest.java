package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.context;
import static io.securechannel.hybrid.People.open;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * TESTING 20: two keys and one envelope. AES-GCM opens one ciphertext to two contents, and a hostile sender could tell Bob one thing
 * and Frank another with it; the commitment lets one of the keys in, at most.
 */
@Tag("verify")
@Timeout(30)
class TwoKeysTest {

    private static final byte[] ID = ChangedSlotsTest.key(7);
    private static final byte[] TO_BOB = "\0buy everything!".getBytes(US_ASCII);

    private final byte[] id = Arrays.copyOf(ID, 16);
    private final byte[] bobs = ChangedSlotsTest.key(1);
    private final byte[] franks = second();

    @Test
    void oneCiphertextHoldsUnderTwoKeys() {
        byte[] preheader = EnvelopeSpec.preheader(bobs, id, context());
        byte[] content = collision(preheader);
        byte[] one = EnvelopeSpec.inner(bobs, preheader, content);
        byte[] two = EnvelopeSpec.inner(franks, preheader, content);
        assertThat(one).startsWith(TO_BOB).hasSize(32);
        assertThat(two).startsWith(0).hasSize(32).isNotEqualTo(one);
    }

    @Test
    void theEnvelopeOpensToOneOfThemAtMost() throws Exception {
        var envelope = envelope(EnvelopeSpec.preheader(bobs, id, context()));
        byte[] bound = envelope.bound(bobs).bytes();
        assertThat(open(BOB, bound)).startsWith(Arrays.copyOfRange(TO_BOB, 1, 16));
        Refused.alike("committed and bound to Bob's", () -> open(FRANK, bound));
        // Frank's key binds these slots: nothing but the commitment refuses it.
        byte[] other = envelope.bound(franks).bytes();
        Refused.alike("committed to Bob's, bound to Frank's", () -> open(FRANK, other));
        Refused.alike("committed to Bob's, bound to Frank's", () -> open(BOB, other));
        Refused.alike("re-wrapped", () -> HybridCipher.rewrapper(FRANK).rewrap(other));
    }

    @Test
    void whicheverIsCommittedTo() throws Exception {
        var envelope = envelope(EnvelopeSpec.preheader(franks, id, context()));
        byte[] bound = envelope.bound(franks).bytes();
        assertThat(open(FRANK, bound)).hasSize(31);
        Refused.alike("Frank's", () -> open(BOB, bound));
        byte[] neither = EnvelopeSpec.preheader(bobs, id, context());
        System.arraycopy(EnvelopeSpec.preheader(franks, id, context()), 56, neither, 56, 32);
        var confused = envelope(neither);
        for (byte[] key : new byte[][] {bobs, franks}) {
            byte[] bytes = confused.bound(key).bytes();
            Refused.alike("one's context tag, the other's commitment", () -> open(BOB, bytes));
            Refused.alike("one's context tag, the other's commitment", () -> open(FRANK, bytes));
        }
    }

    private EnvelopeSurgery envelope(byte[] preheader) {
        var envelope = EnvelopeSurgery.make(bobs, id, context(), new byte[1], BOB.publicKey());
        envelope.preheader = preheader;
        envelope.slots.add(EnvelopeSpec.slot(franks, id, FRANK.publicKey()));
        envelope.content = collision(preheader);
        return envelope;
    }

    private byte[] collision(byte[] preheader) {
        byte[] one = EnvelopeSpec.derive(bobs, "content", id);
        byte[] first = GcmCollision.keystream(one);
        for (int i = 0; i < first.length; i++) {
            first[i] ^= TO_BOB[i];
        }
        return GcmCollision.of(one, EnvelopeSpec.derive(franks, "content", id), preheader, first);
    }

    /** A second key under which the first byte, the kind of the content, comes out the same. */
    private byte[] second() {
        byte first = GcmCollision.keystream(EnvelopeSpec.derive(bobs, "content", id))[0];
        var key = ChangedSlotsTest.key(2);
        for (int i = 0; GcmCollision.keystream(EnvelopeSpec.derive(key, "content", id))[0] != first; i++) {
            System.arraycopy(EnvelopeSpec.number(i, 4), 0, key, 0, 4);
        }
        return key;
    }
}
