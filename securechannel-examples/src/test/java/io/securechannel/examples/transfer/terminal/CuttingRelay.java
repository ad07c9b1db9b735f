package io.securechannel.examples.transfer.terminal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands between two ends on loopback, and cuts each connection after so many bytes of the one who calls. */
public final class CuttingRelay implements AutoCloseable {

    private final ServerSocket listener;
    private final int port;
    private final Iterator<Long> cuts;
    private final AtomicInteger made = new AtomicInteger();
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    /** Cuts the first connection after the first number, and so on; those that follow are not cut. */
    public CuttingRelay(int port, List<Long> cuts) throws IOException {
        this.port = port;
        this.cuts = cuts.iterator();
        this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        begin(this::accept);
    }

    /** How many connections were cut so far. */
    public int made() {
        return made.get();
    }

    public int port() {
        return listener.getLocalPort();
    }

    private interface Work {
        void run() throws IOException;
    }

    private void begin(Work work) {
        var thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        return; // cut, by this or by an end
                    }
                },
                "relay");
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() throws IOException {
        while (true) {
            var client = listener.accept();
            sockets.add(client);
            Socket server;
            try {
                server = new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (IOException e) {
                client.close(); // nobody listens in this moment
                continue;
            }
            sockets.add(server);
            long limit = cuts.hasNext() ? cuts.next() : Long.MAX_VALUE;
            begin(() -> copy(client, server, limit));
            begin(() -> copy(server, client, Long.MAX_VALUE));
        }
    }

    private void copy(Socket from, Socket to, long limit) throws IOException {
        try (from;
                to;
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream()) {
            var buffer = new byte[8192];
            long left = limit;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (count < 0) {
                    return;
                }
                out.write(buffer, 0, count);
                left -= count;
            }
            made.incrementAndGet();
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (var socket : sockets) {
            socket.close();
        }
    }
}
