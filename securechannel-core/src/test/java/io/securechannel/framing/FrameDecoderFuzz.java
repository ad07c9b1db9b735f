package io.securechannel.framing;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/** Frames mean the same however the network cuts them, the quick way reads what the other does, and only the two documented errors come. */
class FrameDecoderFuzz extends FuzzTarget {

    private static final int LIMIT = 1_000;

    @Override
    protected List<byte[]> seeds() {
        var out = ByteBuffer.allocate(2_000);
        var encoder = new FrameEncoder();
        encoder.dataHeader(3, true, out);
        out.put(utf8("abc"));
        encoder.dataHeader(2, false, out);
        out.put(utf8("de"));
        encoder.control(FrameType.PING, utf8("ping"), out);
        encoder.dataHeader(0, true, out);
        encoder.control(FrameType.AUTH, utf8("login"), out);
        encoder.control(FrameType.PONG, new byte[0], out);
        out.put(new byte[] {(byte) FrameType.PAD.code(), 0, 0, 2, 0, 0});
        encoder.close(new CloseReason(CloseReason.NORMAL, "bye"), out);
        var all = new byte[out.position()];
        out.flip().get(all);
        return List.of(FuzzInput.of(0, all), FuzzInput.of(7, all), FuzzInput.of(1, new byte[] {0, (byte) 255, 0, 0}));
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("frames", "quickly");
    }

    @Override
    protected boolean mayRefuse(int seed) {
        return seed == 2;
    }

    @Override
    protected long mostAnyway() {
        return LITTLE;
    }

    @Override
    protected void run(byte[] input) {
        var in = new FuzzInput(input);
        int size = 1 + in.octet();
        var bytes = in.rest();
        var whole = Frames.decode(LIMIT, List.of(bytes));
        assertThat(Frames.decode(LIMIT, Frames.cut(bytes, size))).isEqualTo(whole);
        assertThat(whole)
                .allMatch(each -> !each.startsWith("error")
                        || each.equals("error PROTOCOL_VIOLATION")
                        || each.equals("error MESSAGE_TOO_LARGE"));
        var quick = quickly(bytes);
        assertThat(whole.subList(0, quick.size())).isEqualTo(quick);
        if (whole.size() > 1) {
            reached("frames");
        }
        if (!quick.isEmpty()) {
            reached("quickly");
        }
    }

    /** The messages at the beginning. */
    private static List<String> quickly(byte[] bytes) {
        var decoder = new FrameDecoder(LIMIT);
        var buffer = ByteBuffer.wrap(bytes);
        var found = new ArrayList<String>();
        for (var message = decoder.wholeMessage(buffer); message != null; message = decoder.wholeMessage(buffer)) {
            found.add(("message " + HexFormat.of().formatHex(message)).strip());
        }
        return found;
    }
}
