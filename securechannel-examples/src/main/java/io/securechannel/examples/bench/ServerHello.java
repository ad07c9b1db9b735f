package io.securechannel.examples.bench;

import io.securechannel.examples.tap.Direction;
import io.securechannel.examples.tap.Observer;
import io.securechannel.examples.tap.Tap;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Optional;

/** Reads from the wire which group was agreed on: JSSE does not tell. */
final class ServerHello {

    private static final int HANDSHAKE = 22;
    private static final int SERVER_HELLO = 2;
    private static final int VERSION_AND_RANDOM = 34;
    private static final int SUITE_AND_COMPRESSION = 3;
    private static final int KEY_SHARE = 51;

    private ServerHello() {}

    /** {@return what a contender's ends agree on, by a connection through a tap} */
    static String negotiated(Contender contender) throws IOException {
        var seen = new ByteArrayOutputStream();
        Observer observer = (connection, direction, bytes) -> {
            if (direction == Direction.SERVER_TO_CLIENT) {
                seen.writeBytes(bytes);
            }
        };
        try (var listening = contender.listen();
                var tap = Tap.open(
                        0,
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()),
                        observer);
                var link = Link.open(contender, listening, tap.port(), Contender.Mode.STREAM)) {
            var protocol = link.client().protocol();
            return group(seen.toByteArray())
                    .map(ServerHello::name)
                    .filter(group -> !protocol.endsWith(group))
                    .map(group -> protocol + " " + group)
                    .orElse(protocol);
        }
    }

    /**
     * {@return the group of the key exchange, by its number; empty if these bytes are not a ServerHello of TLS 1.3}
     *
     * <pre>
     * type (1) version (2) length (2)                             RFC 8446, section 5.1
     * type (1) length (3)                                         section 4
     * version (2) random (32) session (1 + n) suite (2) compression (1)
     * length (2), and extensions: type (2) length (2) data        sections 4.1.3 and 4.2
     * key_share: group (2) length (2) key                         section 4.2.8
     * </pre>
     *
     * @param fromServer the first bytes of the server
     */
    static Optional<Integer> group(byte[] fromServer) {
        var in = ByteBuffer.wrap(fromServer);
        try {
            if (in.get() != HANDSHAKE || in.getInt() < 0 || in.get() != SERVER_HELLO) {
                return Optional.empty();
            }
            skip(in, 3 + VERSION_AND_RANDOM);
            skip(in, in.get() & 0xFF);
            skip(in, SUITE_AND_COMPRESSION);
            int end = (in.getShort() & 0xFFFF) + in.position();
            while (in.position() < end) {
                int type = in.getShort() & 0xFFFF;
                int length = in.getShort() & 0xFFFF;
                if (type == KEY_SHARE) {
                    return Optional.of(in.getShort() & 0xFFFF);
                }
                skip(in, length);
            }
            return Optional.empty();
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
    }

    /** By the registry "TLS Supported Groups". */
    private static String name(int group) {
        return switch (group) {
            case 0x0017 -> "secp256r1";
            case 0x001D -> "x25519";
            case 0x11EC -> "X25519MLKEM768";
            default -> String.format("group 0x%04x", group);
        };
    }

    private static void skip(ByteBuffer in, int count) {
        if (count > in.remaining()) {
            throw new BufferUnderflowException();
        }
        in.position(in.position() + count);
    }
}
