package io.securechannel.hostile;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.Framing;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.engine.PlainEngine;
import io.securechannel.internal.socket.ChannelDriver;
import io.securechannel.internal.socket.Deadline;
import io.securechannel.internal.socket.Deadlines;
import io.securechannel.internal.socket.FramedChannel;
import io.securechannel.testkit.ChannelPair;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;

/** What all kinds of channel can do: the facade's over TLS and over Noise, and one over the plain engine. */
interface TestChannel {

    void send(byte[] message) throws SecureChannelException;

    void queue(byte[] message) throws SecureChannelException;

    void flush() throws SecureChannelException;

    /** Sends a message through openMessage, in pieces of some size. */
    void sendInPieces(byte[] message, int piece) throws IOException;

    Optional<byte[]> receive() throws SecureChannelException;

    Optional<byte[]> receive(Duration timeout) throws SecureChannelException;

    void ping();

    boolean pinged();

    void closeOutput() throws SecureChannelException;

    void close() throws SecureChannelException;

    boolean isOpen();

    long networkBytesSent();

    static TestChannel client(Socket socket, ClientConfig.Builder config, Deadlines deadlines)
            throws SecureChannelException {
        return new Facade(SecureChannel.connect(
                socket,
                ChannelPair.HOST,
                config.handshakeTimeout(deadlines.handshake())
                        .writeTimeout(deadlines.write())
                        .idleTimeout(deadlines.idle())
                        .closeTimeout(deadlines.close())
                        .build()));
    }

    static TestChannel server(Socket socket, ServerConfig.Builder config, Deadlines deadlines)
            throws SecureChannelException {
        return new Facade(SecureChannel.accept(
                socket,
                config.handshakeTimeout(deadlines.handshake())
                        .writeTimeout(deadlines.write())
                        .idleTimeout(deadlines.idle())
                        .closeTimeout(deadlines.close())
                        .build()));
    }

    static TestChannel plain(Socket socket, ChannelEngine engine, Deadlines deadlines) throws SecureChannelException {
        var driver = new ChannelDriver(socket, "plain:" + socket.getPort(), engine, deadlines);
        driver.handshake(() -> {});
        return new Plain(driver, new FramedChannel(driver, Framing.messages(), error -> error));
    }

    static TestChannel plainClient(Socket socket, Deadlines deadlines) throws SecureChannelException {
        return plain(socket, PlainEngine.initiator(), deadlines);
    }

    static TestChannel plainServer(Socket socket, Deadlines deadlines) throws SecureChannelException {
        return plain(socket, PlainEngine.responder(), deadlines);
    }

    /** The facade. */
    record Facade(SecureChannel channel) implements TestChannel {
        @Override
        public void send(byte[] message) throws SecureChannelException {
            channel.send(message);
        }

        @Override
        public void queue(byte[] message) throws SecureChannelException {
            channel.queue(message);
        }

        @Override
        public void flush() throws SecureChannelException {
            channel.flush();
        }

        @Override
        public void sendInPieces(byte[] message, int piece) throws IOException {
            try (var open = channel.openMessage()) {
                writePieces(open, message, piece);
                open.complete();
            }
        }

        @Override
        public Optional<byte[]> receive() throws SecureChannelException {
            return channel.receive();
        }

        @Override
        public Optional<byte[]> receive(Duration timeout) throws SecureChannelException {
            return channel.receive(timeout);
        }

        @Override
        public void ping() {
            channel.ping();
        }

        @Override
        public boolean pinged() {
            return channel.statistics().roundTrip().isPresent();
        }

        @Override
        public void closeOutput() throws SecureChannelException {
            channel.closeOutput();
        }

        @Override
        public void close() throws SecureChannelException {
            channel.close();
        }

        @Override
        public boolean isOpen() {
            return channel.isOpen();
        }

        @Override
        public long networkBytesSent() {
            return channel.statistics().networkBytesSent();
        }
    }

    /** The layers below the facade, over the plain engine. */
    record Plain(ChannelDriver driver, FramedChannel messages) implements TestChannel {
        @Override
        public void send(byte[] message) throws SecureChannelException {
            messages.send(message, true);
        }

        @Override
        public void queue(byte[] message) throws SecureChannelException {
            messages.send(message, false);
        }

        @Override
        public void flush() throws SecureChannelException {
            messages.flush();
        }

        @Override
        public void sendInPieces(byte[] message, int piece) throws IOException {
            try (var open = messages.openMessage()) {
                writePieces(open, message, piece);
                open.complete();
            }
        }

        @Override
        public Optional<byte[]> receive() throws SecureChannelException {
            return messages.receive(Deadline.NEVER);
        }

        @Override
        public Optional<byte[]> receive(Duration timeout) throws SecureChannelException {
            return messages.receive(Deadline.in(timeout));
        }

        @Override
        public void ping() {
            messages.writer().ping();
        }

        @Override
        public boolean pinged() {
            return messages.reader().roundTrip().isPresent();
        }

        @Override
        public void closeOutput() throws SecureChannelException {
            messages.closeOutput();
        }

        @Override
        public void close() throws SecureChannelException {
            messages.close(new CloseReason(CloseReason.NORMAL, ""));
        }

        @Override
        public boolean isOpen() {
            return !driver.closing();
        }

        @Override
        public long networkBytesSent() {
            return driver.writer().networkBytes();
        }
    }

    private static void writePieces(OutputStream out, byte[] message, int piece) throws IOException {
        for (int at = 0; at < message.length; at += piece) {
            out.write(message, at, Math.min(piece, message.length - at));
        }
    }
}
