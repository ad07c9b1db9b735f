package io.securechannel.auth;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.event.SecurityEvent;
import io.securechannel.framing.FrameType;
import io.securechannel.framing.Framing;
import io.securechannel.hostile.Task;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A man in the middle who has a certificate that the client trusts: he ends TLS on both sides, passes the frames on, and
 * changes the messages of the login as he likes.
 */
final class Relay implements Closeable {

    private static final TestCa CA = TestCa.create("CA that the client trusts");
    private static final Identity SERVER = CA.server(ChannelPair.HOST);
    private static final Identity MALLORY = CA.server(ChannelPair.HOST);
    private static final int HEADER = 4;
    private static final String PROTOCOL = "securechannel/1";

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Task<SecureChannel> client;
    private final Task<SecureChannel> server;
    private final Task<SecureChannel> toClient;
    private final Task<SecureChannel> toServer;
    private final Task<Void> upwards;
    private final Task<Void> downwards;

    /** What he makes of the messages. */
    interface Edit {

        /** {@return what the client gets} */
        default AuthMessage toClient(AuthMessage.OfServer message) {
            return message;
        }

        /** {@return what the server gets} */
        default AuthMessage toServer(AuthMessage.OfClient message) {
            return message;
        }
    }

    /** He changes nothing. */
    static final Edit FAITHFUL = new Edit() {};

    private Relay(TlsProvider provider, Identity shown, ClientLogin login, LoginVerifier verifier, Edit edit) {
        var left = SocketPair.inMemory();
        var right = SocketPair.inMemory();
        server = Task.start(() -> SecureChannel.accept(right.server(), server(provider, verifier)));
        toClient = Task.start(() -> SecureChannel.accept(
                left.server(),
                ServerConfig.tls(serverTls(provider, shown))
                        .framing(Framing.none())
                        .applicationProtocols(PROTOCOL)
                        .listener(event -> {})
                        .closeTimeout(Duration.ofMillis(500))
                        .build()));
        toServer = Task.start(() -> SecureChannel.connect(
                right.client(),
                ChannelPair.HOST,
                ClientConfig.tls(clientTls(provider))
                        .framing(Framing.none())
                        .applicationProtocols(PROTOCOL)
                        .listener(event -> {})
                        .closeTimeout(Duration.ofMillis(500))
                        .build()));
        downwards = Task.run(
                () -> pump(toServer, toClient, payload -> edit.toClient(AuthCodec.fromServer(payload))));
        upwards = Task.run(
                () -> pump(toClient, toServer, payload -> edit.toServer(AuthCodec.fromClient(payload))));
        client = Task.start(() -> SecureChannel.connect(left.client(), ChannelPair.HOST, client(provider, login)));
    }

    /** With a certificate and a key of his own. */
    static Relay with(TlsProvider provider, ClientLogin login, LoginVerifier verifier, Edit edit) {
        return new Relay(provider, MALLORY, login, verifier, edit);
    }

    /** With the very key of the server. */
    static Relay withTheServersKey(TlsProvider provider, ClientLogin login, LoginVerifier verifier) {
        return new Relay(provider, SERVER, login, verifier, FAITHFUL);
    }

    /** {@return a channel to the same server without anybody between} */
    static SocketPair direct(TlsProvider provider, LoginVerifier verifier, List<Task<SecureChannel>> accepted) {
        var sockets = SocketPair.inMemory();
        accepted.add(Task.start(
                () -> SecureChannel.accept(sockets.server(), serverConfig(provider, verifier, event -> {}))));
        return sockets;
    }

    Task<SecureChannel> client() {
        return client;
    }

    Task<SecureChannel> server() {
        return server;
    }

    /** {@return what both ends have heard} */
    List<SecurityEvent> events() {
        return events;
    }

    /** Sends a message to the server that the client knows nothing of. */
    void sendToServer(String text) throws IOException {
        var content = text.getBytes(StandardCharsets.UTF_8);
        toServer.result().outputStream().write(frame(FrameType.DATA.code(), content));
    }

    private interface Change {
        AuthMessage of(byte[] payload) throws SecureChannelException;
    }

    private static void pump(Task<SecureChannel> from, Task<SecureChannel> to, Change change) throws IOException {
        try (var source = from.result();
                var sink = to.result()) {
            var in = new DataInputStream(source.inputStream());
            for (int type = in.read(); type >= 0; type = in.read()) {
                var payload = in.readNBytes(in.readUnsignedByte() << 16 | in.readUnsignedShort());
                boolean auth = type == FrameType.AUTH.code();
                var passedOn = auth ? AuthCodec.encode(change.of(payload)) : payload;
                sink.outputStream().write(frame(type, passedOn));
            }
        } catch (SecureChannelException e) {
            return; // either end has gone
        }
    }

    private static byte[] frame(int type, byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length)
                .putInt(type << 24 | payload.length)
                .put(payload)
                .array();
    }

    private ServerConfig server(TlsProvider provider, LoginVerifier verifier) {
        return serverConfig(provider, verifier, events::add);
    }

    private static ServerConfig serverConfig(
            TlsProvider provider, LoginVerifier verifier, io.securechannel.event.SecurityListener listener) {
        return ServerConfig.tls(serverTls(provider, SERVER))
                .listener(listener)
                .requireLogin(verifier)
                .closeTimeout(Duration.ofMillis(500))
                .loginTimeout(Duration.ofSeconds(15))
                .build();
    }

    private ClientConfig client(TlsProvider provider, ClientLogin login) {
        return clientConfig(provider, login, events::add);
    }

    /** {@return a client that trusts the CA of the server, and of the man in the middle} */
    static ClientConfig clientConfig(
            TlsProvider provider, ClientLogin login, io.securechannel.event.SecurityListener listener) {
        return ClientConfig.tls(clientTls(provider))
                .listener(listener)
                .login(login)
                .closeTimeout(Duration.ofMillis(500))
                .loginTimeout(Duration.ofSeconds(15))
                .build();
    }

    private static TlsContextFactory.Client clientTls(TlsProvider provider) {
        return TlsContextFactory.clientBuilder(Trust.only(CA.certificate()))
                .provider(provider)
                .build();
    }

    private static TlsContextFactory.Server serverTls(TlsProvider provider, Identity identity) {
        return TlsContextFactory.serverBuilder(identity).provider(provider).build();
    }

    @Override
    public void close() throws IOException {
        for (var end : List.of(client, server, toClient, toServer)) {
            try {
                end.result().close();
            } catch (SecureChannelException e) {
                continue; // it never opened, or was cut
            }
        }
        upwards.result();
        downwards.result();
    }
}
