package io.securechannel.internal.pki.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * One request over one connection, by HTTP/1.0 (RFC 1945), whose answers end with the connection or after Content-Length.
 * Redirects are not followed, proxies not used. One limit holds from the first packet to the last octet, however slowly they
 * come; names are looked up before ({@link HttpHost}).
 */
public final class HttpFetch {

    private static final int BUFFER = 8 << 10;

    private HttpFetch() {}

    /**
     * Gets something.
     *
     * @param host where it is
     * @param largest the most octets that are taken
     * @param limit until when
     * @return the content of an answer with the status 200
     * @throws IOException that says in words what there was instead
     */
    public static byte[] get(HttpHost host, int largest, TimeLimit limit) throws IOException {
        return fetch(host, head("GET", host.address(), ""), new byte[0], largest, limit);
    }

    /**
     * Posts something.
     *
     * @param host where to
     * @param mediaType what is posted
     * @param content the octets
     * @param largest the most octets that are taken back
     * @param limit until when
     * @return the content of an answer with the status 200
     * @throws IOException that says in words what there was instead
     */
    public static byte[] post(HttpHost host, String mediaType, byte[] content, int largest, TimeLimit limit)
            throws IOException {
        var fields = "Content-Type: " + mediaType + "\r\nContent-Length: " + content.length + "\r\n";
        return fetch(host, head("POST", host.address(), fields), content, largest, limit);
    }

    private static String head(String method, HttpAddress address, String fields) {
        return method + " " + address.target() + " HTTP/1.0\r\nHost: " + address.authority()
                + "\r\nConnection: close\r\n" + fields + "\r\n";
    }

    private static byte[] fetch(HttpHost host, String head, byte[] content, int largest, TimeLimit limit)
            throws IOException {
        var bytes = head.getBytes(StandardCharsets.US_ASCII);
        var request = ByteBuffer.allocate(bytes.length + content.length)
                .put(bytes)
                .put(content)
                .flip();
        var addresses = host.known();
        IOException failure = null;
        for (int i = 0; i < addresses.size() && (i == 0 || !limit.passed()); i++) {
            try {
                return exchange(
                        new InetSocketAddress(addresses.get(i), host.address().port()),
                        request.duplicate(),
                        new HttpAnswer(largest),
                        limit.share(addresses.size() - i));
            } catch (IOException e) {
                if (failure != null) {
                    e.addSuppressed(failure);
                }
                failure = e;
            }
        }
        throw failure == null ? new UnknownHostException("no address is known for the host") : failure;
    }

    private static byte[] exchange(InetSocketAddress host, ByteBuffer request, HttpAnswer answer, TimeLimit limit)
            throws IOException {
        // Closed in the other order: the channel's end is complete when the selector has let go of it.
        try (var selector = Selector.open();
                var channel = SocketChannel.open()) {
            channel.configureBlocking(false);
            var key = channel.register(selector, 0);
            channel.connect(host);
            while (!channel.finishConnect()) {
                await(selector, key, SelectionKey.OP_CONNECT, limit);
            }
            while (request.hasRemaining()) {
                if (channel.write(request) == 0) {
                    await(selector, key, SelectionKey.OP_WRITE, limit);
                }
            }
            var buffer = ByteBuffer.allocate(BUFFER);
            while (!answer.isComplete()) {
                int read = channel.read(buffer.clear());
                if (read < 0) {
                    return answer.ended();
                }
                if (read == 0) {
                    await(selector, key, SelectionKey.OP_READ, limit);
                }
                answer.take(buffer.flip());
                requireTime(limit); // octets that keep coming leave no other moment to look
            }
            return answer.ended();
        }
    }

    private static void await(Selector selector, SelectionKey key, int operation, TimeLimit limit) throws IOException {
        requireTime(limit);
        key.interestOps(operation);
        selector.select(Math.max(1, limit.nanosLeft() / 1_000_000));
        selector.selectedKeys().clear();
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("the thread was interrupted");
        }
    }

    private static void requireTime(TimeLimit limit) throws IOException {
        if (limit.passed()) {
            throw new InterruptedIOException("no whole answer in the time that there was");
        }
    }
}
