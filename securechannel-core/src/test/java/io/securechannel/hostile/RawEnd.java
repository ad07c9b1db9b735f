package io.securechannel.hostile;

import io.securechannel.SecureChannel;
import io.securechannel.framing.Framing;
import io.securechannel.internal.engine.ChannelEngine;
import io.securechannel.internal.engine.NoiseEngine;
import io.securechannel.internal.engine.PlainEngine;
import io.securechannel.internal.socket.ChannelDriver;
import io.securechannel.internal.socket.RawStreams;
import io.securechannel.noise.internal.NoiseSides;
import io.securechannel.testkit.ChannelPair;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.List;

/**
 * An end without frames: for raw streams, and to write frames by hand.
 *
 * @param input from the peer
 * @param output to the peer
 * @param closing closes it
 */
public record RawEnd(InputStream input, OutputStream output, Closeable closing) implements Closeable {

    private static final String MESSAGES = "securechannel/1";

    /** A client that claims to carry messages, and writes frames by hand. */
    static RawEnd client(Lane lane, Socket socket) throws IOException {
        return client(lane, socket, MESSAGES);
    }

    static RawEnd client(Lane lane, Socket socket, String protocol) throws IOException {
        return switch (lane.kind()) {
            case TLS -> {
                var config = ChannelPair.clientConfig()
                        .framing(Framing.none())
                        .applicationProtocols(protocol)
                        .closeTimeout(Duration.ofMillis(500));
                yield of(SecureChannel.connect(socket, ChannelPair.HOST, config.build()));
            }
            case NOISE ->
                over(
                        socket,
                        NoiseEngine.client(
                                NoiseSides.of(ChannelPair.noiseClient()),
                                ChannelPair.HOST,
                                List.of(protocol),
                                protocol.equals(MESSAGES)));
            case PLAIN -> over(socket, PlainEngine.initiator());
        };
    }

    static RawEnd server(Lane lane, Socket socket, String protocol) throws IOException {
        if (lane.kind() == Lane.Kind.PLAIN) {
            return over(socket, PlainEngine.responder());
        }
        var config = (lane.noise() ? ChannelPair.noiseServerConfig() : ChannelPair.serverConfig())
                .framing(Framing.none())
                .applicationProtocols(protocol);
        return of(SecureChannel.accept(socket, config.build()));
    }

    /** {@return the streams of a raw channel} */
    public static RawEnd of(SecureChannel channel) {
        return new RawEnd(channel.inputStream(), channel.outputStream(), channel);
    }

    /** {@return the streams of an engine whose handshake is done here, whatever it has said that it will carry} */
    public static RawEnd over(Socket socket, ChannelEngine engine) throws IOException {
        var driver = new ChannelDriver(
                socket, "raw:" + socket.getPort(), engine, Lane.PATIENT.withClose(Duration.ofMillis(500)));
        driver.handshake(() -> {});
        var streams = new RawStreams(driver, error -> error);
        return new RawEnd(streams.input(), streams.output(), driver::close);
    }

    @Override
    public void close() throws IOException {
        closing.close();
    }
}
