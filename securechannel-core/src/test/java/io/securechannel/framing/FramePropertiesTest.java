package io.securechannel.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Whatever is written is read, however it is cut; whatever else comes is refused in one way. */
@Tag("verify")
class FramePropertiesTest {

    private static final FrameType[] BETWEEN = {FrameType.PING, FrameType.PONG, FrameType.PAD};

    @Property(tries = 400)
    void whatIsWrittenIsReadHoweverItIsCut(
            @ForAll @Size(max = 6) List<@Size(max = 400) byte[]> messages,
            @ForAll @IntRange(min = 1, max = 500) int piece,
            @ForAll long seed) {
        var random = new Random(seed);
        var expected = new ArrayList<String>();
        var stream = new ByteArrayOutputStream();
        var encoder = new FrameEncoder();
        for (var message : messages) {
            write(encoder, message, random, stream, expected);
        }
        assertThat(Frames.decode(1_000, Frames.cut(stream.toByteArray(), piece)))
                .isEqualTo(expected);
        assertThat(Frames.decode(1_000, Frames.oneByOne(stream.toByteArray()))).isEqualTo(expected);
    }

    @Property(tries = 2_000)
    void randomBytesAreReadOrRefusedInOneWay(@ForAll @Size(max = 300) byte[] bytes) {
        assertThat(Frames.decode(200, List.of(bytes))).isEqualTo(Frames.decode(200, Frames.oneByOne(bytes)));
    }

    @Property(tries = 2_000)
    void randomFramesAreReadOrRefusedInOneWay(
            @ForAll @Size(max = 8) List<@Size(max = 20) byte[]> payloads, @ForAll long seed) {
        var random = new Random(seed);
        var stream = new ByteArrayOutputStream();
        for (var payload : payloads) {
            stream.writeBytes(new byte[] {(byte) random.nextInt(8), 0, 0, (byte) payload.length});
            stream.writeBytes(payload);
        }
        var bytes = stream.toByteArray();
        var expected = Frames.decode(30, List.of(bytes));
        assertThat(Frames.decode(30, Frames.oneByOne(bytes))).isEqualTo(expected);
        assertThat(Frames.decodeQuickly(30, List.of(bytes))).isEqualTo(expected);
        assertThat(Frames.decodeQuickly(30, Frames.cut(bytes, 7))).isEqualTo(expected);
    }

    @Property(tries = 300)
    void aCloseIsReadAsItWasWritten(
            @ForAll @IntRange(max = 0xFFFF) int code,
            @ForAll @Size(max = 100) List<@IntRange(max = 0xD7FF) Integer> text)
            throws SecureChannelException {
        var words = new StringBuilder();
        text.forEach(words::appendCodePoint);
        var reason = new CloseReason(code, words.toString());
        var out = ByteBuffer.allocate(600);
        new FrameEncoder().close(reason, out);
        var decoder = new FrameDecoder(1);
        assertThat(decoder.next(out.flip())).isEqualTo(FrameDecoder.Event.CLOSE);
        assertThat(decoder.closeReason()).isEqualTo(reason);
    }

    private static void write(
            FrameEncoder encoder, byte[] message, Random random, ByteArrayOutputStream out, List<String> expected) {
        int at = 0;
        while (at < message.length && random.nextBoolean()) {
            int length = 1 + random.nextInt(message.length - at);
            fragment(encoder, message, at, length, false, out);
            at += length;
            between(encoder, random, out, expected);
        }
        fragment(encoder, message, at, message.length - at, true, out);
        expected.add(("message " + HexFormat.of().formatHex(message)).strip());
        between(encoder, random, out, expected);
    }

    private static void fragment(
            FrameEncoder encoder, byte[] message, int at, int length, boolean last, ByteArrayOutputStream out) {
        var header = ByteBuffer.allocate(FrameEncoder.HEADER_LENGTH);
        encoder.dataHeader(length, last, header);
        out.writeBytes(header.array());
        out.writeBytes(Arrays.copyOfRange(message, at, at + length));
        assertThat(encoder.messageOpen()).isEqualTo(!last);
    }

    private static void between(FrameEncoder encoder, Random random, ByteArrayOutputStream out, List<String> expected) {
        if (random.nextBoolean()) {
            return;
        }
        var type = BETWEEN[random.nextInt(BETWEEN.length)];
        var payload = new byte[random.nextInt(65)];
        random.nextBytes(payload);
        var frame = ByteBuffer.allocate(FrameEncoder.HEADER_LENGTH + payload.length);
        encoder.control(type, payload, frame);
        out.writeBytes(frame.array());
        if (type != FrameType.PAD) {
            expected.add((type.name().toLowerCase(java.util.Locale.ROOT) + " "
                            + HexFormat.of().formatHex(payload))
                    .strip());
        }
    }
}
