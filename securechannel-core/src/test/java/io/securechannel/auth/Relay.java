package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
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

    /** Its signatures have a hash, and so its certificates a binding. */
    private static final TestCa EC = TestCa.create("EC");

    /** RFC 5929 says nothing of certificates that are signed with Ed25519: they have no tls-server-end-point. */
    private static final TestCa ED25519 = TestCa.create("Ed25519", TestCa.keys("Ed25519"));

    private static final Identity SERVER = EC.server(ChannelPair.HOST);
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

    private Relay(Ends ends, ClientLogin login, LoginVerifier verifier, Edit edit) {
        var provider = ends.provider();
        var left = SocketPair.inMemory();
        var right = SocketPair.inMemory();
        server = Task.start(() -> SecureChannel.accept(right.server(), serverConfig(ends, verifier, events::add)));
        toClient = Task.start(() -> SecureChannel.accept(
                left.server(),
                ServerConfig.tls(serverTls(provider, ends.mallory()))
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
        downwards = Task.run(() -> pump(toServer, toClient, payload -> edit.toClient(AuthCodec.fromServer(payload))));
        upwards = Task.run(() -> pump(toClient, toServer, payload -> edit.toServer(AuthCodec.fromClient(payload))));
        client = Task.start(() ->
                SecureChannel.connect(left.client(), ChannelPair.HOST, clientConfig(provider, login, events::add)));
    }

    /**
     * Whose certificates.
     *
     * @param provider of all TLS
     * @param server what the server has
     * @param mallory what the man in the middle has
     */
    private record Ends(TlsProvider provider, Identity server, Identity mallory) {}

    /** With a certificate and a key of his own. */
    static Relay with(TlsProvider provider, ClientLogin login, LoginVerifier verifier, Edit edit) {
        return new Relay(new Ends(provider, SERVER, EC.server(ChannelPair.HOST)), login, verifier, edit);
    }

    /** With the very key of the server. */
    static Relay withTheServersKey(TlsProvider provider, ClientLogin login, LoginVerifier verifier) {
        return new Relay(new Ends(provider, SERVER, SERVER), login, verifier, FAITHFUL);
    }

    /** With a provider that has no exporter either. */
    static Relay whereNothingCanBeBound(TlsProvider provider, ClientLogin login, LoginVerifier verifier) {
        var ends = new Ends(provider, ED25519.server(ChannelPair.HOST), ED25519.server(ChannelPair.HOST));
        return new Relay(ends, login, verifier, FAITHFUL);
    }

    Task<SecureChannel> client() {
        return client;
    }

    Task<SecureChannel> server() {
        return server;
    }

    /** Fails unless both ends have seen the login fail, and nobody is let in. */
    void assertRefused(Reason atClient, Reason atServer) {
        assertThat(client.error().reason()).isEqualTo(atClient);
        assertThat(server.error().reason()).isEqualTo(atServer);
        assertThat(events).noneMatch(SecurityEvent.LoggedIn.class::isInstance);
        assertThat(events)
                .filteredOn(SecurityEvent.LoginFailed.class::isInstance)
                .hasSize(2);
    }

    /** Fails unless the server takes for ada's what the man in the middle says. */
    void assertActsAsAda(String mechanism) throws IOException {
        assertThat(client.result().login().orElseThrow().user()).isEqualTo("ada");
        var channel = server.result();
        assertThat(channel.login().orElseThrow().mechanisms()).containsExactly(mechanism);
        sendToServer("pay mallory");
        assertThat(channel.receiveText()).contains("pay mallory");
        assertThat(channel.peer().user()).contains("ada");
    }

    /** {@return what both ends have heard} */
    List<SecurityEvent> events() {
        return events;
    }

    /** Sends a message to the server that the client knows nothing of. */
    private void sendToServer(String text) throws IOException {
        var content = text.getBytes(StandardCharsets.UTF_8);
        toServer.result().outputStream().write(frame(FrameType.DATA.code(), content));
    }

    private interface Change {
        AuthMessage of(byte[] payload) throws SecureChannelException;
    }

    private static void pump(Task<SecureChannel> from, Task<SecureChannel> to, Change change) {
        try (var source = from.result();
                var sink = to.result()) {
            var in = new DataInputStream(source.inputStream());
            for (int type = in.read(); type >= 0; type = in.read()) {
                var payload = in.readNBytes(in.readUnsignedByte() << 16 | in.readUnsignedShort());
                boolean auth = type == FrameType.AUTH.code();
                var passedOn = auth ? AuthCodec.encode(change.of(payload)) : payload;
                sink.outputStream().write(frame(type, passedOn));
            }
        } catch (IOException e) {
            return; // either end has gone
        }
    }

    private static byte[] frame(int type, byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length)
                .putInt(type << 24 | payload.length)
                .put(payload)
                .array();
    }

    private static ServerConfig serverConfig(Ends ends, LoginVerifier verifier, SecurityListener listener) {
        return ServerConfig.tls(serverTls(ends.provider(), ends.server()))
                .listener(listener)
                .requireLogin(verifier)
                .closeTimeout(Duration.ofMillis(500))
                .loginTimeout(Duration.ofSeconds(15))
                .build();
    }

    private static ClientConfig clientConfig(TlsProvider provider, ClientLogin login, SecurityListener listener) {
        return ClientConfig.tls(clientTls(provider))
                .listener(listener)
                .login(login)
                .closeTimeout(Duration.ofMillis(500))
                .loginTimeout(Duration.ofSeconds(15))
                .build();
    }

    private static TlsContextFactory.Client clientTls(TlsProvider provider) {
        return TlsContextFactory.clientBuilder(Trust.only(EC.certificate(), ED25519.certificate()))
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
                // It never opened, or was cut.
            }
        }
        upwards.result();
        downwards.result();
    }
}
