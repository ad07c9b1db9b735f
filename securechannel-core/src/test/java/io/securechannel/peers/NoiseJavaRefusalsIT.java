package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseContext;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.KnownKeys;
import io.securechannel.peer.PeerKey;
import io.securechannel.peer.Trust;
import io.securechannel.peers.NoiseJavaChannel.Setup;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.BadPaddingException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our channels and noise-java's refuse of each other, and what they report. */
@Tag("it")
class NoiseJavaRefusalsIT {

    private static final String IK = "Noise_IK_25519_AESGCM_SHA256";
    private static final String XX = "Noise_XX_25519_AESGCM_SHA256";
    private static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();
    private static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    private static final NoiseKeyPair OTHER = NoiseKeyPair.generate();

    private static ServerConfig.Builder server(KeyTrust clients) {
        return ServerConfig.noise(
                NoiseContext.forServer(SERVER).clients(clients).alsoClassical().build());
    }

    private static PeerServer ourServer() throws IOException {
        return PeerServer.start(server(Trust.pinned(CLIENT.publicKey())), PeerServer.ECHO);
    }

    private static Setup client(String protocol) {
        return Setup.framed(protocol).own(CLIENT).server(SERVER.publicKey());
    }

    private static SecureChannel connect(NoiseJavaServer server, KeyTrust trust) throws SecureChannelException {
        var context = NoiseContext.forClient(trust).identity(CLIENT).classical().build();
        return SecureChannel.connect(
                "localhost",
                server.port(),
                ClientConfig.noise(context).listener(event -> {}).build());
    }

    private static SecureChannelException refused(NoiseJavaServer server, KeyTrust trust) {
        return catchThrowableOfType(SecureChannelException.class, () -> connect(server, trust));
    }

    @Test
    void aClientThatMeansAnotherServerIsRefused() throws Exception {
        try (var server = ourServer()) {
            var wrong = Setup.framed(IK).own(CLIENT).server(OTHER.publicKey());
            assertThatThrownBy(() -> NoiseJavaChannel.connect(server.port(), wrong))
                    .isInstanceOf(IOException.class);
            assertThat(server.refusal()).isEqualTo(Reason.HANDSHAKE_NOT_AUTHENTIC);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IK, XX})
    void aClientThatIsNotLetInIsRefused(String protocol) throws Exception {
        var setup = Setup.framed(protocol).own(OTHER).server(SERVER.publicKey());
        try (var server = ourServer()) {
            assertThatThrownBy(() -> {
                        try (var channel = NoiseJavaChannel.connect(server.port(), setup)) {
                            channel.read(); // with XX the client is the first to think that it is over
                        }
                    })
                    .isInstanceOf(IOException.class);
            assertThat(server.refusal()).isEqualTo(Reason.PEER_NOT_ALLOWED);
        }
    }

