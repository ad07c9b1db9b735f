package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.ALL;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.CAROL;
import static io.securechannel.hybrid.People.context;
import static io.securechannel.hybrid.People.open;
import static io.securechannel.hybrid.People.text;
import static io.securechannel.hybrid.People.toAll;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopeKeyPair;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TESTING 20: an envelope changed at any place, cut at any length, or longer than it was. */
@Tag("verify")
@Timeout(60)
class ChangedEnvelopeTest {

    private static final int AFTER_RESERVED = 8;
    private static final int HEADS = 88 + 4 + 2 + 11;

    private final byte[] envelope = toAll();
    private final EnvelopeSurgery parts = EnvelopeSurgery.of(envelope);

    @Test
    void unchangedAllOpenIt() throws Exception {
        for (var each : ALL) {
            assertThat(open(each, envelope)).isEqualTo(text());
        }
        assertThat(parts.bytes()).isEqualTo(envelope);
    }

    @Test
    void everyByteThatIsFlippedGivesTheOneError() {
        for (int place = AFTER_RESERVED; place < envelope.length; place++) {
            alike(BOB, place, 1 << (place % 8));
        }
    }

    @Test
    void everyBitOfLengthsCountsAndHeadsGivesTheOneError() {
        for (int place : IntStream.concat(IntStream.of(8, 24, 56), IntStream.range(87, HEADS))
                .toArray()) {
            for (int bit = 0; bit < 8; bit++) {
                alike(BOB, place, 1 << bit);
            }
        }
        for (int place = envelope.length - parts.content.length; place < envelope.length; place += 3) {
            for (int bit = 0; bit < 8; bit++) {
                alike(BOB, place, 1 << bit);
            }
        }
    }

    @Test
    void everyByteOfEachSlotGivesItsOwnerTheOneError() {
        for (EnvelopeKeyPair each : ALL) {
            int offset = parts.offsetOf(each.publicKey());
            int length = parts.slotOf(each.publicKey()).length;
            // Every byte costs its owner a decapsulation, and for Bob there is a test of every byte.
            int step = length > 200 ? 23 : 3;
            for (int i = 0; i < length; i += i < 11 || i >= length - 17 ? 1 : step) {
                alike(each, offset + i, 0x80);
            }
        }
    }

    @Test
    void theFirstBytesSayWhatTheyAre() {
        for (int place = 0; place < 4; place++) {
            for (int bit = 0; bit < 8; bit++) {
                named(Reason.MALFORMED, "does not begin with \"SCEV\"", flipped(place, 1 << bit));
            }
        }
        for (int place = 4; place < AFTER_RESERVED; place++) {
            for (int mask = 1; mask < 256; mask++) {
                byte[] changed = flipped(place, mask);
                if (place == 5 && changed[5] == 2) {
                    // The other suite: only the commitment shows that it was not this.
                    Refused.alike("suite 2", () -> open(BOB, changed));
                } else {
                    named(Reason.TOO_NEW, "update it", changed);
                }
            }
        }
    }

    @Test
    void cutAtAnyLengthItGivesTheOneError() {
        for (int length = 0; length < envelope.length; length++) {
            byte[] cut = Arrays.copyOf(envelope, length);
            Refused.alike("cut at " + length, () -> open(BOB, cut));
            if (length < envelope.length - parts.content.length) {
                Refused.alike("cut at " + length, () -> EnvelopeInfo.of(cut));
                Refused.alike(
                        "cut at " + length, () -> HybridCipher.rewrapper(BOB).rewrap(cut));
            }
        }
    }

    @Test
    void whatIsAppendedGivesTheOneError() {
        for (int more = 1; more <= 40; more++) {
            byte[] longer = Arrays.copyOf(envelope, envelope.length + more);
            Refused.alike("appended " + more, () -> open(BOB, longer));
        }
        // More than any message has: no other error, which would tell who has a key that fits.
        byte[] large = Arrays.copyOf(envelope, envelope.length + (17 << 20));
        Refused.alike("appended 17 MiB", () -> open(BOB, large));
        Refused.alike("appended 17 MiB", () -> open(People.FRANK, large));
        byte[] twice = EnvelopeSpec.join(envelope, envelope);
        Refused.alike("twice", () -> open(BOB, twice));
        byte[] contentTwice = EnvelopeSpec.join(envelope, parts.content);
        Refused.alike("content twice", () -> open(BOB, contentTwice));
    }

    @Test
    void reWrappingMakesNothingGoodAgain() throws Exception {
        byte[] changed = flipped(envelope.length - 1, 1);
        byte[] reWrapped = HybridCipher.rewrapper(BOB).remove(CAROL.publicKey()).rewrap(changed);
        Refused.alike("content", () -> open(BOB, reWrapped));
        for (int place = AFTER_RESERVED; place < envelope.length - parts.content.length; place += 11) {
            byte[] each = flipped(place, 1);
            Refused.alike("byte " + place, () -> HybridCipher.rewrapper(BOB).rewrap(each));
        }
    }

    @Test
    void whoHasNoSlotSeesTheSameError() {
        Refused.alike("other key", () -> open(People.FRANK, envelope));
        Refused.alike("other key", () -> HybridCipher.rewrapper(People.FRANK).rewrap(envelope));
        Refused.alike(
                "signed or not",
                () -> HybridCipher.opener(People.FRANK)
                        .from(People.ADA.publicKey())
                        .open(envelope, context()));
    }

    private void alike(EnvelopeKeyPair keys, int place, int mask) {
        byte[] changed = flipped(place, mask);
        if (place == 5) {
            throw new IllegalArgumentException("the suite has a test of its own");
        }
        Refused.alike("byte " + place + " with " + mask, () -> open(keys, changed));
    }

    private void named(Reason reason, String part, byte[] changed) {
        Refused.with(reason, part, () -> open(BOB, changed));
        Refused.with(reason, part, () -> EnvelopeInfo.of(changed));
        Refused.with(reason, part, () -> HybridCipher.rewrapper(BOB).rewrap(changed));
    }

    private byte[] flipped(int place, int mask) {
        byte[] changed = envelope.clone();
        changed[place] ^= (byte) mask;
        return changed;
    }
}
