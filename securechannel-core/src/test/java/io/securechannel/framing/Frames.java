package io.securechannel.framing;

import io.securechannel.error.SecureChannelException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Drives a decoder over pieces and writes down what it reports, in the words of the published vectors. */
final class Frames {

    private final FrameDecoder decoder;
    private final ByteArrayOutputStream message = new ByteArrayOutputStream();
    private final List<String> report = new ArrayList<>();

    private Frames(long limit) {
        this.decoder = new FrameDecoder(limit);
    }

    static List<String> decode(long limit, List<byte[]> pieces) {
        var run = new Frames(limit);
        try {
            for (var piece : pieces) {
                run.feed(ByteBuffer.wrap(piece));
            }
            if (!run.decoder.atBoundary()) {
                run.report.add("incomplete");
            }
        } catch (SecureChannelException e) {
            run.report.add("error " + e.reason());
        }
        return run.report;
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
