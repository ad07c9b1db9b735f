package io.securechannel.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.net.Socket;

/**
 * A connection whose wire is in hostile hands. Between the client's end and the server's end every byte passes through a
 * {@link Delivery} for its direction, which cuts, slows, groups or changes it:
 *
 * <pre>{@code
 * try (var wire = HostileWire.inMemory(Delivery.asSent(), Delivery.asSent().finAt(300))) {
 *     // the server talks over wire.server(); the client, over wire.client(), sees the end after 300 bytes
 * }
 * }</pre>
 *
 * <p>It works on sockets in memory and on real ones alike. Its two threads, named {@code hostile-wire}, end with it.
 */
public final class HostileWire implements Closeable {

    private static final long JOIN_MILLIS = 5_000;

    private final SocketPair clientSide;
    private final SocketPair serverSide;
    private final WirePump toServer;
    private final WirePump toClient;
    private final Thread[] threads;

    private HostileWire(SocketPair clientSide, SocketPair serverSide, Delivery toServer, Delivery toClient) {
        this.clientSide = clientSide;
        this.serverSide = serverSide;
        this.toServer = new WirePump(clientSide.server(), serverSide.client(), toServer);
        this.toClient = new WirePump(serverSide.client(), clientSide.server(), toClient);
        this.threads = new Thread[] {started(this.toServer), started(this.toClient)};
    }

    /**
     * Makes a wire in memory.
     *
     * @param toServer what happens to what the client sends
     * @param toClient what happens to what the server sends
     * @return the wire
     */
    public static HostileWire inMemory(Delivery toServer, Delivery toClient) {
        return new HostileWire(SocketPair.inMemory(), SocketPair.inMemory(), toServer, toClient);
    }

    /**
     * Makes a wire of two real connections over the loopback interface.
     *
     * @param toServer what happens to what the client sends
     * @param toClient what happens to what the server sends
     * @return the wire
     * @throws IOException if the system gives no sockets
     */
    public static HostileWire overLoopback(Delivery toServer, Delivery toClient) throws IOException {
        var clientSide = SocketPair.overLoopback();
        var serverSide = SocketPair.overLoopback();
        for (var socket : new Socket[] {clientSide.server(), serverSide.client()}) {
            socket.setTcpNoDelay(true);
        }
        return new HostileWire(clientSide, serverSide, toServer, toClient);
    }

    /** {@return the socket for the client's channel} */
    public Socket client() {
        return clientSide.client();
    }

    /** {@return the socket for the server's channel} */
    public Socket server() {
        return serverSide.server();
    }

    /**
     * Changes the script for what the client sends; its offsets count from there. Where it is to end the stream at offset
     * zero, that happens when the next byte comes.
     *
     * @param after how many bytes of the client come under the old script, for instance the {@code networkBytesSent} of its
     *     statistics
     * @param script the new one
     */
    public void toServer(long after, Delivery script) {
        toServer.switchTo(after, script);
    }

    /**
     * Changes the script for what the server sends, as {@link #toServer} does.
     *
     * @param after how many bytes of the server come under the old script
     * @param script the new one
     */
    public void toClient(long after, Delivery script) {
        toClient.switchTo(after, script);
    }

    /** {@return how many bytes have reached the server} */
    public long deliveredToServer() {
        return toServer.delivered();
    }

    /** {@return how many bytes have reached the client} */
    public long deliveredToClient() {
        return toClient.delivered();
    }

    /** Closes all ends, and waits for the threads to end. */
    @Override
    public void close() throws IOException {
        try (clientSide) {
            serverSide.close();
        }
        for (var thread : threads) {
            try {
                thread.join(JOIN_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private static Thread started(WirePump pump) {
        var thread = new Thread(pump, "hostile-wire");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
