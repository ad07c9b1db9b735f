package io.securechannel.hybrid;

import static io.securechannel.hybrid.People.ADA;
import static io.securechannel.hybrid.People.BOB;
import static io.securechannel.hybrid.People.context;
import static io.securechannel.hybrid.People.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What has been decrypted is gone when it has been closed, and so is what an opening that failed had. */
@Tag("verify")
@Timeout(60)
class ClosedContentTest {

    private static final SignedOpener SIGNED = HybridCipher.opener(BOB).from(ADA.publicKey());
    private static final UnsignedOpener UNSIGNED = HybridCipher.opener(BOB).unsigned();

    @Test
    void nothingIsReadAfterClosing() throws Exception {
        var signed = HybridCipher.to(BOB.publicKey()).signedBy(ADA);
        var unsigned = HybridCipher.to(BOB.publicKey()).unsigned();
        for (InputStream opened : List.of(
                SIGNED.openFrom(new ByteArrayInputStream(signed.seal(text(), context())), context()),
                SIGNED.openFrom(new ByteArrayInputStream(stream(signed)), context()),
                UNSIGNED.openFrom(new ByteArrayInputStream(unsigned.seal(text(), context())), context()),
                UNSIGNED.openFrom(new ByteArrayInputStream(stream(unsigned)), context()))) {
            assertThat(opened.available()).isNotNegative();
            opened.close();
            opened.close();
            assertThatIOException().isThrownBy(opened::read).withMessageContaining("closed");
            assertThatIOException().isThrownBy(() -> opened.read(new byte[4])).withMessageContaining("closed");
            assertThatIOException().isThrownBy(opened::readAllBytes).withMessageContaining("closed");
            assertThatIOException()
                    .isThrownBy(() -> opened.transferTo(OutputStream.nullOutputStream()))
                    .withMessageContaining("closed");
        }
    }

    @Test
    void aBadCallLosesNothing() throws Exception {
        byte[] envelope = HybridCipher.to(BOB.publicKey()).signedBy(ADA).seal(text(), context());
        try (var opened = SIGNED.openFrom(new ByteArrayInputStream(envelope), context())) {
            var small = new byte[2];
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> opened.read(small, 0, 100));
            assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> opened.read(small, -1, 1));
            assertThat(small).containsOnly(0);
            assertThat(opened.readAllBytes()).isEqualTo(text());
        }
    }

    @Test
    void bytesAreReadInEveryWayAndWiped() throws Exception {
        byte[] bytes = text();
        var in = new BytesInput(bytes);
        assertThat(in.read()).isEqualTo(text()[0]);
        var two = new byte[3];
        assertThat(in.read(two, 1, 2)).isEqualTo(2);
        assertThat(two).containsExactly(0, text()[1], text()[2]);
        assertThat(in.readNBytes(3)).containsExactly(text()[3], text()[4], text()[5]);
        assertThatIllegalArgumentException().isThrownBy(() -> in.readNBytes(-1)).withMessageContaining("-1");
        assertThat(in.available()).isEqualTo(text().length - 6);
        var rest = new ByteArrayOutputStream();
        assertThat(in.transferTo(rest)).isEqualTo(text().length - 6);
        assertThat(rest.toString(java.nio.charset.StandardCharsets.UTF_8)).isEqualTo("e at noon");
        assertThat(in.read()).isEqualTo(-1);
        assertThat(in.read(two, 0, 0)).isZero();
        assertThat(in.read(two)).isEqualTo(-1);
        in.close();
        assertThat(bytes).containsOnly(0);
    }

    @Test
    void whatFailsIsClosedAndWhatIsHandedOnIsNot() throws Exception {
        var closed = new AtomicInteger();
        assertThat(Envelopes.<String>orClosed(closed::incrementAndGet, () -> "opened"))
                .isEqualTo("opened");
        assertThat(closed).hasValue(0);
        var first = new IOException("first");
        var second = new IOException("second");
        assertThatIOException()
                .isThrownBy(() -> Envelopes.orClosed(
                        () -> {
                            closed.incrementAndGet();
                            throw second;
                        },
                        () -> {
                            throw first;
                        }))
                .isSameAs(first)
                .satisfies(error -> assertThat(error.getSuppressed()).containsExactly(second));
        assertThat(closed).hasValue(1);
    }

    private static byte[] stream(Sealer sealer) throws IOException {
        var out = new ByteArrayOutputStream();
        sealer.seal(new ByteArrayInputStream(text()), out, context(), Progress.none());
        return out.toByteArray();
    }
}
