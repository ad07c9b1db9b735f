package io.securechannel.peers;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryType;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * Sends one message of so many bytes from a client to a server, both in this process, and prints what the server got:
 * {@code BYTES SENT-HASH RECEIVED-HASH MILLISECONDS}, and for information the peak of the heap. {@link LargeStreamIT} runs
 * it with little memory.
 */
final class LargeStreamMain {

    private LargeStreamMain() {}

    public static void main(String[] arguments) throws Exception {
        long length = Long.parseLong(arguments[0]);
        var ca = TestCa.create("Large Stream Root");
        var serverConfig = ServerConfig.tls(TlsContextFactory.forServer(ca.server("localhost")))
                .build();
        var clientConfig = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(ca.certificate())))
                .build();
        var anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (var server = SecureChannelServer.listen(anyPort, serverConfig, LargeStreamMain::receive);
                var channel = SecureChannel.connect("localhost", server.port(), clientConfig)) {
            var content = new DigestInputStream(new Pattern(length), MessageDigest.getInstance("SHA-256"));
            long start = System.nanoTime();
            channel.send(content);
            var received = channel.receiveText().orElseThrow();
            long millis = (System.nanoTime() - start) / 1_000_000;
            var sent = HexFormat.of().formatHex(content.getMessageDigest().digest());
            System.out.printf("RESULT %s %s %d %d%n", sent, received, millis, peakHeap() >> 20);
        }
    }

    /** Answers a streamed message with its length and its hash. */
    private static void receive(SecureChannel channel) throws IOException {
        try {
            var hash = MessageDigest.getInstance("SHA-256");
            var buffer = new byte[64 << 10];
            long length = 0;
            var message = channel.receiveStream().orElseThrow();
            for (int count = message.read(buffer); count >= 0; count = message.read(buffer)) {
                hash.update(buffer, 0, count);
                length += count;
            }
            channel.sendText(length + " " + HexFormat.of().formatHex(hash.digest()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static long peakHeap() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .mapToLong(pool -> pool.getPeakUsage().getUsed())
                .sum();
    }

    /** Eight bytes of each block say which it is, so that a block out of place changes the hash. */
    private static final class Pattern extends InputStream {

        private static final int BLOCK = 4_096;

        private final ByteBuffer block = ByteBuffer.allocate(BLOCK);
        private long left;
        private long number;

        Pattern(long length) {
            this.left = length;
            block.position(BLOCK);
        }

        @Override
        public int read() {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (left == 0) {
                return -1;
            }
            if (!block.hasRemaining()) {
                block.clear().putLong(0, number++);
            }
            int count = (int) Math.min(left, Math.min(length, block.remaining()));
            block.get(bytes, offset, count);
            left -= count;
            return count;
        }
    }
}
