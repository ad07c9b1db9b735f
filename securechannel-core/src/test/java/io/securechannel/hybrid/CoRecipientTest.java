package io.securechannel.hybrid;

import static io.securechannel.hybrid.EnvelopeSpec.join;
import static io.securechannel.hybrid.EnvelopeSpec.keyHash;
import static io.securechannel.hybrid.People.ADA;
import static io.securechannel.hybrid.People.ADA_PQ;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.DAVE;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.MALLORY;
import static io.securechannel.hybrid.People.MALLORY_PQ;
import static io.securechannel.hybrid.People.context;
import static io.securechannel.hybrid.People.text;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException.Reason;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** TESTING 20: Bob has what Ada sent to him and to Frank, and its content key; Frank takes nothing from him in Ada's name. */
@Tag("verify")
@Timeout(60)
class CoRecipientTest {

    private static final SignedOpener FRANKS = HybridCipher.opener(FRANK).from(ADA.publicKey());
    private static final Sender BOTH = Sender.both(ADA.publicKey(), ADA_PQ.publicKey());

    /** 9999-12-31T23:59:59.999Z. */
    private static final long LATEST = 253_402_300_799_999L;

    private final Insider bob = new Insider(seal(text()), BOB);
    private final SignedInner inner = bob.inner();

    @Test
    void whatHeLeavesAsItIsOpens() throws Exception {
        assertThat(FRANKS.open(bob.forged(inner), context())).isEqualTo(text());
        inner.signatures = bob.signatures(inner, ADA);
        assertThat(FRANKS.open(bob.forged(inner), context())).isEqualTo(text());
    }

    @Test
    void theContent() {
        for (byte[] other : List.of(
                "meet me at nine".getBytes(UTF_8),
                new byte[0],
                Arrays.copyOf(text(), text().length - 1),
                Arrays.copyOf(text(), text().length + 1),
                join(text(), text()),
                join(inner.signatures, text()))) {
            inner.plaintext = other;
            refused(Reason.BAD_SIGNATURE, "somebody other than the named sender made or changed it");
        }
    }

    @Test
    void theSignature() {
        byte[] good = inner.signatures;
        for (int i = 0; i < good.length; i++) {
            inner.signatures = good.clone();
            inner.signatures[i] ^= 1;
            refused(Reason.BAD_SIGNATURE, "");
        }
        inner.signatures = bob.signatures(inner, MALLORY);
        refused(Reason.BAD_SIGNATURE, "");
        inner.signatures = new byte[64];
        refused(Reason.BAD_SIGNATURE, "");
        inner.signatures = new byte[0];
        inner.plaintext = new byte[0];
        refused(Reason.BAD_SIGNATURE, "");
        inner.signatures = Arrays.copyOf(good, 63);
        refused(Reason.BAD_SIGNATURE, "");
    }

    @Test
    void theTime() {
        for (long other : new long[] {0, inner.signedAt + 1, inner.signedAt - 1, LATEST}) {
            inner.signedAt = other;
            refused(Reason.BAD_SIGNATURE, "");
        }
        for (long other : new long[] {-1, Long.MIN_VALUE}) {
            inner.signedAt = other;
            refused(Reason.MALFORMED, "before 1970");
        }
        for (long other : new long[] {LATEST + 1, Long.MAX_VALUE}) {
            inner.signedAt = other;
            refused(Reason.MALFORMED, "after the year 9999");
        }
    }

    @Test
    void theAudience() {
        inner.to(FRANK.publicKey());
        refused(Reason.BAD_SIGNATURE, "");
        inner.to(FRANK.publicKey(), BOB.publicKey(), DAVE.publicKey());
        refused(Reason.BAD_SIGNATURE, "");
        inner.audience.clear();
        refused(Reason.MALFORMED, "names no audience");
        inner.to(FRANK.publicKey(), BOB.publicKey());
        Collections.reverse(inner.audience);
        refused(Reason.MALFORMED, "out of order");
        inner.to(FRANK.publicKey(), FRANK.publicKey());
        refused(Reason.MALFORMED, "out of order");
        inner.to(FRANK.publicKey(), BOB.publicKey());
        for (int count : new int[] {1, 1_024, 65_535}) {
            inner.declaredAudience = OptionalInt.of(count);
            // With one, the rest is taken for a signature; with more, the rest for names.
            refused(count == 1 ? Reason.BAD_SIGNATURE : Reason.MALFORMED, "");
        }
    }

    @Test
    void anAudienceThatIsTooLarge() {
        inner.audience.clear();
        for (int i = 0; i < 1_025; i++) {
            inner.audience.add(join(EnvelopeSpec.number(i, 8), new byte[24]));
        }
        refused(Reason.MALFORMED, "too large");
        inner.audience.remove(1_024);
        refused(Reason.BAD_SIGNATURE, "");
    }