    @Test
    void whatTheServerAcceptsIsAnswered() throws Exception {
        try (var server = ourServer()) {
            assertThatThrownBy(() -> NoiseJavaChannel.connect(server.port(), client("Noise_NK_25519_AESGCM_SHA256")))
                    .hasMessage("refused 1 Noise_IKhfs_25519+MLKEM768_AESGCM_SHA256"
                            + " Noise_XXhfs_25519+MLKEM768_AESGCM_SHA256 " + IK + " " + XX);
            assertThat(server.refusal()).isEqualTo(Reason.NO_COMMON_SUITE);
            assertThatThrownBy(() ->
                            NoiseJavaChannel.connect(server.port(), client(IK).label("chat/1")))
                    .hasMessage("refused 2 securechannel/1");
            assertThat(server.refusal()).isEqualTo(Reason.ALPN_MISMATCH);
            var raw = Setup.raw(IK).own(CLIENT).server(SERVER.publicKey()).label("securechannel/1");
            assertThatThrownBy(() -> NoiseJavaChannel.connect(server.port(), raw))
                    .hasMessage("refused 3");
            assertThat(server.refusal()).isEqualTo(Reason.ALPN_MISMATCH);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {NoiseJavaChannel.CONFIRM, NoiseJavaChannel.NEXT_KEY, 4, 5, 255})
    void aRecordThatDoesNotBelongEndsTheChannel(int type) throws Exception {
        try (var server = ourServer();
                var channel = NoiseJavaChannel.connect(server.port(), client(IK))) {
            channel.record(type, new byte[32]);
            channel.flush();
            assertThat(server.endedWith()).isEqualTo(Reason.PROTOCOL_VIOLATION);
        }
    }

    @Test
    void aChangedRecordOfTheClientsEndsTheChannel() throws Exception {
        try (var server = ourServer();
                var channel = NoiseJavaChannel.connect(server.port(), client(IK))) {
            var record = channel.records().seal(NoiseJavaChannel.DATA, new byte[100]);
            record[50] ^= 1;
            channel.rawRecord(record);
            channel.flush();
            assertThat(server.endedWith()).isEqualTo(Reason.CORRUPT_RECORD);
        }
    }

    @Test
    void aClientThatGoesWithoutAWordIsACut() throws Exception {
        try (var server = ourServer()) {
            NoiseJavaChannel.connect(server.port(), client(XX)).close();
            assertThat(server.endedWith()).isEqualTo(Reason.CONNECTION_CUT);
        }
    }

    @Test
    void aServerWithAnotherKeyIsRefused() throws Exception {
        try (var server = NoiseJavaServer.start(Setup.framed(IK).own(OTHER), channel -> {})) {
            var error = refused(server, Trust.pinned(SERVER.publicKey()));
            assertThat(error.reason()).isEqualTo(Reason.CONNECTION_CUT);
            assertThat(error.possibleReasons()).contains(Reason.HANDSHAKE_NOT_AUTHENTIC);
            assertThat(error).hasMessageContaining("it has another key than the one that this side expects");
            assertThat(server.failure()).isInstanceOf(BadPaddingException.class);
        }
    }

    /** N15: it never hears who called. */
    @Test
    void aServerThatShowsAnotherKeyIsRefused() throws Exception {
        try (var server = NoiseJavaServer.start(Setup.framed(XX).own(OTHER), channel -> {})) {
            var error = refused(server, Trust.allow(SERVER.publicKey()::equals));
            assertThat(error.reason()).isEqualTo(Reason.PEER_NOT_ALLOWED);
            assertThat(error).hasMessageContaining(OTHER.publicKey().text());
            assertThat(server.failure()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aServersRefusalIsExplained() throws Exception {
        try (var server = NoiseJavaServer.start(Setup.framed(XX).own(SERVER), channel -> {})) {
            var error = refused(server, Trust.pinned(SERVER.publicKey()));
            assertThat(error.reason()).isEqualTo(Reason.NO_COMMON_SUITE);
            assertThat(error).hasMessageContaining(IK).hasMessageContaining("[other]");
        }
    }

    @Test
    void aChangedRecordOfTheServersEndsTheChannel() throws Exception {
        NoiseJavaServer.Handler handler = channel -> {
            var record = channel.records().seal(NoiseJavaChannel.DATA, new byte[100]);
            record[record.length - 1] ^= 1;
            channel.rawRecord(record);
            channel.flush();
        };
        try (var server = NoiseJavaServer.start(Setup.framed(IK).own(SERVER), handler);
                var channel = connect(server, Trust.pinned(SERVER.publicKey()))) {
            var error = catchThrowableOfType(SecureChannelException.class, channel::receive);
            assertThat(error.reason()).isEqualTo(Reason.CORRUPT_RECORD);
            server.served();
        }
    }

    @Test
    void aServerThatGoesWithoutAWordIsACut() throws Exception {
        try (var server = NoiseJavaServer.start(Setup.framed(IK).own(SERVER), channel -> {});
                var channel = connect(server, Trust.pinned(SERVER.publicKey()))) {
            var error = catchThrowableOfType(SecureChannelException.class, channel::receive);
            assertThat(error.reason()).isEqualTo(Reason.CONNECTION_CUT);
        }
    }

    @Test
    void aServersNextKeyIsRemembered() throws Exception {
        var announced = new CopyOnWriteArrayList<PeerKey>();
        var known = new KnownKeys() {
            @Override
            public Set<PeerKey> at(String address) {
                return Set.of(SERVER.publicKey());
            }

            @Override
            public void refused(String address, PeerKey key) {}

            @Override
            public boolean met(String address, PeerKey proved) {
                return false;
            }

            @Override
            public boolean announced(String address, PeerKey proved, PeerKey next) {
                assertThat(proved).isEqualTo(SERVER.publicKey());
                return announced.add(next);
            }
        };
        NoiseJavaServer.Handler handler = channel -> {
            channel.record(NoiseJavaChannel.NEXT_KEY, OTHER.publicKey().bytes());
            new NoiseJavaMessages(channel).echo();
        };
        try (var server = NoiseJavaServer.start(Setup.framed(XX).own(SERVER), handler);
                var channel = connect(server, Trust.known(known))) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
            assertThat(announced).isEqualTo(List.of(OTHER.publicKey()));
            channel.closeOutput();
            assertThat(channel.receive()).isEmpty();
            server.served();
        }
    }

    @Test
    void ourNextKeyIsHeard() throws Exception {
        var context = NoiseContext.forServer(SERVER).next(OTHER).alsoClassical().build();
        try (var server = PeerServer.start(ServerConfig.noise(context), PeerServer.ECHO);
                var channel = NoiseJavaChannel.connect(server.port(), client(IK))) {
            var client = new NoiseJavaMessages(channel);
            client.send(new byte[3]);
            assertThat(client.receive()).hasValue(new byte[3]);
            assertThat(channel.nextKey()).hasValue(OTHER.publicKey().bytes());
            client.end();
            assertThat(client.receive()).isEmpty();
            server.endedInOrder();
        }
    }
}
