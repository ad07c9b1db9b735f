package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.ServerConfig;
import io.securechannel.framing.Framing;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.noise.NoiseContext;
import io.securechannel.noise.NoiseSuite;
import io.securechannel.noise.NoiseSuite.Cipher;
import io.securechannel.noise.NoiseSuite.Hash;
import io.securechannel.peer.KeyTrust;
import io.securechannel.peer.Trust;
import io.securechannel.peers.NoiseJavaChannel.Setup;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Our channels over Noise at noise-java's, over sockets, in both directions. */
@Tag("it")
class NoiseJavaChannelIT {

    private static final NoiseKeyPair CLIENT = NoiseKeyPair.generate();
    private static final NoiseKeyPair SERVER = NoiseKeyPair.generate();
    private static final int REKEY_AFTER = 65_536;
    private static final int SOME_MORE = 10;

    /**
     * A protocol of the transport.
     *
     * @param pattern without modifiers
     * @param suite its functions
     */
    record Protocol(String pattern, NoiseSuite suite) {

        String name() {
            return "Noise_" + pattern + "_25519_" + suite;
        }

        boolean clientHasKey() {
            return pattern.equals("XX") || pattern.equals("IK");
        }

        boolean serverIsKnown() {
            return pattern.endsWith("K");
        }

        ClientConfig.Builder ours() {
            KeyTrust servers =
                    serverIsKnown() ? Trust.pinned(SERVER.publicKey()) : Trust.allow(SERVER.publicKey()::equals);
            var context = NoiseContext.forClient(servers).suite(suite).classical();
            if (clientHasKey()) {
                context.identity(CLIENT);
            }
            return ClientConfig.noise(context.build()).listener(event -> {});
        }

