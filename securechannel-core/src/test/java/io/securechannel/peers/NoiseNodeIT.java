package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseSuite;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.Trust;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** docs/node/noise.mjs at our channels, in both directions: handshakes by noise-handshake, records by Node's own cryptography. */
@Tag("it")
class NoiseNodeIT {

    private static final NoiseSuite SUITE = new NoiseSuite(NoiseSuite.Cipher.CHACHA_POLY, NoiseSuite.Hash.BLAKE2B);
    private static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();
    private static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    private static final NoisePublicKey NOBODYS = NoiseKeyPair.generate().publicKey();
    private static final int REKEY_AFTER = 65_536;

    private static String script = "";

    @TempDir
    private static Path directory;

    @BeforeAll
    static void packagesAreThere() throws Exception {
        script = NodePackages.install().resolve("noise.mjs").toString();
        KeyFiles.writePem(CLIENT, directory.resolve("client.pem"));
        KeyFiles.writePem(SERVER, directory.resolve("server.pem"));
    }

    private static Program node(String command, String key, Stream<String> arguments) throws Exception {
        var file = directory.resolve(key).toString();
        return Program.start(Stream.concat(Stream.of("node", script, command, "--key", file), arguments)
                .toList());
    }

    /** A server that lets in the owner of this key. */
    private static Program nodeServer(NoisePublicKey client) throws Exception {
        return node("listen", "server.pem", Stream.of("0", "--client", client.text()));
    }

    private static Program nodeClient(PeerServer server, String option, NoisePublicKey key) throws Exception {
        return node("connect", "client.pem", Stream.of("localhost", server.port(), option, key.text()));
    }

    private static int portOf(Program server) throws Exception {
        return Integer.parseInt(server.awaitOutput("port (\\d+)\n").group(1));
    }

    private static ClientConfig ours(KeyTrust servers) {
        return ClientConfig.noise(NoiseContext.forClient(servers)
                        .identity(CLIENT)
                        .suite(SUITE)
                        .classical()
                        .build())
                .listener(event -> {})
                .build();
    }

    private static ServerConfig.Builder ourServer(NoisePublicKey client) {
        return ServerConfig.noise(NoiseContext.forServer(SERVER)
                .clients(Trust.pinned(client))
                .suites(SUITE)
                .alsoClassical()
                .build());
    }

