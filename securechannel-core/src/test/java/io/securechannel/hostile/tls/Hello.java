package io.securechannel.hostile.tls;

import io.securechannel.hostile.tls.KeyExchange.Group;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What is needed of the other side's hello (RFC 8446, sections 4.1.2 and 4.1.3). */
@SuppressWarnings("ArrayRecordComponent")
record Hello(byte[] sessionId, Map<Integer, byte[]> extensions) {

    private static final int RANDOM_LENGTH = 32;

    static Hello parse(byte[] message) {
        var view = ByteBuffer.wrap(message);
        view.position(4 + 2 + RANDOM_LENGTH);
        var sessionId = bytes(view, view.get() & 0xFF);
        if (Messages.type(message) == HandshakeType.CLIENT_HELLO) {
            bytes(view, view.getShort() & 0xFFFF); // the suites
            bytes(view, view.get() & 0xFF); // the compression methods
        } else {
            bytes(view, 3); // the suite and the compression method
        }
        var extensions = new HashMap<Integer, byte[]>();
        view.limit(view.getShort() + view.position());
        while (view.hasRemaining()) {
            int type = view.getShort() & 0xFFFF;
            extensions.put(type, bytes(view, view.getShort() & 0xFFFF));
        }
        return new Hello(sessionId, extensions);
    }

    /** {@return the first of the client's shares for a group that is spoken here} */
    Optional<Share> clientShare() {
        var view = ByteBuffer.wrap(extensions.get(Messages.KEY_SHARE));
        view.getShort(); // the length of them all
        while (view.hasRemaining()) {
            var share = share(view);
            if (share.isPresent()) {
                return share;
            }
        }
        return Optional.empty();
    }

    /** {@return the server's share} */
    Optional<Share> serverShare() {
        return share(ByteBuffer.wrap(extensions.get(Messages.KEY_SHARE)));
    }

    private static Optional<Share> share(ByteBuffer view) {
        int number = view.getShort() & 0xFFFF;
        var exchange = bytes(view, view.getShort() & 0xFFFF);
        return Arrays.stream(Group.values())
                .filter(group -> group.number == number)
                .findFirst()
                .map(group -> new Share(group, exchange));
    }

    private static byte[] bytes(ByteBuffer view, int length) {
        var result = new byte[length];
        view.get(result);
        return result;
    }

    /** A key share (section 4.2.8). */
    @SuppressWarnings("ArrayRecordComponent")
    record Share(Group group, byte[] exchange) {}
}
