package io.securechannel.examples.demo;

import static io.securechannel.examples.tap.Direction.CLIENT_TO_SERVER;
import static io.securechannel.examples.tap.Tampering.Kind.FLIP;

import io.securechannel.examples.tap.Tampering;
import io.securechannel.examples.tap.Tap;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.concurrent.FutureTask;

/** The same without the library. */
final class PlainSocket {

    private static final int PATIENCE_MILLIS = 10_000;

    private PlainSocket() {}

    /** Sends bytes through a tap, and returns what arrived. */
    static byte[] send(byte[] bytes, Recording recording, Optional<Tampering> order)
            throws IOException, InterruptedException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var tap = Tap.open(0, Transfer.loopback(server.getLocalPort()), recording)) {
            server.setSoTimeout(PATIENCE_MILLIS);
            order.ifPresent(tap::tamper);
            var arriving = new FutureTask<>(() -> take(server));
            new Thread(arriving, "plain-server").start();
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), tap.port())) {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
                return Transfer.result(arriving);
            }
        }
    }

    /** Sends bytes through a tap that changes the one in their middle, and returns how many arrived changed. */
    static int sendChanged(byte[] bytes) throws IOException, InterruptedException {
        var order = new Tampering(FLIP, CLIENT_TO_SERVER, bytes.length / 2);
        return Attack.differences(send(bytes, new Recording(), Optional.of(order)), bytes);
    }

    private static byte[] take(ServerSocket server) throws IOException {
        try (var socket = server.accept()) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            return socket.getInputStream().readAllBytes();
        }
    }
}
