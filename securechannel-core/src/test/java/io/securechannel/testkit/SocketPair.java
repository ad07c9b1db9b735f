package io.securechannel.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Two sockets that are connected to each other, in memory or over the loopback interface:
 *
 * <pre>{@code
 * try (var sockets = SocketPair.inMemory()) {
 *     sockets.client().getOutputStream().write(1);
 *     int octet = sockets.server().getInputStream().read();
 * }
 * }</pre>
 *
 * <p>The sockets in memory behave as TCP does on Linux: buffers are bounded, so that a peer that does not read blocks the
 * writer; {@code soTimeout}, {@code shutdownInput} and {@code shutdownOutput} work; a close is seen as the end of the stream,
 * or as a reset where SO_LINGER is zero, and makes the peer's writes fail; blocked threads take no notice of interruption, but wake
 * up when their socket is closed. Each pair has ports of its own, so that TLS sessions are not resumed between pairs.
 *
 * @param client the end that connected
 * @param server the end that accepted
 */
public record SocketPair(Socket client, Socket server) implements Closeable {

    /** What the sockets in memory buffer in each direction unless told otherwise, in bytes. */
    public static final int DEFAULT_CAPACITY = 64 << 10;

    private static final AtomicInteger PORTS = new AtomicInteger();

    /** {@return a pair in memory, which buffers {@link #DEFAULT_CAPACITY} in each direction} */
    public static SocketPair inMemory() {
        return inMemory(DEFAULT_CAPACITY);
    }

    /**
     * Makes a pair in memory.
     *
     * @param capacity how many bytes each direction buffers before its writer blocks; at least 1
     * @return the pair
     */
    public static SocketPair inMemory(int capacity) {
        var toServer = new MemoryPipe(capacity);
        var toClient = new MemoryPipe(capacity);
        int number = PORTS.getAndAdd(2) & 0x7FFE;
        int clientPort = 0x8000 + number;
        int serverPort = clientPort + 1;
        return new SocketPair(
                new MemorySocket(toClient, toServer, clientPort, serverPort),
                new MemorySocket(toServer, toClient, serverPort, clientPort));
    }

    /**
     * Makes a pair of real sockets over the loopback interface, with the system's buffers.
     *
     * @return the pair
     * @throws IOException if the system gives no sockets
     */
    public static SocketPair overLoopback() throws IOException {
        return overLoopback(0);
    }

    /**
     * Makes a pair of real sockets over the loopback interface.
     *
     * @param bufferSize what to ask for as size of the buffers, of which the system makes what it likes; zero for its own
     * @return the pair
     * @throws IOException if the system gives no sockets
     */
    public static SocketPair overLoopback(int bufferSize) throws IOException {
        try (var listening = new ServerSocket()) {
            if (bufferSize > 0) {
                listening.setReceiveBufferSize(bufferSize);
            }
            listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            var client = new Socket();
            try {
                if (bufferSize > 0) {
                    client.setReceiveBufferSize(bufferSize);
                    client.setSendBufferSize(bufferSize);
                }
                client.connect(listening.getLocalSocketAddress());
                var server = listening.accept();
                if (bufferSize > 0) {
                    server.setSendBufferSize(bufferSize);
                }
                return new SocketPair(client, server);
            } catch (IOException e) {
                client.close();
                throw e;
            }
        }
    }

    /**
     * Breaks a connection off as a crash does: by a reset.
     *
     * @param socket either end; it is closed
     * @throws IOException if the socket cannot be closed
     */
    public static void reset(Socket socket) throws IOException {
        if (!socket.isClosed()) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }

    /** Closes both ends. */
    @Override
    public void close() throws IOException {
        try (client) {
            server.close();
        }
    }
}
