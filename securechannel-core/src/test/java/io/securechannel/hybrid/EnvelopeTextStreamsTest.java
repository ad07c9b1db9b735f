package io.securechannel.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Armor around envelopes of any length. */
class EnvelopeTextStreamsTest {

    private static final byte[] CONTEXT = {1, 2};

    private final EnvelopeKeyPair bob = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
    private final UnsignedSealer sealer = HybridCipher.to(bob.publicKey()).unsigned();

    private byte[] sealed() {
        return sealer.seal(new byte[100_000], CONTEXT);
    }

    private static byte[] armored(byte[] envelope) throws IOException {
        var text = new ByteArrayOutputStream();
        try (var armor = EnvelopeText.armoring(text)) {
            armor.write(envelope[0]);
            armor.write(envelope, 1, envelope.length - 1);
        }
        return text.toByteArray();
    }

    @Test
    void theStreamWritesAndReadsTheSameArmor() throws Exception {
        var envelope = sealed();
        var text = armored(envelope);
        assertThat(new String(text, StandardCharsets.US_ASCII)).isEqualTo(EnvelopeText.armor(envelope));
        assertThat(EnvelopeText.dearmoring(new ByteArrayInputStream(text)).readAllBytes())
                .isEqualTo(envelope);
        assertThat(EnvelopeText.isArmor(text)).isTrue();
        assertThat(EnvelopeText.isArmor(envelope)).isFalse();
        assertThat(EnvelopeText.isArmor(new byte[0])).isFalse();
    }

    @Test
    void aStreamIsSealedIntoArmorAndOpenedFromIt() throws Exception {
        var plaintext = new byte[3_000_000];
        var text = new ByteArrayOutputStream();
        try (var armor = EnvelopeText.armoring(text)) {
            sealer.seal(new ByteArrayInputStream(plaintext), armor, CONTEXT, Progress.none());
        }
        var envelope = EnvelopeText.dearmoring(new ByteArrayInputStream(text.toByteArray()));
        assertThat(HybridCipher.opener(bob)
                        .unsigned()
                        .openFrom(envelope, CONTEXT)
                        .readAllBytes())
                .isEqualTo(plaintext);
    }

    @Test
    void anUnfinishedEnvelopeInsideOfWholeArmorDoesNotOpen() throws Exception {
        var text = new ByteArrayOutputStream();
        try (var armor = EnvelopeText.armoring(text)) {
            var sealing = sealer.sealTo(armor, CONTEXT);
            sealing.write(new byte[3_000_000]);
        }
        var envelope = EnvelopeText.dearmor(text.toString(StandardCharsets.US_ASCII));
        assertThatThrownBy(() -> HybridCipher.opener(bob).unsigned().open(envelope, CONTEXT))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class,
                        refused -> assertThat(refused.reason()).isEqualTo(Reason.NOT_OPENED));
    }

    @Test
    void cutArmorIsAnErrorAndNoShorterEnvelope() throws Exception {
        var text = armored(sealed());
        for (int length : new int[] {0, 20, 64, text.length / 2, text.length - 10}) {
            var cut = new ByteArrayInputStream(text, 0, length);
            assertThatThrownBy(() -> EnvelopeText.dearmoring(cut).readAllBytes())
                    .as("%d", length)
                    .isInstanceOf(IOException.class)
                    .cause()
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            refused -> assertThat(refused.reason()).isEqualTo(Reason.MALFORMED));
        }
    }

    @Test
    void nothingWrittenIsNoArmor() throws Exception {
        var text = new ByteArrayOutputStream();
        EnvelopeText.armoring(text).close();
        assertThat(text.size()).isZero();
    }
}
