package io.securechannel.framing;

import io.securechannel.error.SecureChannelException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Drives a decoder over pieces and writes down what it reports, in the words of the published vectors. */
final class Frames {

    private final FrameDecoder decoder;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final List<String> report = new ArrayList<>();

    private final boolean quick;

    private Frames(long limit, boolean quick) {
        this.decoder = new FrameDecoder(limit);
        this.quick = quick;
    }

    static List<String> decode(long limit, List<byte[]> pieces) {
        return new Frames(limit, false).decode(pieces);
    }

    /** Takes messages whole where the decoder lets it, as a channel does. */
    static List<String> decodeQuickly(long limit, List<byte[]> pieces) {
        return new Frames(limit, true).decode(pieces);
    }

    private List<String> decode(List<byte[]> pieces) {
        try {
            for (var piece : pieces) {
                feed(ByteBuffer.wrap(piece));
            }
            if (!decoder.atBoundary()) {
                report.add("incomplete");
            }
        } catch (SecureChannelException e) {
            report.add("error " + e.reason());
        }
        return report;
    }

    static List<byte[]> oneByOne(byte[] bytes) {
        return cut(bytes, 1);
    }

    static List<byte[]> cut(byte[] bytes, int size) {
        var pieces = new ArrayList<byte[]>();
        for (int at = 0; at < bytes.length; at += size) {
            pieces.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
        }
        return pieces;
    }

    private void feed(ByteBuffer piece) throws SecureChannelException {
        while (true) {
            for (var whole = whole(piece); whole != null; whole = whole(piece)) {
                report("message", whole);
            }
            switch (decoder.next(piece)) {
                case NEED_BYTES -> {
                    return;
                }
                case DATA -> take(piece);
                case MESSAGE_END -> {
                    report("message", message.toByteArray());
                    message.reset();
                }
                case PING -> report("ping", decoder.payload());
                case PONG -> report("pong", decoder.payload());
                case AUTH -> report("auth", decoder.payload());
                case CLOSE -> {
                    var reason = decoder.closeReason();
                    report.add(("close " + reason.code() + " " + reason.text()).strip());
                }
            }
        }
    }

    private byte @Nullable [] whole(ByteBuffer piece) {
        return quick ? decoder.wholeMessage(piece) : null;
    }

    private void take(ByteBuffer piece) {
        var part = new byte[Math.min(piece.remaining(), decoder.dataRemaining())];
        piece.get(part);
        message.writeBytes(part);
        decoder.dataTaken(part.length);
    }

    private void report(String what, byte[] payload) {
        report.add((what + " " + HexFormat.of().formatHex(payload)).strip());
    }
}
