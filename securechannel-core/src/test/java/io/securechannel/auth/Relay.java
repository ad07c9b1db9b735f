package io.securechannel.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.framing.FrameType;
import io.securechannel.hostile.RawEnd;
import io.securechannel.hostile.Task;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.testkit.SocketPair;
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
 * A man in the middle who has a certificate, or a Noise key, that the client trusts: he ends the channels of both sides, passes the
 * frames on, and changes the messages of the login as he likes.
 */
final class Relay implements Closeable {

    private static final int HEADER = 4;

    private final List<SecurityEvent> events = new CopyOnWriteArrayList<>();
    private final Task<SecureChannel> client;
    private final Task<SecureChannel> server;
    private final Task<RawEnd> toClient;
    private final Task<RawEnd> toServer;
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

    private Relay(RelayLegs legs, Edit edit) {
        var left = SocketPair.inMemory();
        var right = SocketPair.inMemory();
        server = Task.start(() -> SecureChannel.accept(
                right.server(),
                legs.server()
                        .listener(events::add)
                        .closeTimeout(Duration.ofMillis(500))
                        .loginTimeout(Duration.ofSeconds(15))
                        .build()));
        toClient = Task.start(() -> legs.toClient().over(left.server()));
        toServer = Task.start(() -> legs.toServer().over(right.client()));
        downwards = Task.run(() -> pump(toServer, toClient, payload -> edit.toClient(AuthCodec.fromServer(payload))));
        upwards = Task.run(() -> pump(toClient, toServer, payload -> edit.toServer(AuthCodec.fromClient(payload))));
        client = Task.start(() -> SecureChannel.connect(
                left.client(),
                ChannelPair.HOST,
                legs.client()
                        .listener(events::add)
                        .closeTimeout(Duration.ofMillis(500))
                        .loginTimeout(Duration.ofSeconds(15))
                        .build()));
    }

    /** Between any two ends. */
    static Relay between(RelayLegs legs, ClientLogin login, LoginVerifier verifier, Edit edit) {
        legs.client().login(login);
        legs.server().requireLogin(verifier);
        return new Relay(legs, edit);
    }

    /** Over TLS, with a certificate and a key of his own. */
    static Relay with(TlsProvider provider, ClientLogin login, LoginVerifier verifier, Edit edit) {
        return between(RelayLegs.tls(provider), login, verifier, edit);
    }

    /** Over TLS, with the very key of the server. */
    static Relay withTheServersKey(TlsProvider provider, ClientLogin login, LoginVerifier verifier) {
        return between(RelayLegs.tlsWithTheServersKey(provider), login, verifier, FAITHFUL);
    }

    /** Over TLS, with a provider that has no exporter either. */
    static Relay whereNothingCanBeBound(TlsProvider provider, ClientLogin login, LoginVerifier verifier) {
        return between(RelayLegs.tlsWithoutBinding(provider), login, verifier, FAITHFUL);
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
        toServer.result().output().write(frame(FrameType.DATA.code(), content));
    }

    private interface Change {
        AuthMessage of(byte[] payload) throws SecureChannelException;
    }

    private static void pump(Task<RawEnd> from, Task<RawEnd> to, Change change) {
        try (var source = from.result();
                var sink = to.result()) {
            var in = new DataInputStream(source.input());
            for (int type = in.read(); type >= 0; type = in.read()) {
                var payload = in.readNBytes(in.readUnsignedByte() << 16 | in.readUnsignedShort());
                boolean auth = type == FrameType.AUTH.code();
                var passedOn = auth ? AuthCodec.encode(change.of(payload)) : payload;
                sink.output().write(frame(type, passedOn));
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

    @Override
    public void close() throws IOException {
        for (var end : List.<Task<? extends Closeable>>of(client, server, toClient, toServer)) {
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
