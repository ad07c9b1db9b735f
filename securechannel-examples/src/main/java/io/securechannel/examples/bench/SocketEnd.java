package io.securechannel.examples.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/**
 * One end over a socket, plain or TLS, as most programs use one: {@code DataOutputStream} and {@code DataInputStream} with
 * buffers in between for messages, the bare streams for bulk.
 */
final class SocketEnd implements End {

    private final Socket socket;
    private final int bufferSize;
    private final String protocol;
    private final boolean resumed;
    private final InputStream in;
    private final OutputStream out;
    private @Nullable DataOutputStream messagesOut;
    private @Nullable DataInputStream messagesIn;

    /**
     * @param socket connected, after its handshake
     * @param bufferSize of the buffered streams, which are made when the first message crosses
     * @param protocol for the report
     * @param resumed whether a session was resumed
     */
    SocketEnd(Socket socket, int bufferSize, String protocol, boolean resumed) throws IOException {
        this(socket, bufferSize, protocol, new Streams(socket.getInputStream(), socket.getOutputStream()), resumed);
    }

    /**
     * The same over streams that are protected otherwise than by their socket.
     *
     * @param streams over the socket's
     */
    SocketEnd(Socket socket, int bufferSize, String protocol, Streams streams, boolean resumed) {
        this.socket = socket;
        this.bufferSize = bufferSize;
        this.protocol = protocol;
        this.resumed = resumed;
        this.in = streams.in();
        this.out = streams.out();
    }

    /** Both directions. */
    record Streams(InputStream in, OutputStream out) {}

    @Override
    public void write(byte[] block) throws IOException {
        out.write(block);
    }

    @Override
    public int read(byte[] buffer) throws IOException {
        return in.read(buffer);
    }

    @Override
    public void send(byte[] message) throws IOException {
        queue(message);
        flush();
    }

    @Override
    public void queue(byte[] message) throws IOException {
        var messages = messagesOut();
        messages.writeInt(message.length);
        messages.write(message);
    }

    @Override
    public void flush() throws IOException {
        messagesOut().flush();
    }

    @Override
    public byte[] receive() throws IOException {
        if (messagesIn == null) {
            messagesIn = new DataInputStream(new BufferedInputStream(in, bufferSize));
        }
        var message = new byte[messagesIn.readInt()];
        messagesIn.readFully(message);
        return message;
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public boolean resumed() {
        return resumed;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private DataOutputStream messagesOut() {
        if (messagesOut == null) {
            messagesOut = new DataOutputStream(new BufferedOutputStream(out, bufferSize));
        }
        return messagesOut;
    }
}
