package io.securechannel.examples.messenger.load;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import javax.net.SocketFactory;

/**
 * Sockets that connect from an address of the loopback network of their own, as clients of a real server do: its limits for one address are
 * not the load's. Where the system has 127.0.0.1 alone, they connect from there.
 */
final class LoopbackSockets extends SocketFactory {

    private static final int FIRST = 2;
    private static final int OF_A_NET = 250;

    private final InetAddress from;

    LoopbackSockets(InetAddress from) {
        this.from = from;
    }

    static InetAddress address(int number) {
        try {
            return InetAddress.getByAddress(
                    new byte[] {127, 0, (byte) (number / OF_A_NET), (byte) (FIRST + number % OF_A_NET)});
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    @Override
    public Socket createSocket() throws IOException {
        var socket = new Socket();
        try {
            socket.bind(new InetSocketAddress(from, 0));
            return socket;
        } catch (BindException e) {
            socket.close();
            return new Socket();
        }
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("a channel connects its socket by itself");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("a channel connects its socket by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("a channel connects its socket by itself");
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) {
        throw new UnsupportedOperationException("a channel connects its socket by itself");
    }
}
