package io.securechannel.examples.bench;

import com.southernstorm.noise.protocol.HandshakeState;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Arrays;

/** org.signal.forks:noise-java over a socket, as its users write it: each message behind a length of two bytes. */
final class NoiseJavaContender implements Contender {

    private static final int KEY = 32;
    private static final int MOST = 65_535;

    private final String name;
    private final String protocol;
    private final boolean serverIsKnown;
    private final byte[] clientKey = RawSlot.random(KEY);
    private final byte[] serverKey = RawSlot.random(KEY);

    /**
     * @param name for reports
     * @param pattern XX or IK
     * @param cipher as in the name of a protocol
     */
    NoiseJavaContender(String name, String pattern, String cipher) {
        this.name = name;
        this.protocol = "Noise_" + pattern + "_25519_" + cipher + "_SHA256";
        this.serverIsKnown = pattern.equals("IK");
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String suite() {
        return protocol;
    }

    @Override
    public boolean takesPartIn(String workload) {
        return Contender.super.takesPartIn(workload)
                && !workload.equals(Handshakes.RESUMED)
                && (!serverIsKnown || workload.equals(Handshakes.FULL));
    }

    @Override
    public ServerSocket listen() throws IOException {
        return new ServerSocket(0, Link.BACKLOG, InetAddress.getLoopbackAddress());
    }

    @Override
    public End accept(ServerSocket listening, Mode mode) throws IOException {
        return handshake(listening.accept(), HandshakeState.RESPONDER);
    }

    @Override
    public End connect(int port, Mode mode) throws IOException {
        return handshake(new Socket("localhost", port), HandshakeState.INITIATOR);
    }

    private End handshake(Socket socket, int role) throws IOException {
        socket.setTcpNoDelay(true);
        try {
            var handshake = new HandshakeState(protocol, role);
            boolean initiator = role == HandshakeState.INITIATOR;
            handshake.getLocalKeyPair().setPrivateKey(initiator ? clientKey : serverKey, 0);
            if (initiator && serverIsKnown) {
                handshake.getRemotePublicKey().setPublicKey(publicKey(), 0);
            }
            handshake.start();
            exchange(handshake, new DataInputStream(socket.getInputStream()), socket);
            requireKey(handshake, initiator);
            var ciphers = handshake.split();
            handshake.destroy();
            var out = new NoiseJavaStreams.Output(socket.getOutputStream(), ciphers.getSender());
            var in = new NoiseJavaStreams.Input(socket.getInputStream(), ciphers.getReceiver());
            return new SocketEnd(
                    socket, TlsSocketContender.DEFAULT_BUFFER, protocol, new SocketEnd.Streams(in, out), false);
        } catch (GeneralSecurityException e) {
            throw new IOException("the handshake of " + protocol + " failed", e);
        }
    }

    private static void exchange(HandshakeState handshake, DataInputStream in, Socket socket)
            throws IOException, GeneralSecurityException {
        var message = new byte[2 + MOST];
        var nothing = new byte[MOST];
        while (true) {
            switch (handshake.getAction()) {
                case HandshakeState.WRITE_MESSAGE -> {
                    int length = handshake.writeMessage(message, 2, nothing, 0, 0);
                    message[0] = (byte) (length >>> Byte.SIZE);
                    message[1] = (byte) length;
                    new DataOutputStream(socket.getOutputStream()).write(message, 0, 2 + length);
                }
                case HandshakeState.READ_MESSAGE -> {
                    int length = in.readUnsignedShort();
                    in.readFully(message, 0, length);
                    handshake.readMessage(message, 0, length, nothing, 0);
                }
                case HandshakeState.SPLIT -> {
                    return;
                }
                default -> throw new IOException("the handshake is in the state " + handshake.getAction());
            }
        }
    }

    /** Both ends check the other's key, as this library does. */
    private void requireKey(HandshakeState handshake, boolean initiator) throws IOException {
        var shown = new byte[KEY];
        handshake.getRemotePublicKey().getPublicKey(shown, 0);
        var expected = new byte[KEY];
        org.bouncycastle.math.ec.rfc7748.X25519.generatePublicKey(initiator ? serverKey : clientKey, 0, expected, 0);
        if (!Arrays.equals(shown, expected)) {
            throw new IOException("another key than expected");
        }
    }

    private byte[] publicKey() {
        var key = new byte[KEY];
        org.bouncycastle.math.ec.rfc7748.X25519.generatePublicKey(serverKey, 0, key, 0);
        return key;
    }
}
