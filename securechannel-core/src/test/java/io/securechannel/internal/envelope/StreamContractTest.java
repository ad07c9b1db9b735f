package io.securechannel.internal.envelope;

import static io.securechannel.internal.envelope.StreamFixtures.ASSOCIATED;
import static io.securechannel.internal.envelope.StreamFixtures.CHUNK;
import static io.securechannel.internal.envelope.StreamFixtures.KEY;
import static io.securechannel.internal.envelope.StreamFixtures.SEGMENT;
import static io.securechannel.internal.envelope.StreamFixtures.octets;
import static io.securechannel.internal.envelope.StreamFixtures.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.StreamFixtures.Sender;
import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What the streams promise besides their octets: their end, their close, and errors of what lies beneath. */
@Tag("verify")
class StreamContractTest {

    private static final Sender ADA = new Sender("ada");

    private final byte[] data = octets(200, 7);

    @Test
    void whatIsClosedBeforeItIsFinishedIsIncomplete() throws IOException {
        var out = new Watched();
        try (var sealing = seal(out)) {
            sealing.write(data);
        }
        // All that was complete: 4 segments of 64 octets.
        assertThat(out.octets()).hasSize(4 * SEGMENT);
        assertThat(StreamFixtures.deliveredBefore(Reason.NOT_OPENED, open(out.octets())))
                .hasSizeLessThan(data.length);
        assertThat(out.closed).isFalse();

        var sealing = seal(out);
        sealing.close();
        assertThatIOException().isThrownBy(() -> sealing.write(1)).withMessageContaining("nobody can open it");
        assertThatIOException().isThrownBy(sealing::finish).withMessageContaining("nobody can open it");
    }

    @Test
    void finishedIsFinished() throws IOException {
        var out = new Watched();
        var sealing = Chunks.sign(ADA, seal(out), CHUNK);
        sealing.write(data);
        sealing.finish();
        int length = out.octets().length;
        sealing.finish();
        sealing.close();
        assertThat(out.octets()).hasSize(length);
        assertThat(out.flushed).isTrue();
        assertThat(out.closed).isFalse();
        assertThatIOException().isThrownBy(() -> sealing.write(1)).withMessageContaining("after finish()");
    }

    @Test
    void afterAFailedWriteNothingMoreIsWritten() throws IOException {
        var failure = new IOException("disk full");
        var out = new Watched();
        var sealing = Chunks.sign(ADA, seal(out), CHUNK);
        sealing.write(data, 0, 120);
        out.failure = failure;
        assertThatThrownBy(() -> sealing.write(data)).isSameAs(failure);
        int length = out.octets().length;
        out.failure = null;
        assertThatIOException().isThrownBy(() -> sealing.write(data)).withMessageContaining("write everything anew");
        assertThatIOException().isThrownBy(sealing::finish).withMessageContaining("write everything anew");
        sealing.close();
        assertThat(out.octets()).hasSize(length);
    }

    @Test
    void errorsOfTheStreamBeneathAreNotTampering() throws IOException {
        var failure = new IOException("connection reset");
        byte[] sealed = StreamFixtures.sealSigned(ADA, data);
        for (int whole = 0; whole < sealed.length; whole += 31) {
            var broken = new SequenceInputStream(new ByteArrayInputStream(sealed, 0, whole), new Failing(failure));
            var opening = Chunks.verify(ADA, open(broken), CHUNK);
            assertThatThrownBy(opening::readAllBytes).isSameAs(failure);
            assertThatIOException()
                    .isThrownBy(opening::read)
                    .withMessageContaining("an earlier read failed")
                    .withCause(failure);
        }
    }

    @Test
    void nothingIsReadWhereNothingIsWanted() throws IOException {
        var opening = open(new Failing(new IOException("read")));
        assertThat(opening.read(new byte[4], 2, 0)).isZero();
        var whole = open(StreamFixtures.seal(data));
        assertThat(whole.available()).isZero();
        assertThat(whole.read()).isEqualTo(data[0] & 0xff);
        assertThat(whole.available()).isEqualTo(7);
        assertThat(whole.skip(100)).isEqualTo(100);
        assertThat(whole.readAllBytes()).isEqualTo(Arrays.copyOfRange(data, 101, 200));
        assertThat(whole.read(new byte[1])).isEqualTo(-1);
        assertThat(whole.transferTo(OutputStream.nullOutputStream())).isZero();
    }

    @Test
    void closingWipesAndLeavesTheCallersStreamOpen() throws IOException {
        var seen = new AtomicReference<byte[]>();
        var beneath = new Watching(StreamFixtures.sealSigned(ADA, data));
        var opening = Chunks.verify(new Peeking(seen), open(beneath), CHUNK);
        assertThat(opening.read()).isEqualTo(data[0] & 0xff);
        assertThat(seen.get()).contains(data[49]);
        opening.close();
        assertThat(seen.get()).containsOnly(0);
        assertThat(beneath.closed).isFalse();
        assertThatIOException().isThrownBy(opening::read).withMessage("the stream is closed");
    }

    @Test
    void theChunksOfAWriterAreWiped() throws IOException {
        var seen = new AtomicReference<byte[]>();
        for (boolean finished : new boolean[] {true, false}) {
            var signing = Chunks.sign(new Peeking(seen), seal(new Watched()), CHUNK);
            signing.write(data);
            assertThat(seen.get()).contains(data[149]);
            if (finished) {
                signing.finish();
            } else {
                signing.close();
            }
            assertThat(seen.get()).containsOnly(0);
        }
    }

    private static FinishingOutput seal(OutputStream out) {
        try (var key = SecretBytes.copyOf(KEY)) {
            return Segments.seal(key, ASSOCIATED, out, SEGMENT);
        }
    }

    /** Remembers where the data were. */
    private record Peeking(AtomicReference<byte[]> seen) implements ChunkSigner, ChunkVerifier {

        @Override
        public int signatureLength() {
            return ADA.signatureLength();
        }

        @Override
        public byte[] sign(long index, boolean last, byte[] data, int offset, int length) {
            seen.set(data);
            return ADA.sign(index, last, data, offset, length);
        }

        @Override
        public void verify(long index, boolean last, byte[] signature, byte[] data, int offset, int length)
                throws KeyMaterialException {
            seen.set(data);
            ADA.verify(index, last, signature, data, offset, length);
        }
    }

    private static final class Watched extends FilterOutputStream {

        private boolean closed;
        private boolean flushed;
        private IOException failure;

        Watched() {
            super(new ByteArrayOutputStream());
        }

        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            if (failure != null) {
                throw failure;
            }
            out.write(octets, offset, length);
        }

        @Override
        public void flush() {
            flushed = true;
        }

        @Override
        public void close() {
            closed = true;
        }

        byte[] octets() {
            return ((ByteArrayOutputStream) out).toByteArray();
        }
    }

    private static final class Watching extends ByteArrayInputStream {

        private boolean closed;

        Watching(byte[] octets) {
            super(octets);
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    private static final class Failing extends InputStream {

        private final IOException failure;

        Failing(IOException failure) {
            this.failure = failure;
        }

        @Override
        public int read() throws IOException {
            throw failure;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            throw failure;
        }
    }
}
