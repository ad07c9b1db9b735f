package io.securechannel.internal.engine;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a client says before its first handshake message (docs/spec/noise.md, section 4). Its bytes are the prologue.
 *
 * @param protocolName of the Noise protocol
 * @param label what the channel is for, as ALPN has it; may be empty
 * @param framed whether it carries messages, or else raw bytes
 */
record NoisePreamble(String protocolName, String label, boolean framed) {

    /** How it begins. */
    static final byte[] MAGIC = "SCN1".getBytes(StandardCharsets.US_ASCII);

    private static final String FRAMED = "framed";
    private static final String RAW = "raw";
    private static final int LONGEST_FIELD = 255;

    byte[] encode() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(MAGIC);
        write(out, protocolName);
        write(out, label);
        write(out, framed ? FRAMED : RAW);
        return out.toByteArray();
    }

    private static void write(ByteArrayOutputStream out, String field) {
        var bytes = field.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_FIELD) {
            throw new IllegalArgumentException("a field of the preamble has at most 255 bytes: " + field);
        }
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    /**
     * Reads one, and leaves the buffer alone if it is not whole yet.
     *
     * @throws SecureChannelException NOT_SECURE_CHANNEL if it is something else
     */
    static Optional<NoisePreamble> read(ByteBuffer network) throws SecureChannelException {
        var in = network.duplicate();
        for (byte expected : MAGIC) {
            if (!in.hasRemaining()) {
                return Optional.empty();
            }
            if (in.get() != expected) {
                var other = FirstBytes.describe(network);
                if (other.isEmpty()) {
                    return Optional.empty();
                }
                throw new SecureChannelException(
                        Reason.NOT_SECURE_CHANNEL,
                        "the client does not speak this library's Noise transport: its first bytes look like "
                                + other.get() + ". Both ends have to use Noise, or both TLS");
            }
        }
        var name = field(in);
        var label = name.isPresent() ? field(in) : Optional.<String>empty();
        var mode = label.isPresent() ? field(in) : Optional.<String>empty();
        if (mode.isEmpty()) {
            return Optional.empty();
        }
        if (!mode.get().equals(FRAMED) && !mode.get().equals(RAW)) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "the client's preamble has a mode that is neither framed nor raw");
        }
        network.position(in.position());
        return Optional.of(new NoisePreamble(
                name.orElseThrow(), label.orElseThrow(), mode.get().equals(FRAMED)));
    }

    private static Optional<String> field(ByteBuffer in) throws SecureChannelException {
        if (!in.hasRemaining()) {
            return Optional.empty();
        }
        int length = in.get() & 0xFF;
        if (in.remaining() < length) {
            return Optional.empty();
        }
        var bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException e) {
            throw new SecureChannelException(
                    Reason.PROTOCOL_VIOLATION, "the client's preamble has a field that is not UTF-8", e);
        }
    }
}
