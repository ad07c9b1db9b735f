package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.ADA;
import static io.securechannel.hybrid.People.ADA_PQ;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.FRANK;
import static io.securechannel.hybrid.People.context;
import static io.securechannel.hybrid.People.text;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.RefusedContentException;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes wrong, and not with an envelope: streams of the application's, clocks, keys that were closed, arrays. */
@Tag("verify")
@Timeout(60)
class OtherTroubleTest {

    private static final KeyMaterialException THEIRS = new KeyMaterialException(Reason.WRONG_PASSWORD, "their own");

    private final byte[] envelope =
            HybridCipher.to(BOB.publicKey()).signedBy(ADA).seal(text(), context());
    private final SignedOpener opener = HybridCipher.opener(BOB).from(ADA.publicKey());

    @Test
    void theTroubleOfTheApplicationsStreamsIsNotTheEnvelopes() {
        var disk = new IOException("disk", THEIRS);
        var out = new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                throw disk;
            }
        };
        assertThatIOException()
                .isThrownBy(() -> opener.open(new ByteArrayInputStream(envelope), out, context(), Progress.none()))
                .isSameAs(disk);
        var in = new InputStream() {
            @Override
            public int read() throws IOException {
                throw disk;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                throw disk;
            }
        };
        assertThatIOException().isThrownBy(() -> opener.openFrom(in, context())).isSameAs(disk);
    }

    @Test
    void theTroubleOfTheEnvelopeComesAsItIsWithWhatFollowed() {
        var closing = new IOException("closing");
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> Envelopes.unwrapped(() -> {
                    var refused = new RefusedContentException(THEIRS);
                    refused.addSuppressed(closing);
                    throw refused;
                }))
                .isSameAs(THEIRS)
                .satisfies(error -> assertThat(error.getSuppressed()).containsExactly(closing));
        var noArmor = EnvelopeText.dearmoring(new ByteArrayInputStream("nothing\n".getBytes(US_ASCII)));
        Refused.with(Reason.MALFORMED, "", () -> opener.openFrom(noArmor, context()));
    }

    @Test
    void aClockBefore1970SealsNothing() {
        var sealer = HybridCipher.to(BOB.publicKey()).signedBy(ADA).clock(() -> Instant.ofEpochMilli(-1));
        assertThatIllegalStateException()
                .isThrownBy(() -> sealer.seal(text(), context()))
                .withMessageContaining("before 1970: 1969-12-31T23:59:59.999Z; set it");
        assertThatIllegalStateException()
                .isThrownBy(() -> sealer.sealTo(OutputStream.nullOutputStream(), context()))
                .withMessageContaining("before 1970");
    }

    @Test
    void aClockAfterTheYear9999SealsNothing() throws Exception {
        var sealer = HybridCipher.to(BOB.publicKey()).signedBy(ADA);
        var latest = Instant.parse("9999-12-31T23:59:59.999Z");
        for (var late : new Instant[] {latest.plusNanos(1), Instant.MAX}) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> sealer.clock(() -> late).seal(text(), context()))
                    .withMessageContaining("after the year 9999: " + late)
                    .withMessageContaining("set it");
            assertThatIllegalStateException()
                    .isThrownBy(() -> sealer.clock(() -> late).sealTo(OutputStream.nullOutputStream(), context()))
                    .withMessageContaining("after the year 9999");
        }
        byte[] last = sealer.clock(() -> latest).seal(text(), context());
        assertThat(HybridCipher.opener(BOB)
                        .from(ADA.publicKey())
                        .read(last, context())
                        .signedAt())
                .isEqualTo(latest);
    }

    @Test
    void theKeyPairThatWasClosedIsNamed() {
        var closed = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
        closed.close();
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        HybridCipher.opener(BOB, closed).from(ADA.publicKey()).open(envelope, context()))
                .withMessageContaining(closed.publicKey().fingerprint())
                .withMessageContaining("make one without this");
    }

    @Test
    void anArrayIsLargeEnoughOrRefused() throws Exception {
        var plaintext = new byte[17 << 20];
        var sealer = HybridCipher.to(BOB.publicKey(), FRANK.publicKey()).signedBy(ADA, ADA_PQ);
        byte[] large = sealer.seal(plaintext, context());
        int expected = Sealer.arrayLength(plaintext.length, 2, 64 + 3_309);
        assertThat(expected).isBetween(large.length, large.length + (16 << 10));
        assertThat(sealer.signatureLength()).isEqualTo(64 + 3_309);
        var out = new ByteArrayOutputStream();
        sealer.seal(new ByteArrayInputStream(plaintext), out, context(), Progress.none());
        assertThat(large).hasSize(out.size());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Sealer.arrayLength(Integer.MAX_VALUE - 8, 1, 0))
                .withMessageContaining("as a stream or a file");
        assertThat(Sealer.arrayLength(Integer.MAX_VALUE - (1 << 20), 1, 0)).isPositive();
    }
}
