package io.securechannel;

import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseHandshake;
import io.securechannel.noise.NoiseTransport;
import io.securechannel.noise.OneTimeCode;
import io.securechannel.noise.internal.NoiseSides;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** An end of NN written by hand: it does the handshake as it should, and then sends the records that a test wants. */
final class NoiseByHand implements Closeable {

    static final int DATA = 0;
    static final int CONFIRM = 1;
    static final int CODE = 4;

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final NoiseTransport transport;

    private NoiseByHand(Socket socket, DataInputStream in, DataOutputStream out, NoiseTransport transport) {
        this.socket = socket;
        this.in = in;
        this.out = out;
        this.transport = transport;
    }

    /** A client that has sent CONFIRM. */
    static NoiseByHand client(Socket socket) throws IOException {
        try (var code = OneTimeCode.random()) {
            var client = NoiseContext.forClient(code).build();
            var preamble = preamble(client.protocolName());
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            var handshake = NoiseSides.of(client).begin(preamble);
            out.write(preamble);
            write(out, handshake.writeMessage(new byte[0]));
            if (in.read() != 0) {
                throw new IOException("refused");
            }
            handshake.readMessage(in.readNBytes(in.readUnsignedShort()));
            var hand = new NoiseByHand(socket, in, out, handshake.finish());
            hand.send(CONFIRM, new byte[0]);
            return hand;
        }
    }

    /** A server that has read CONFIRM. */
    static NoiseByHand server(Socket socket) throws IOException {
        try (var code = OneTimeCode.random()) {
            var server = NoiseContext.forServer(code).build();
            var name = server.protocolNames().get(0);
            var preamble = preamble(name);
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            if (!Arrays.equals(in.readNBytes(preamble.length), preamble)) {
                throw new IOException("another preamble");
            }
            NoiseHandshake handshake =
                    NoiseSides.of(server).begin(name, preamble).get(0);
            handshake.readMessage(in.readNBytes(in.readUnsignedShort()));
            out.write(0);
            write(out, handshake.writeMessage(new byte[0]));
            var hand = new NoiseByHand(socket, in, out, handshake.finish());
            if (hand.receive()[0] != CONFIRM) {
                throw new IOException("no CONFIRM");
            }
            return hand;
        }
    }

    void send(int type, byte[] content) throws IOException {
        var plaintext = new byte[1 + content.length];
        plaintext[0] = (byte) type;
        System.arraycopy(content, 0, plaintext, 1, content.length);
        write(out, transport.seal(plaintext));
    }

    /** The next record: its type, then its content. */
    byte[] receive() throws IOException {
        return transport.open(in.readNBytes(in.readUnsignedShort()));
    }

    /** The content of the next record, which is of type CODE. */
    byte[] receiveCode() throws IOException {
        var record = receive();
        if (record[0] != CODE) {
            throw new IOException("a record of type " + record[0]);
        }
        return Arrays.copyOfRange(record, 1, record.length);
    }

    byte[] handshakeHash() {
        return transport.handshakeHash();
    }

    @Override
    public void close() throws IOException {
        transport.close();
        socket.close();
    }

    private static void write(DataOutputStream out, byte[] message) throws IOException {
        out.writeShort(message.length);
        out.write(message);
        out.flush();
    }

    private static byte[] preamble(String name) {
        return ("SCN1" + field(name) + field("securechannel/1") + field("framed"))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String field(String text) {
        return (char) text.length() + text;
    }
}
