package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A server's answer to a preamble that it does not accept (docs/spec/noise.md, section 4): what it would have accepted. Nobody has
 * authenticated it, so it only ever makes an error clearer.
 *
 * @param what did not fit
 * @param accepted what would have, at most 16 names
 */
record NoiseRefusal(What what, List<String> accepted) {

    static final int BEGINS = 1;
    private static final int MOST_NAMES = 16;

    /** What of the preamble is not accepted. */
    enum What {
        PROTOCOL(1),
        LABEL(2),
        MODE(3),
        CODE(4);

        private final int code;

        What(int code) {
            this.code = code;
        }
    }

    byte[] encode() {
        var out = new ByteArrayOutputStream();
        out.write(BEGINS);
        out.write(what.code);
        var names = accepted.subList(0, Math.min(MOST_NAMES, accepted.size()));
        out.write(names.size());
        for (var name : names) {
            var bytes = name.getBytes(StandardCharsets.UTF_8);
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        return out.toByteArray();
    }

    /** Reads what follows the first byte; empty if it is not whole. */
    static Optional<NoiseRefusal> read(ByteBuffer in) throws SecureChannelException {
        if (in.remaining() < 2) {
            return Optional.empty();
        }
        int code = in.get();
        int count = in.get() & 0xFF;
        var what = List.of(What.values()).stream()
                .filter(each -> each.code == code)
                .findFirst()
                .orElseThrow(NoiseRefusal::malformed);
        if (count > MOST_NAMES) {
            throw malformed();
        }
        var names = new ArrayList<String>();
        for (int i = 0; i < count; i++) {
            if (!in.hasRemaining()) {
                return Optional.empty();
            }
            int length = in.get() & 0xFF;
            if (in.remaining() < length) {
                return Optional.empty();
            }
            var bytes = new byte[length];
            in.get(bytes);
            names.add(printable(bytes));
        }
        return Optional.of(new NoiseRefusal(what, names));
    }

    /** The error that it makes at the client. */
    SecureChannelException error(NoisePreamble sent) {
        return switch (what) {
            case PROTOCOL ->
                new SecureChannelException(
                        Reason.NO_COMMON_SUITE,
                        "the server does not accept " + sent.protocolName() + "; it says that it accepts " + accepted
                                + ", which nobody has authenticated. A server that requires keys of its clients takes IK and XX,"
                                + " one without a key NN; psk is a shared secret, hfs the post-quantum key exchange");
            case LABEL ->
                new SecureChannelException(
                        Reason.ALPN_MISMATCH,
                        "the server refuses the application protocol " + words(sent.label())
                                + "; it says that it speaks " + words(accepted)
                                + " (applicationProtocols), which nobody has authenticated");
            case MODE ->
                new SecureChannelException(
                        Reason.ALPN_MISMATCH,
                        (sent.framed()
                                        ? "the server says that it has Framing.none(), and this side has messages"
                                        : "the server says that it has messages, and this side has Framing.none()")
                                + ", which nobody has authenticated: set both alike");
            case CODE ->
                new SecureChannelException(
                        Reason.CODE_REFUSED,
                        "the server says that its code has been used, which nobody has authenticated: another channel has"
                                + " used it, or somebody has guessed at it. Ask for a new one and connect again");
        };
    }

    /** {@return names for people, of whom one may be empty} */
    static List<String> words(List<String> names) {
        return names.stream().map(NoiseRefusal::words).toList();
    }

    /** {@return a name for people, whoever has sent it} */
    static String words(String name) {
        return name.isEmpty() ? "none" : printable(name.getBytes(StandardCharsets.UTF_8));
    }

    private static String printable(byte[] bytes) {
        var text = new StringBuilder();
        for (byte each : bytes) {
            text.append(each > 0x20 && each < 0x7F ? (char) each : '?');
        }
        return text.toString();
    }

    private static SecureChannelException malformed() {
        return new SecureChannelException(
                Reason.PROTOCOL_VIOLATION, "the server refuses, and its refusal is malformed");
    }
}
