package io.securechannel.examples.messenger.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.SocketFactory;

/** Sockets that can be closed from outside while somebody connects them: closing a client does not wait for a server's silence. */
final class CuttableSockets extends SocketFactory {

    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    CuttableSockets() {}

    @Override
    public Socket createSocket() throws IOException {
        open.removeIf(Socket::isClosed);
        var socket = SocketFactory.getDefault().createSocket();
        open.add(socket);
        if (closed) {
            socket.close();
        }
        return socket;
    }

    /** Closes all sockets, and those to come. */
    void close() {
        closed = true;
        for (var socket : open) {
            try {
                socket.close();
            } catch (IOException e) {
                // it was not connected, or is not any more
            }
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("only sockets that are not connected yet");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("only sockets that are not connected yet");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("only sockets that are not connected yet");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("only sockets that are not connected yet");
    }
}
