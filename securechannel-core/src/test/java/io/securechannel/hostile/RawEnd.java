package io.securechannel.hostile;

import io.securechannel.SecureChannel;
import io.securechannel.framing.Framing;
import io.securechannel.internal.engine.PlainEngine;
import io.securechannel.internal.socket.ChannelDriver;
import io.securechannel.internal.socket.RawStreams;
import io.securechannel.testkit.ChannelPair;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;

/**
 * An end without frames: for raw streams, and to write frames by hand.
 *
 * @param input from the peer
 * @param output to the peer
 * @param closing closes it
 */
record RawEnd(InputStream input, OutputStream output, Closeable closing) implements Closeable {

    /** A client that claims to carry messages, and writes frames by hand. */
    static RawEnd client(Lane lane, Socket socket) throws IOException {
        return client(lane, socket, "securechannel/1");
    }

    static RawEnd client(Lane lane, Socket socket, String protocol) throws IOException {
        if (lane.tls()) {
            var config = ChannelPair.clientConfig()
                    .framing(Framing.none())
                    .applicationProtocols(protocol)
                    .closeTimeout(Duration.ofMillis(500));
            return tls(SecureChannel.connect(socket, ChannelPair.HOST, config.build()));
        }
        return plain(socket, PlainEngine.initiator());
    }

    static RawEnd server(Lane lane, Socket socket, String protocol) throws IOException {
        if (lane.tls()) {
            var config = ChannelPair.serverConfig().framing(Framing.none()).applicationProtocols(protocol);
            return tls(SecureChannel.accept(socket, config.build()));
        }
        return plain(socket, PlainEngine.responder());
    }

    private static RawEnd tls(SecureChannel channel) {
        return new RawEnd(channel.inputStream(), channel.outputStream(), channel);
    }

    private static RawEnd plain(Socket socket, PlainEngine engine) throws IOException {
        var driver = new ChannelDriver(
                socket, "raw:" + socket.getPort(), engine, Lane.PATIENT.withClose(Duration.ofMillis(500)));
        driver.handshake();
        var streams = new RawStreams(driver, error -> error);
        return new RawEnd(streams.input(), streams.output(), driver::close);
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