    @Test
    void theSigner() {
        inner.signedBy(bob.envelope.preheader, context(), MALLORY);
        refused(Reason.UNKNOWN_SENDER, "not by one of those expected");
        inner.signedBy(bob.envelope.preheader, context(), MALLORY, MALLORY_PQ);
        refused(Reason.UNKNOWN_SENDER, "");
        byte[] ada = SignedInner.signer(ADA.publicKey());
        for (int algorithm : new int[] {2, 3}) {
            inner.signers.clear();
            inner.signers.add(join(new byte[] {(byte) algorithm}, Arrays.copyOfRange(ada, 1, 33)));
            refused(Reason.UNKNOWN_SENDER, "");
        }
        for (int algorithm : new int[] {0, 4, 255}) {
            inner.signers.set(0, join(new byte[] {(byte) algorithm}, Arrays.copyOfRange(ada, 1, 33)));
            refused(Reason.MALFORMED, "not known, " + algorithm);
        }
    }

    @Test
    void noSignerAndThree() {
        byte[] ada = inner.signers.get(0);
        inner.signers.clear();
        refused(Reason.MALFORMED, "names no signer");
        inner.signers.addAll(List.of(ada, ada));
        refused(Reason.UNKNOWN_SENDER, "");
        inner.signers.add(ada);
        refused(Reason.MALFORMED, "more than two");
        inner.declaredSigners = OptionalInt.of(255);
        refused(Reason.MALFORMED, "more than two");
    }

    @Test
    void aSignatureFromAnotherEnvelope() {
        var other = new Insider(seal(text()), BOB);
        Refused.with(Reason.BAD_SIGNATURE, "", () -> FRANKS.open(bob.forged(other.inner()), context()));
        inner.signatures = other.inner().signatures;
        refused(Reason.BAD_SIGNATURE, "");
    }

    /** Whoever has Bob's public key can make one, so that no recipient is to blame. */
    @Test
    void aWholeEnvelopeInAdasNameByOneToWhomSheSentNothing() {
        byte[] outsiders = HybridCipher.to(FRANK.publicKey()).unsigned().seal(text(), context());
        inner.to(FRANK.publicKey());
        byte[] forged = new Insider(outsiders, FRANK).forged(inner);
        Refused.with(
                Reason.BAD_SIGNATURE,
                "somebody other than the named sender made or changed it; have the sender send it again",
                () -> FRANKS.open(forged, context()));
    }

    /** Davis, Defective Sign &amp; Encrypt: what Ada wrote to Bob is no letter to Frank. */
    @Test
    void anotherEnvelopeAroundWhatAdaSigned() throws Exception {
        byte[] id = bob.envelope.id();
        assertThat(FRANKS.open(bob.moved(id, context(), FRANK), context())).isEqualTo(text());
        byte[] otherId = id.clone();
        otherId[0] ^= 1;
        byte[] renamed = bob.moved(otherId, context(), FRANK);
        Refused.with(Reason.BAD_SIGNATURE, "", () -> FRANKS.open(renamed, context()));
        byte[] elsewhere = bob.moved(id, text(), FRANK);
        Refused.with(Reason.BAD_SIGNATURE, "", () -> FRANKS.open(elsewhere, text()));
        Refused.with(Reason.WRONG_CONTEXT, "", () -> FRANKS.open(elsewhere, context()));
        bob.envelope.preheader[24] ^= 1;
        Refused.alike(
                "context tag", () -> FRANKS.open(bob.envelope.bound(bob.cek).bytes(), context()));
    }

