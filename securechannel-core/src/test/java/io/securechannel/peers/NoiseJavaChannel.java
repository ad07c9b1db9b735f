package io.securechannel.peers;

import com.southernstorm.noise.protocol.HandshakeState;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The transport of docs/spec/noise.md, sections 4 and 5, over noise-java: written from that page, with none of the engine's classes. Not
 * for use by several threads.
 */
final class NoiseJavaChannel implements AutoCloseable {

    static final int DATA = 0;
    static final int CONFIRM = 1;
    static final int END = 2;
    static final int NEXT_KEY = 3;

    private static final byte[] NOTHING = {};
    private static final int PATIENCE_MILLIS = 30_000;
    private static final int SHORTEST_RECORD = 17;
    private static final int KEY = 32;
    private static final int ACCEPTED = 0;
    private static final int REFUSED = 1;

    /** Of the handshake messages, without post-quantum key agreement and shared secret. */
    private static final Map<String, List<Integer>> LENGTHS =
            Map.of("XX", List.of(32, 96, 64), "IK", List.of(96, 48), "NK", List.of(48, 48), "NX", List.of(32, 96));

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final boolean initiator;
    private final HandshakeState handshake;
    private final Deque<Integer> lengths;
    private final NoiseJavaRecords records;
    private final byte[] handshakeHash;
    private final byte[] peer;
    private Optional<byte[]> nextKey = Optional.empty();

    /**
     * What one end has and wants.
     *
     * @param protocol the name of the protocol
     * @param label the application's protocol
     * @param mode framed or raw
     * @param own its key pair, if it has one
     * @param server the server's key, for a client that knows it
     */
    record Setup(
            String protocol, String label, String mode, Optional<NoiseKeyPair> own, Optional<NoisePublicKey> server) {

        static Setup framed(String protocol) {
            return new Setup(protocol, "securechannel/1", "framed", Optional.empty(), Optional.empty());
        }

        static Setup raw(String protocol) {
            return new Setup(protocol, "", "raw", Optional.empty(), Optional.empty());
        }

        Setup own(NoiseKeyPair keys) {
            return new Setup(protocol, label, mode, Optional.of(keys), server);
        }

        Setup server(NoisePublicKey key) {
            return new Setup(protocol, label, mode, own, Optional.of(key));
        }

        Setup label(String other) {
            return new Setup(protocol, other, mode, own, server);
        }

        byte[] preamble() {
            var bytes = new ByteArrayOutputStream();
            bytes.writeBytes("SCN1".getBytes(StandardCharsets.US_ASCII));
            for (var field : List.of(protocol, label, mode)) {
                bytes.write(field.length());
                bytes.writeBytes(field.getBytes(StandardCharsets.US_ASCII));
            }
            return bytes.toByteArray();
        }

        private HandshakeState begin(boolean initiator) throws GeneralSecurityException {
            return NoiseJava.begin(protocol, initiator, preamble(), own, server);
        }
    }