        /** noise-java's client. */
        Setup client(Setup setup) {
            var withOwn = clientHasKey() ? setup.own(CLIENT) : setup;
            return serverIsKnown() ? withOwn.server(SERVER.publicKey()) : withOwn;
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static Stream<Protocol> protocols() {
        return Stream.of("XX", "IK", "NK", "NX")
                .flatMap(pattern -> Stream.of(Cipher.values())
                        .flatMap(cipher -> Stream.of(Hash.values())
                                .map(hash -> new Protocol(pattern, new NoiseSuite(cipher, hash)))));
    }

    /** Of all lengths at which something changes: a record is full with 65,518 bytes there and 32,800 here, of which a frame's header takes 4. */
    private static List<byte[]> messages() {
        var random = new Random(8);
        var messages = new ArrayList<byte[]>();
        for (int length : new int[] {
            0, 1, 255, 256, 32_795, 32_796, 32_797, 65_513, 65_514, 65_515, 65_535, 65_536, 65_597, 131_068, 131_069,
            1 << 20
        }) {
            var message = new byte[length];
            random.nextBytes(message);
            messages.add(message);
        }
        return messages;
    }

    /** A server with both ciphers, and the protocol's hash. */
    private static ServerConfig.Builder server(Protocol protocol) {
        var suites = Stream.of(Cipher.values())
                .map(cipher -> new NoiseSuite(cipher, protocol.suite().hash()))
                .toList();
        return ServerConfig.noise(NoiseContext.forServer(SERVER)
                .suites(suites.get(0), suites.toArray(new NoiseSuite[0]))
                .alsoClassical()
                .build());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("protocols")
    void ourClientsMessagesComeBack(Protocol protocol) throws Exception {
        var setup = Setup.framed(protocol.name()).own(SERVER);
        try (var server = NoiseJavaServer.start(setup, channel -> new NoiseJavaMessages(channel).echo());
                var channel = SecureChannel.connect(
                        "localhost", server.port(), protocol.ours().build())) {
            assertThat(channel.protocol().cipherSuite()).isEqualTo(protocol.name());
            assertThat(channel.protocol().postQuantumConfidentiality()).isFalse();
            for (var message : messages()) {
                channel.send(message);
                assertThat(channel.receive()).hasValue(message);
            }
            channel.closeOutput();
            assertThat(channel.receive()).isEmpty();
            var theirs = server.served();
            assertThat(theirs.handshakeHash())
                    .isEqualTo(channel.channelBinding().bytes());
            if (protocol.clientHasKey()) {
                assertThat(theirs.peer()).isEqualTo(CLIENT.publicKey().bytes());
            }
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("protocols")
    void theirClientsMessagesComeBack(Protocol protocol) throws Exception {
        try (var server = PeerServer.start(server(protocol), PeerServer.ECHO);
                var theirs = NoiseJavaChannel.connect(server.port(), protocol.client(Setup.framed(protocol.name())))) {
            var client = new NoiseJavaMessages(theirs);
            for (var message : messages()) {
                client.send(message);
                assertThat(client.receive()).hasValue(message);
            }
            client.end();
            assertThat(client.receive()).isEmpty();
            server.endedInOrder();
            var established = server.established();
            assertThat(established.protocol().cipherSuite()).isEqualTo(protocol.name());
            assertThat(established.identity().key().isPresent()).isEqualTo(protocol.clientHasKey());
            if (protocol.clientHasKey()) {
                assertThat(established.identity().key()).contains(CLIENT.publicKey());
            }
        }
    }

    @Test
    void ourRawStreamComesBack() throws Exception {
        var protocol = new Protocol("IK", NoiseSuite.DEFAULT);
        var setup = Setup.raw(protocol.name()).own(SERVER);
        try (var server = NoiseJavaServer.start(setup, NoiseJavaChannelIT::echo);
                var channel = SecureChannel.connect(
                        "localhost",
                        server.port(),
                        protocol.ours().framing(Framing.none()).build())) {
            for (var message : messages()) {
                channel.outputStream().write(message);
                channel.outputStream().flush();
                assertThat(channel.inputStream().readNBytes(message.length)).isEqualTo(message);
            }
            channel.closeOutput();
            assertThat(channel.inputStream().read()).isEqualTo(-1);
            server.served();
        }
    }

    @Test
    void theirRawStreamComesBack() throws Exception {
        var protocol = new Protocol("XX", new NoiseSuite(Cipher.CHACHA_POLY, Hash.BLAKE2S));
        try (var server = PeerServer.start(server(protocol).framing(Framing.none()), PeerServer.RAW_ECHO);
                var theirs = NoiseJavaChannel.connect(server.port(), protocol.client(Setup.raw(protocol.name())))) {
            var back = theirs.inputStream();
            for (var message : messages()) {
                theirs.write(message);
                assertThat(back.readNBytes(message.length)).isEqualTo(message);
            }
            theirs.end();
            assertThat(back.read()).isEqualTo(-1);
            server.endedInOrder();
        }
    }

    /** Each message is a record, and so both directions replace their keys. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("suites")
    void bothDirectionsRekeyAtOurClient(NoiseSuite suite) throws Exception {
        var protocol = new Protocol("IK", suite);
        var setup = Setup.framed(protocol.name()).own(SERVER);
        try (var server = NoiseJavaServer.start(setup, channel -> new NoiseJavaMessages(channel).echo());
                var channel = SecureChannel.connect(
                        "localhost", server.port(), protocol.ours().build())) {
            for (int i = 0; i < REKEY_AFTER + SOME_MORE; i++) {
                var message = number(i);
                channel.send(message);
                assertThat(channel.receive().orElseThrow()).isEqualTo(message);
            }
            channel.closeOutput();
            assertThat(channel.receive()).isEmpty();
            assertThat(server.served().records().received()).isEqualTo(1 + REKEY_AFTER + SOME_MORE + 2);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("suites")
    void bothDirectionsRekeyAtOurServer(NoiseSuite suite) throws Exception {
        var protocol = new Protocol("NK", suite);
        try (var server = PeerServer.start(server(protocol), PeerServer.ECHO);
                var theirs = NoiseJavaChannel.connect(server.port(), protocol.client(Setup.framed(protocol.name())))) {
            var client = new NoiseJavaMessages(theirs);
            for (int i = 0; i < REKEY_AFTER + SOME_MORE; i++) {
                var message = number(i);
                client.send(message);
                assertThat(client.receive().orElseThrow()).isEqualTo(message);
            }
            client.end();
            assertThat(client.receive()).isEmpty();
            server.endedInOrder();
            assertThat(theirs.records().received()).isGreaterThan(REKEY_AFTER + SOME_MORE);
        }
    }

    static Stream<NoiseSuite> suites() {
        return Stream.of(NoiseSuite.DEFAULT, new NoiseSuite(Cipher.CHACHA_POLY, Hash.BLAKE2B));
    }

    private static byte[] number(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static void echo(NoiseJavaChannel channel) throws Exception {
        for (var bytes = channel.read(); bytes.isPresent(); bytes = channel.read()) {
            channel.write(bytes.get());
        }
        channel.end();
    }
}