    @Test
    void oneOfTwoSignaturesStripped() {
        var two = new Insider(
                HybridCipher.to(BOB.publicKey(), FRANK.publicKey())
                        .signedBy(ADA, ADA_PQ)
                        .seal(text(), context()),
                BOB);
        var both = HybridCipher.opener(FRANK).from(BOTH);
        byte[] good = two.inner().signatures;
        assertThat(good).hasSize(64 + 3_309);
        byte[] classical = Arrays.copyOf(good, 64);
        byte[] postQuantum = Arrays.copyOfRange(good, 64, good.length);
        for (byte[] bad : List.of(
                classical,
                postQuantum,
                join(postQuantum, classical),
                join(new byte[64], postQuantum),
                join(classical, new byte[3_309]),
                join(two.signatures(two.inner(), MALLORY), postQuantum),
                join(classical, two.signatures(two.inner(), MALLORY_PQ)))) {
            var changed = two.inner();
            changed.signatures = bad;
            byte[] envelope = new Insider(two.envelope.bytes(), BOB).forged(changed);
            Refused.with(Reason.BAD_SIGNATURE, "", () -> both.open(envelope, context()));
        }
        for (var left : List.of(0, 1)) {
            var stripped = two.inner();
            stripped.signers.remove(1 - left);
            stripped.signatures = left == 0 ? classical : postQuantum;
            byte[] envelope = new Insider(two.envelope.bytes(), BOB).forged(stripped);
            Refused.with(Reason.UNKNOWN_SENDER, "", () -> both.open(envelope, context()));
            var single = HybridCipher.opener(FRANK).from(left == 0 ? ADA.publicKey() : ADA_PQ.publicKey());
            Refused.with(Reason.BAD_SIGNATURE, "", () -> single.open(envelope, context()));
        }
        var swapped = two.inner();
        Collections.reverse(swapped.signers);
        swapped.signatures = join(postQuantum, classical);
        Refused.with(Reason.UNKNOWN_SENDER, "", () -> both.open(two.forged(swapped), context()));
    }

    @Test
    void anotherSignerAdded() {
        inner.signers.add(SignedInner.signer(MALLORY_PQ.publicKey()));
        inner.signatures = join(inner.signatures, bob.signatures(inner, MALLORY_PQ));
        refused(Reason.UNKNOWN_SENDER, "");
        var together = Sender.both(ADA.publicKey(), MALLORY_PQ.publicKey());
        byte[] envelope = bob.forged(inner);
        Refused.with(
                Reason.BAD_SIGNATURE,
                "",
                () -> HybridCipher.opener(FRANK).from(together).open(envelope, context()));
    }

    @Test
    void anotherKind() throws Exception {
        var unsigned = HybridCipher.opener(FRANK).unsigned();
        for (int kind : new int[] {2, 3, 127, 128, 255}) {
            inner.kind = kind;
            byte[] envelope = bob.forged(inner);
            Refused.with(Reason.MALFORMED, "not known", () -> FRANKS.open(envelope, context()));
            Refused.with(Reason.MALFORMED, "not known", () -> unsigned.open(envelope, context()));
        }
        byte[] empty = bob.forged(new byte[0]);
        Refused.with(Reason.MALFORMED, "not known", () -> FRANKS.open(empty, context()));
        Refused.with(Reason.MALFORMED, "not known", () -> unsigned.open(empty, context()));
        inner.kind = 0;
        byte[] bare = bob.forged(inner);
        Refused.with(Reason.NOT_SIGNED, "", () -> FRANKS.open(bare, context()));
        assertThat(unsigned.open(bare, context()))
                .isEqualTo(Arrays.copyOfRange(inner.bytes(), 1, inner.bytes().length));
    }

    @Test
    void cutAnywhere() {
        byte[] whole = inner.bytes();
        int header = 1 + inner.header().length;
        for (int length = 1; length < whole.length; length++) {
            byte[] envelope = bob.forged(Arrays.copyOf(whole, length));
            var reason = length < header ? Reason.MALFORMED : Reason.BAD_SIGNATURE;
            Refused.with(reason, "", () -> FRANKS.open(envelope, context()));
        }
    }

    @Test
    void reWrappedForOneWhomAdaDidNotMean() throws Exception {
        bob.envelope.slots.add(EnvelopeSpec.slot(bob.cek, bob.envelope.id(), DAVE.publicKey()));
        byte[] passedOn = bob.envelope.bound(bob.cek).bytes();
        var dave = HybridCipher.opener(DAVE).from(ADA.publicKey());
        Refused.with(Reason.NOT_ADDRESSED, "acceptRewrapped()", () -> dave.open(passedOn, context()));
        assertThat(dave.acceptRewrapped().read(passedOn, context()).addressedToMe())
                .isFalse();
        assertThat(FRANKS.read(passedOn, context()).addressedToMe()).isTrue();
        inner.audience.add(keyHash(DAVE.publicKey()));
        inner.audience.sort(Arrays::compareUnsigned);
        byte[] forged = bob.forged(inner);
        Refused.with(Reason.BAD_SIGNATURE, "", () -> dave.open(forged, context()));
        Refused.with(Reason.BAD_SIGNATURE, "", () -> dave.acceptRewrapped().open(forged, context()));
    }

    private void refused(Reason reason, String part) {
        byte[] envelope = bob.forged(inner);
        Refused.with(reason, part, () -> FRANKS.open(envelope, context()));
    }

    private static byte[] seal(byte[] plaintext) {
        return HybridCipher.to(BOB.publicKey(), FRANK.publicKey()).signedBy(ADA).seal(plaintext, context());
    }
}
