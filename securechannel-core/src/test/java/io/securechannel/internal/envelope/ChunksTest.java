package io.securechannel.internal.envelope;

import static io.securechannel.internal.envelope.StreamFixtures.CHUNK;
import static io.securechannel.internal.envelope.StreamFixtures.deliveredBefore;
import static io.securechannel.internal.envelope.StreamFixtures.join;
import static io.securechannel.internal.envelope.StreamFixtures.octets;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.StreamFixtures.Sender;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TESTING 20, signed streams: a co-recipient, who has the key of the segments, changes no chunk unnoticed. */
@Tag("verify")
class ChunksTest {

    private static final Sender ADA = new Sender("ada");
    private static final Sender MALLORY = new Sender("mallory");
    private static final int SIGNATURE = 32;

    /** In four chunks, the last one full. */
    private final byte[] data = octets(4 * CHUNK, 4);

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 1", "49, 1", "50, 1", "51, 2", "100, 2", "101, 3", "200, 4"})
    void chunksAreCutInOneWay(int length, int chunks) throws IOException {
        var content = Arrays.copyOf(data, length);
        var signed = inner(ADA, content);
        assertThat(signed).hasSize(length + chunks * SIGNATURE);
        // A chunk and an octet alone give the same octets, however they are written.
        var out = new Collected();
        var signing = Chunks.sign(ADA, out, CHUNK);
        for (byte octet : content) {
            signing.write(octet);
        }
        signing.finish();
        assertThat(out.octets()).isEqualTo(signed);
        assertThat(verify(signed).readAllBytes()).isEqualTo(content);
        try (var channel = Chunks.verify(ADA, StreamFixtures.file(directory, new byte[9], signed), CHUNK)) {
            assertThat(channel.size()).isEqualTo(length);
            assertThat(StreamFixtures.readAll(channel)).isEqualTo(content);
        }
    }

    @Test
    void everyOctetChanged() throws IOException {
        var signed = inner(ADA, data);
        for (int at = 0; at < signed.length; at++) {
            var changed = signed.clone();
            changed[at] ^= (byte) 0x80;
            assertDelivers(at / (SIGNATURE + CHUNK), changed);
        }
    }

    @Test
    void cutAtEveryOffset() throws IOException {
        var signed = inner(ADA, data);
        for (int length = 0; length < signed.length; length++) {
            assertDelivers(Math.max(0, (length - 1) / (SIGNATURE + CHUNK)), Arrays.copyOf(signed, length));
        }
    }

    @Test
    void chunksSwappedRepeatedDroppedAndAppended() throws IOException {
        assertDelivers(1, join(part(0), part(2), part(1), part(3)));
        assertDelivers(2, join(part(0), part(1), part(1), part(2), part(3)));
        assertDelivers(1, join(part(0), part(2), part(3)));
        assertDelivers(3, join(part(0), part(1), part(2), part(3), part(3)));
        assertDelivers(3, join(inner(ADA, data), new byte[1]));
        // Another chunk as the last one: nothing after the third.
        assertDelivers(2, join(part(0), part(1), part(2)));
        // The last chunk of a shorter content of the same sender, with the same index.
        assertDelivers(3, join(part(0), part(1), part(2), inner(ADA, octets(10, 1))));
    }

    @Test
    void chunksOfAnotherSender() throws IOException {
        assertDelivers(0, inner(MALLORY, data));
        var forged = inner(MALLORY, data);
        assertDelivers(2, join(part(0), part(1), Arrays.copyOfRange(forged, 2 * 82, forged.length)));
    }

    @Test
    void throughTheSegmentsAsWell() throws IOException {
        var opened = Chunks.verify(ADA, StreamFixtures.open(StreamFixtures.sealSigned(ADA, data)), CHUNK);
        assertThat(opened.readAllBytes()).isEqualTo(data);
        var forged = Chunks.verify(ADA, StreamFixtures.open(StreamFixtures.sealSigned(MALLORY, data)), CHUNK);
        assertThat(deliveredBefore(Reason.BAD_SIGNATURE, forged)).isEmpty();
        var changed = StreamFixtures.sealSigned(ADA, data);
        changed[changed.length - 1] ^= 1;
        var outsider = Chunks.verify(ADA, StreamFixtures.open(changed), CHUNK);
        assertThat(deliveredBefore(Reason.NOT_OPENED, outsider)).isEqualTo(Arrays.copyOf(data, 3 * CHUNK));
    }

    /** The sender alone can sign it, and the format has one way to cut given data. */
    @Test
    void anEmptyChunkAfterOthersIsMalformed() throws IOException {
        var full = octets(CHUNK, 6);
        var odd = join(ADA.sign(0, false, full, 0, CHUNK), full, ADA.sign(1, true, new byte[0], 0, 0));
        assertThat(deliveredBefore(Reason.MALFORMED, verify(odd))).isEqualTo(full);
        try (var file = StreamFixtures.file(directory, new byte[0], odd)) {
            var error = catchThrowableOfType(IOException.class, () -> Chunks.verify(ADA, file, CHUNK));
            StreamFixtures.assertReason(Reason.MALFORMED, error);
            assertThat(error).hasMessageContaining("ask the sender");
        }
    }

    @Test
    void signaturesHaveTheLengthThatWasAnnounced() throws IOException {
        var none = new OfLength(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Chunks.sign(none, new Collected()))
                .withMessageContaining("an octet at least, not 0");
        var signing = Chunks.sign(new OfLength(31), new Collected(), CHUNK);
        assertThatIllegalStateException().isThrownBy(signing::finish).withMessageContaining("32 octets where 31");
        var error = catchThrowableOfType(IOException.class, signing::finish);
        assertThat(error).hasMessageContaining("write everything anew");
    }

    private static InputStream verify(byte[] signed) {
        return Chunks.verify(ADA, new ByteArrayInputStream(signed), CHUNK);
    }

    private void assertDelivers(int chunks, byte[] hostile) throws IOException {
        assertThat(deliveredBefore(Reason.BAD_SIGNATURE, verify(hostile)))
                .isEqualTo(Arrays.copyOf(data, chunks * CHUNK));
        try (var file = StreamFixtures.file(directory, new byte[0], hostile)) {
            StreamFixtures.assertReason(
                    Reason.BAD_SIGNATURE,
                    catchThrowableOfType(
                            IOException.class, () -> StreamFixtures.readAll(Chunks.verify(ADA, file, CHUNK))));
        }
    }

    private byte[] part(int index) throws IOException {
        int length = SIGNATURE + CHUNK;
        return Arrays.copyOfRange(inner(ADA, data), index * length, (index + 1) * length);
    }

    private static byte[] inner(Sender sender, byte[] content) throws IOException {
        var out = new Collected();
        try (var signing = Chunks.sign(sender, out, CHUNK)) {
            signing.write(content);
            signing.finish();
        }
        return out.octets();
    }

    private record OfLength(int signatureLength) implements ChunkSigner {
        @Override
        public byte[] sign(long index, boolean last, byte[] data, int offset, int length) {
            return new byte[32];
        }
    }

    /** What a co-recipient sees of the content: the chunks themselves. */
    private static final class Collected extends FinishingOutput {

        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        @Override
        public void write(byte[] octets, int offset, int length) {
            out.write(octets, offset, length);
        }

        @Override
        public void finish() {
            // What matters is what was written.
        }

        @Override
        public void close() {
            // Nothing to wipe.
        }

        byte[] octets() {
            return out.toByteArray();
        }
    }
}
