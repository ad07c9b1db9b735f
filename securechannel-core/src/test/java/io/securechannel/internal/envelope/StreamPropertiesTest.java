package io.securechannel.internal.envelope;

import static io.securechannel.internal.envelope.StreamFixtures.CHUNK;
import static io.securechannel.internal.envelope.StreamFixtures.octets;
import static io.securechannel.internal.envelope.StreamFixtures.open;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.envelope.StreamFixtures.Sender;
import io.securechannel.secret.SecretBytes;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

@Tag("verify")
class StreamPropertiesTest {

    private static final Sender ADA = new Sender("ada");
    private static final int LONGEST = 600;

    @Property(tries = 300)
    void whateverTheSizesOfWritesAndReads(
            @ForAll @IntRange(max = LONGEST) int length,
            @ForAll boolean signed,
            @ForAll @Size(min = 1, max = 10) List<@IntRange(max = 200) Integer> writes,
            @ForAll @Size(min = 1, max = 10) List<@IntRange(max = 200) Integer> reads,
            @ForAll @IntRange(min = 1, max = 70) int atOnce)
            throws IOException {
        var data = octets(length, length);
        byte[] sealed = seal(data, signed, writes);
        InputStream beneath = open(Channels.newInputStream(new MemoryChannel(sealed, atOnce)));
        var opening = signed ? Chunks.verify(ADA, beneath, CHUNK) : beneath;
        assertThat(read(opening, reads)).isEqualTo(data);
        assertThat(sealed)
                .hasSize(signed ? StreamFixtures.sealSigned(ADA, data).length : StreamFixtures.seal(data).length);
    }

    @Property(tries = 300)
    void anyPositionGivesWhatIsThere(
            @ForAll @IntRange(max = LONGEST) int length,
            @ForAll boolean signed,
            @ForAll @IntRange(max = 50) int before,
            @ForAll @IntRange(min = 1, max = 70) int atOnce,
            @ForAll @Size(max = 20) List<@IntRange(max = LONGEST + 10) Integer> positions)
            throws IOException {
        var data = octets(length, length);
        var file = StreamFixtures.join(new byte[before], seal(data, signed, List.of(length + 1)));
        var sealed = open(new MemoryChannel(file, atOnce).position(before));
        try (var channel = signed ? Chunks.verify(ADA, sealed, CHUNK) : sealed) {
            assertThat(channel.size()).isEqualTo(length);
            for (int position : positions) {
                assertRead(channel, position, data);
            }
        }
    }

    private static void assertRead(SeekableByteChannel channel, int position, byte[] data) throws IOException {
        var target = ByteBuffer.allocate(1 + position % 90);
        int read = channel.position(position).read(target);
        if (position >= data.length) {
            assertThat(read).isEqualTo(-1);
            return;
        }
        assertThat(read).isPositive().isEqualTo(target.position());
        assertThat(channel.position()).isEqualTo(position + read);
        assertThat(Arrays.copyOf(target.array(), read)).isEqualTo(Arrays.copyOfRange(data, position, position + read));
    }

    @Property(tries = 500)
    void octetsOfAnybodyOpenNothing(@ForAll @Size(max = 300) byte[] hostile, @ForAll boolean likely)
            throws IOException {
        if (likely && hostile.length > 0) {
            hostile[0] = StreamFixtures.HEAD;
        }
        assertThat(StreamFixtures.deliveredBefore(Reason.NOT_OPENED, open(hostile)))
                .isEmpty();
        StreamFixtures.assertReason(
                Reason.NOT_OPENED,
                catchThrowableOfType(IOException.class, () -> open(new MemoryChannel(hostile, 100))));
    }

    @Property(tries = 300)
    void chunksOfAnybodyAreNotVerified(@ForAll @Size(max = 300) byte[] hostile) throws IOException {
        var opening = Chunks.verify(ADA, new ByteArrayInputStream(hostile), CHUNK);
        assertThat(StreamFixtures.deliveredBefore(Reason.BAD_SIGNATURE, opening))
                .isEmpty();
        StreamFixtures.assertReason(
                Reason.BAD_SIGNATURE,
                catchThrowableOfType(
                        IOException.class, () -> Chunks.verify(ADA, new MemoryChannel(hostile, 100), CHUNK)));
    }

    private static byte[] seal(byte[] data, boolean signed, List<Integer> writes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var key = SecretBytes.copyOf(StreamFixtures.KEY);
                var segments = Segments.seal(key, StreamFixtures.ASSOCIATED, out, StreamFixtures.SEGMENT);
                var sealing = signed ? Chunks.sign(ADA, segments, CHUNK) : segments) {
            int from = 0;
            for (int i = 0; i < writes.size(); i++) {
                int part = Math.min(writes.get(i), data.length - from);
                sealing.write(data, from, part);
                from += part;
            }
            sealing.write(data, from, data.length - from);
            sealing.finish();
        }
        return out.toByteArray();
    }

    private static byte[] read(InputStream opening, List<Integer> sizes) throws IOException {
        var all = new ByteArrayOutputStream();
        for (int size : sizes) {
            var part = new byte[size];
            int read = opening.read(part);
            assertThat(read == 0).isEqualTo(size == 0);
            all.write(part, 0, Math.max(0, read));
        }
        all.writeBytes(opening.readAllBytes());
        return all.toByteArray();
    }
}
