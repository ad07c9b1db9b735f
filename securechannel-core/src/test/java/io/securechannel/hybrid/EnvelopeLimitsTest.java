package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.ADA;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopePublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The most recipients that there can be, and contexts of any length. */
@Tag("verify")
@Timeout(60)
class EnvelopeLimitsTest {

    private static final byte[] NO_CONTEXT = {};

    @Test
    void anEnvelopeTo1024IsSignedForAllOfThem() throws Exception {
        var all = strangers(1_023);
        all.add(BOB.publicKey());
        byte[] envelope = HybridCipher.to(all).signedBy(ADA).seal(text(), NO_CONTEXT);
        var opened = HybridCipher.opener(BOB).from(ADA.publicKey()).read(envelope, NO_CONTEXT);
        assertThat(opened.plaintext()).isEqualTo(text());
        assertThat(opened.addressedToMe()).isTrue();
        assertThat(EnvelopeInfo.of(envelope).slots()).hasSize(1_024);
        assertThat(new Insider(envelope, BOB).inner().audience).hasSize(1_024);
        Refused.with(
                Reason.TOO_LARGE,
                "1025",
                () -> HybridCipher.rewrapper(BOB).add(FRANK.publicKey()).rewrap(envelope));
        byte[] exchanged = HybridCipher.rewrapper(BOB)
                .add(FRANK.publicKey())
                .remove(all.get(0))
                .rewrap(envelope);
        assertThat(EnvelopeInfo.of(exchanged).slots()).hasSize(1_024);
        assertThat(EnvelopeInfo.of(exchanged).isFor(FRANK.publicKey())).isTrue();
        all.add(FRANK.publicKey());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> HybridCipher.to(all))
                .withMessageContaining("1025");
        assertThatIllegalArgumentException().isThrownBy(() -> HybridCipher.to(List.of()));
    }

    @Test
    void contextsOfAnyLengthAndNoOther() throws Exception {
        for (int length : new int[] {0, 1, 31, 32, 33, 64, 65, 1 << 20}) {
            var context = new byte[length];
            Arrays.fill(context, (byte) 'c');
            byte[] signed = HybridCipher.to(BOB.publicKey()).signedBy(ADA).seal(text(), context);
            byte[] unsigned = HybridCipher.to(BOB.publicKey()).unsigned().seal(text(), context);
            assertThat(HybridCipher.opener(BOB).from(ADA.publicKey()).open(signed, context))
                    .isEqualTo(text());
            assertThat(HybridCipher.opener(BOB).unsigned().open(unsigned, context))
                    .isEqualTo(text());
            for (byte[] other : others(context)) {
                Refused.with(
                        Reason.WRONG_CONTEXT,
                        "(" + other.length + " bytes)",
                        () -> HybridCipher.opener(BOB).from(ADA.publicKey()).open(signed, other));
                Refused.with(
                        Reason.WRONG_CONTEXT,
                        "",
                        () -> HybridCipher.opener(BOB).unsigned().open(unsigned, other));
            }
        }
    }

    private static List<byte[]> others(byte[] context) {
        var others = new ArrayList<byte[]>();
        others.add(Arrays.copyOf(context, context.length + 1));
        others.add(EnvelopeSpec.sha256(context));
        if (context.length > 0) {
            others.add(Arrays.copyOf(context, context.length - 1));
            for (int place : new int[] {0, context.length / 2, context.length - 1}) {
                byte[] flipped = context.clone();
                flipped[place] ^= 1;
                others.add(flipped);
            }
        }
        return others;
    }

    /** Keys that nobody has: any 32 bytes are a public key of X25519 (RFC 7748, section 6.1). */
    private static List<EnvelopePublicKey> strangers(int count) throws KeyMaterialException {
        var random = new Random(25_519);
        var strangers = new ArrayList<EnvelopePublicKey>();
        byte[] spki = BOB.publicKey().subjectPublicKeyInfo();
        for (int i = 0; i < count; i++) {
            var point = new byte[32];
            random.nextBytes(point);
            System.arraycopy(point, 0, spki, spki.length - 32, 31);
            strangers.add(EnvelopePublicKey.fromSubjectPublicKeyInfo(spki));
        }
        return strangers;
    }
}
