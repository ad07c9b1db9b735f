package io.securechannel.examples.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Sockets without any protection: the floor. */
record PlainContender(String name) implements Contender {

    @Override
    public boolean secure() {
        return false;
    }

    @Override
    public boolean takesPartIn(String workload) {
        return Contender.super.takesPartIn(workload) && !workload.equals(Handshakes.RESUMED);
    }

    @Override
    public ServerSocket listen() throws IOException {
        return new ServerSocket(0, Link.BACKLOG, InetAddress.getLoopbackAddress());
    }

    @Override
    public End accept(ServerSocket listening, Mode mode) throws IOException {
        return end(listening.accept());
    }

    @Override
    public End connect(int port, Mode mode) throws IOException {
        return end(new Socket("localhost", port));
    }

    private static End end(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        return new SocketEnd(socket, TlsSocketContender.DEFAULT_BUFFER, "unprotected", false);
    }
}