    @Test
    void ourMessagesComeBackFromItsServer() throws Exception {
        try (var node = nodeServer(CLIENT.publicKey())) {
            int port = portOf(node);
            node.awaitErrors("own " + SERVER.publicKey().text() + "\n");
            for (var trust : List.of(Trust.pinned(SERVER.publicKey()), Trust.allow(SERVER.publicKey()::equals))) {
                try (var channel = SecureChannel.connect("localhost", port, ours(trust))) {
                    for (int length : new int[] {0, 1, 32_796, 32_797, 65_513, 65_514, 65_515, 131_069, 1 << 20}) {
                        var message = new byte[length];
                        Arrays.fill(message, length / 2, length, (byte) 7);
                        channel.send(message);
                        assertThat(channel.receive()).hasValue(message);
                    }
                    channel.closeOutput();
                    assertThat(channel.receive()).isEmpty();
                }
            }
            node.awaitErrors("(?s)(client " + CLIENT.publicKey().text() + "\nthe end is proved\n){2}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--server", "--shows"})
    void itsMessagesComeBackFromOurServer(String option) throws Exception {
        var lines = List.of("hello", "", "ünïcödé 🔐", "x".repeat(1 << 20), "last");
        try (var server = PeerServer.start(ourServer(CLIENT.publicKey()), PeerServer.ECHO);
                var node = nodeClient(server, option, SERVER.publicKey())) {
            node.type(String.join("\n", lines) + "\n").endInput();
            assertThat(node.awaitExit()).as("%s", node.errors()).isZero();
            assertThat(node.output().lines()).containsExactlyElementsOf(lines);
            assertThat(node.errors()).contains("the end is proved");
            server.endedInOrder();
            var established = server.established();
            assertThat(established.identity().key()).contains(CLIENT.publicKey());
            assertThat(established.protocol().cipherSuite())
                    .isEqualTo("Noise_" + (option.equals("--server") ? "IK" : "XX") + "_25519_" + SUITE);
        }
    }

    @Test
    void itRekeysInBothDirections() throws Exception {
        var lines =
                IntStream.range(0, REKEY_AFTER + 10).mapToObj(Integer::toString).collect(Collectors.joining("\n"));
        try (var server = PeerServer.start(ourServer(CLIENT.publicKey()), PeerServer.ECHO);
                var node = nodeClient(server, "--server", SERVER.publicKey())) {
            node.type(lines + "\n").endInput();
            assertThat(node.awaitExit()).as("%s", node.errors()).isZero();
            assertThat(node.output()).isEqualTo(lines + "\n");
            server.endedInOrder();
        }
    }

    @Test
    void itHearsOfOurNextKey() throws Exception {
        var next = NoiseKeyPair.generate();
        var context = NoiseContext.forServer(SERVER)
                .next(next)
                .suites(SUITE)
                .alsoClassical()
                .build();
        try (var server = PeerServer.start(ServerConfig.noise(context), PeerServer.ECHO);
                var node = nodeClient(server, "--server", SERVER.publicKey())) {
            node.endInput();
            assertThat(node.awaitExit()).as("%s", node.errors()).isZero();
            assertThat(node.errors())
                    .contains("the end is proved, next key " + next.publicKey().text());
        }
    }

    @Test
    void aWrongServersKeyIsRefusedByIt() throws Exception {
        try (var server = PeerServer.start(ourServer(CLIENT.publicKey()), PeerServer.ECHO)) {
            try (var node = nodeClient(server, "--server", NOBODYS)) {
                assertThat(node.awaitExit()).isEqualTo(1);
                assertThat(server.refusal()).isEqualTo(Reason.HANDSHAKE_NOT_AUTHENTIC);
                assertThat(node.errors()).contains("noise: the connection was cut");
            }
            try (var node = nodeClient(server, "--shows", NOBODYS)) {
                assertThat(node.awaitExit()).isEqualTo(1);
                assertThat(node.errors())
                        .contains("noise: the server shows the key "
                                + SERVER.publicKey().text());
                assertThat(server.refusal()).isEqualTo(Reason.CONNECTION_CUT);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--server", "--shows"})
    void itsKeyIsRefusedByUs(String option) throws Exception {
        try (var server = PeerServer.start(ourServer(NOBODYS), PeerServer.ECHO);
                var node = nodeClient(server, option, SERVER.publicKey())) {
            assertThat(node.awaitExit()).isEqualTo(1);
            assertThat(server.refusal()).isEqualTo(Reason.PEER_NOT_ALLOWED);
        }
    }

    @Test
    void itsSuiteIsRefusedByUsAndExplained() throws Exception {
        try (var server = PeerServer.start(ServerConfig.noise(SERVER), PeerServer.ECHO);
                var node = nodeClient(server, "--server", SERVER.publicKey())) {
            assertThat(node.awaitExit()).isEqualTo(1);
            assertThat(server.refusal()).isEqualTo(Reason.NO_COMMON_SUITE);
            assertThat(node.errors())
                    .contains("the server does not accept the protocol")
                    .contains("Noise_IKhfs_25519+MLKEM768_AESGCM_SHA256");
        }
    }

    /** It says nothing of the cause, as N13 asks; our error lists what it may be. */
    @Test
    void aWrongKeyIsRefusedByItsServer() throws Exception {
        try (var node = nodeServer(NOBODYS)) {
            int port = portOf(node);
            var another = refused(port, Trust.pinned(NOBODYS));
            assertThat(another.reason()).isEqualTo(Reason.CONNECTION_CUT);
            assertThat(another.possibleReasons()).contains(Reason.HANDSHAKE_NOT_AUTHENTIC);
            assertThat(another).hasMessageContaining("another key than the one that this side expects");
            node.awaitErrors("noise: a handshake message is not authentic");
            var own = refused(port, Trust.pinned(SERVER.publicKey()));
            assertThat(own.reason()).isEqualTo(Reason.CONNECTION_CUT);
            assertThat(own.possibleReasons()).contains(Reason.PEER_NOT_ALLOWED);
            assertThat(own).hasMessageContaining("it does not let this side's key in");
            node.awaitErrors(
                    "noise: the client has the key " + CLIENT.publicKey().text() + ", which is not let in");
        }
    }

    @Test
    void aKeyThatItsServerShowsIsRefusedByUs() throws Exception {
        try (var node = nodeServer(CLIENT.publicKey())) {
            var error = refused(portOf(node), Trust.allow(NOBODYS::equals));
            assertThat(error.reason()).isEqualTo(Reason.PEER_NOT_ALLOWED);
            assertThat(error).hasMessageContaining(SERVER.publicKey().text());
            node.awaitErrors("noise: the connection was cut");
        }
    }

    @Test
    void ourSuiteIsRefusedByItsServer() throws Exception {
        try (var node = nodeServer(CLIENT.publicKey())) {
            int port = portOf(node);
            var config = ClientConfig.noise(CLIENT, Trust.pinned(SERVER.publicKey()))
                    .listener(event -> {})
                    .build();
            var error = catchThrowableOfType(
                    SecureChannelException.class, () -> SecureChannel.connect("localhost", port, config));
            assertThat(error.reason()).isEqualTo(Reason.NO_COMMON_SUITE);
            assertThat(error).hasMessageContaining("Noise_IK_25519_ChaChaPoly_BLAKE2b");
        }
    }

    private static SecureChannelException refused(int port, KeyTrust trust) {
        return catchThrowableOfType(
                SecureChannelException.class, () -> SecureChannel.connect("localhost", port, ours(trust)));
    }
}