    private NoiseJavaChannel(Socket socket, Setup setup, boolean initiator)
            throws IOException, GeneralSecurityException {
        this.socket = socket;
        this.initiator = initiator;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), 2 * 65_537));
        handshake = setup.begin(initiator);
        lengths = new ArrayDeque<>(LENGTHS.get(setup.protocol().substring(6, 8)));
        if (initiator) {
            out.write(setup.preamble());
        } else {
            expect(setup.preamble());
        }
        shakeHands();
        handshakeHash = handshake.getHandshakeHash().clone();
        peer = handshake.hasRemotePublicKey() ? NoiseJava.peersKey(handshake) : NOTHING;
        records = new NoiseJavaRecords(handshake.split());
        handshake.destroy();
        if (initiator) {
            record(CONFIRM, NOTHING);
            out.flush();
        } else if (nextRecord()[0] != CONFIRM) {
            throw new IOException("the first record is not CONFIRM");
        }
    }

    /** The initiator's end, at a server of this machine. */
    static NoiseJavaChannel connect(String port, Setup setup) throws IOException, GeneralSecurityException {
        return begin(new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port)), setup, true);
    }

    /** The responder's end, which accepts what the setup says and nothing else. */
    static NoiseJavaChannel accept(Socket socket, Setup setup) throws IOException, GeneralSecurityException {
        return begin(socket, setup, false);
    }

    private static NoiseJavaChannel begin(Socket socket, Setup setup, boolean initiator)
            throws IOException, GeneralSecurityException {
        try {
            return new NoiseJavaChannel(socket, setup, initiator);
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            socket.close();
            throw e;
        }
    }

    /** Takes the preamble; N9 and N11 in the shortest form: whatever differs is refused as another protocol. */
    private void expect(byte[] preamble) throws IOException {
        var said = new ByteArrayOutputStream();
        said.writeBytes(in.readNBytes(4));
        for (int field = 0; field < 3; field++) {
            int length = in.readUnsignedByte();
            said.write(length);
            said.writeBytes(in.readNBytes(length));
        }
        if (!Arrays.equals(said.toByteArray(), preamble)) {
            out.write(new byte[] {REFUSED, 1, 1, 5});
            out.write("other".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            throw new IOException("the client proposes something else");
        }
    }

    private void shakeHands() throws IOException, GeneralSecurityException {
        boolean answered = false;
        while (handshake.getAction() != HandshakeState.SPLIT) {
            int length = lengths.remove();
            if (handshake.getAction() == HandshakeState.WRITE_MESSAGE) {
                if (!initiator) {
                    out.write(ACCEPTED);
                }
                var message = NoiseJava.write(handshake, NOTHING);
                out.writeShort(message.length);
                out.write(message);
                out.flush();
                continue;
            }
            if (initiator && !answered) {
                answered = true;
                status();
            }
            if (in.readUnsignedShort() != length) {
                throw new IOException("a handshake message has another length than " + length);
            }
            NoiseJava.read(handshake, in.readNBytes(length));
        }
    }

    private void status() throws IOException {
        int status = in.readUnsignedByte();
        if (status == REFUSED) {
            var text = new StringBuilder("refused " + in.readUnsignedByte());
            for (int names = in.readUnsignedByte(); names > 0; names--) {
                text.append(' ').append(new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.US_ASCII));
            }
            throw new IOException(text.toString());
        }
        if (status != ACCEPTED) {
            throw new IOException("status " + status);
        }
    }

    byte[] handshakeHash() {
        return handshakeHash.clone();
    }

    /** {@return the key that the peer has proved to hold; nothing if it has none} */
    byte[] peer() {
        return peer.clone();
    }

    /** {@return the key that the server has announced so far} */
    Optional<byte[]> nextKey() {
        return nextKey;
    }

    /** Sends bytes of the stream, in as many records as they need. */
    void write(byte[] bytes) throws IOException {
        for (int at = 0; at < bytes.length; at += NoiseJavaRecords.MOST_CONTENT) {
            record(DATA, Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + NoiseJavaRecords.MOST_CONTENT)));
        }
        out.flush();
    }

    /** Ends this direction. */
    void end() throws IOException {
        record(END, NOTHING);
        out.flush();
        socket.shutdownOutput();
    }

    /** Sends a record whatever the rules say; without a flush. */
    void record(int type, byte[] content) throws IOException {
        try {
            rawRecord(records.seal(type, content));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    /** Sends a message, perhaps one that was changed, behind its length. */
    void rawRecord(byte[] message) throws IOException {
        out.writeShort(message.length);
        out.write(message);
    }

    void flush() throws IOException {
        out.flush();
    }

    NoiseJavaRecords records() {
        return records;
    }

    /** {@return the next bytes of the stream; empty at its proved end; a cut throws EOFException} */
    Optional<byte[]> read() throws IOException {
        while (true) {
            var record = nextRecord();
            var content = Arrays.copyOfRange(record, 1, record.length);
            if (record[0] == DATA && content.length > 0) {
                return Optional.of(content);
            } else if (record[0] == END && content.length == 0) {
                return Optional.empty();
            } else if (record[0] == NEXT_KEY && content.length == KEY && initiator) {
                nextKey = Optional.of(content);
            } else {
                throw new IOException("a record of the type " + record[0] + " does not belong here");
            }
        }
    }

    private byte[] nextRecord() throws IOException {
        int length = in.readUnsignedShort();
        if (length < SHORTEST_RECORD) {
            throw new IOException("a record of " + length + " bytes is too short");
        }
        var message = in.readNBytes(length);
        if (message.length < length) {
            throw new EOFException("cut within a record");
        }
        try {
            return records.open(message);
        } catch (GeneralSecurityException e) {
            throw new IOException("a record is not authentic", e);
        }
    }

    /** {@return the stream; it ends where the peer has proved its end} */
    InputStream inputStream() {
        return new InputStream() {
            private byte[] held = NOTHING;
            private int at;

            @Override
            public int read() throws IOException {
                var one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                if (at == held.length) {
                    var next = NoiseJavaChannel.this.read();
                    if (next.isEmpty()) {
                        return -1;
                    }
                    held = next.get();
                    at = 0;
                }
                int count = Math.min(length, held.length - at);
                System.arraycopy(held, at, to, offset, count);
                at += count;
                return count;
            }
        };
    }

    /** Cuts the connection. */
    @Override
    public void close() throws IOException {
        socket.close();
    }
}
