package io.securechannel.tls;

import static io.securechannel.Loopback.CA;
import static io.securechannel.Loopback.await;
import static io.securechannel.Loopback.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.securechannel.Loopback;
import io.securechannel.SecureChannel;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.peer.Trust;
import java.io.DataInputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What attacks on TLS lived on is not offered, by any provider, and not taken. */
@Tag("verify")
@Timeout(30)
class AbsentFeaturesTest {

    private static final int SIGNATURE_ALGORITHMS = 13;
    private static final int HEARTBEAT = 15;
    private static final int EXTENDED_MASTER_SECRET = 23;
    private static final int EARLY_DATA = 42;
    private static final int SUPPORTED_VERSIONS = 43;
    private static final int PSK_KEY_EXCHANGE_MODES = 45;
    private static final int RENEGOTIATION_INFO = 0xFF01;
    private static final int RENEGOTIATION_SCSV = 0x00FF;

    private static final List<Integer> TLS_13 = List.of(0x1301, 0x1302, 0x1303);

    /** ECDHE with AES-GCM or ChaCha20-Poly1305: no CBC, RC4 or 3DES, no RSA key transport, no finite-field DH, no export. */
    private static final List<Integer> TLS_12 = List.of(0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9);

    static Stream<Arguments> clients() {
        return Stream.of(TlsProvider.values())
                .flatMap(provider -> Stream.of(Arguments.of(provider, false), Arguments.of(provider, true)));
    }

    @ParameterizedTest
    @MethodSource("clients")
    void aClientOffersNothingOfThat(TlsProvider provider, boolean allowTls12) throws Exception {
        assumeThat(provider.available()).isTrue();
        var hello = hello(provider, allowTls12);
        assertThat(hello.compressions()).as("CRIME").containsExactly((byte) 0);
        assertThat(hello.versions()).isEqualTo(allowTls12 ? List.of(0x0304, 0x0303) : List.of(0x0304));
        assertThat(hello.extensions()).doesNotContainKeys(HEARTBEAT, EARLY_DATA);
        var modes = hello.extensions().get(PSK_KEY_EXCHANGE_MODES);
        assertThat(modes == null || modes.equals(ByteBuffer.wrap(new byte[] {1, 1})))
                .as("psk_dhe_ke alone")
                .isTrue();
        var allowed = new ArrayList<>(TLS_13);
        allowed.add(RENEGOTIATION_SCSV);
        if (allowTls12) {
            allowed.addAll(TLS_12);
            assertThat(hello.extensions()).as("triple handshake").containsKey(EXTENDED_MASTER_SECRET);
            assertThat(hello.extensions().containsKey(RENEGOTIATION_INFO)
                            || hello.suites().contains(RENEGOTIATION_SCSV))
                    .isTrue();
        }
        assertThat(allowed).containsAll(hello.suites());
        assertThat(hello.signatures())
                .as("SLOTH: no MD5, nothing anonymous")
                .isNotEmpty()
                .allMatch(scheme -> (scheme >> 8) > 1);
    }

    @ParameterizedTest
    @EnumSource
    void aServerTakesNoCbcAndNoKeyTransport(TlsProvider provider) throws Exception {
        assumeThat(provider.available()).isTrue();
        var tls = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .provider(provider)
                .allowTls12()
                .build();
        var config = Loopback.server(tls).framing(Framing.none()).build();
        var refused = Loopback.serverError(config, socket -> {
            var factory = Loopback.stock(null).getSocketFactory();
            try (var client = (SSLSocket) factory.createSocket(socket, "localhost", socket.getPort(), true)) {
                client.setEnabledProtocols(new String[] {"TLSv1.2"});
                client.setEnabledCipherSuites(new String[] {
                    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
                    "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
                    "TLS_RSA_WITH_AES_128_GCM_SHA256",
                    "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"
                });
                client.startHandshake();
            }
        });
        Loopback.assertTells(refused, Reason.NO_COMMON_SUITE);
    }

    @Test
    void aClientDoesNotRenegotiateWithOurServer() throws Exception {
        var tls = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .allowTls12()
                .build();
        var config = Loopback.server(tls).framing(Framing.none()).build();
        try (var listening = Loopback.listen()) {
            var refused = start(() -> {
                try (var channel = SecureChannel.accept(listening.accept(), config)) {
                    var in = channel.inputStream();
                    assertThat(in.read()).isEqualTo(7);
                    return catchThrowable(in::read);
                }
            });
            var factory = Loopback.stock(null).getSocketFactory();
            try (var socket = (SSLSocket) factory.createSocket("localhost", listening.getLocalPort())) {
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.getOutputStream().write(7);
                var again = start(() -> catchThrowable(() -> renegotiate(socket)));
                assertRefused(await(refused));
                assertThat(await(again)).isNotNull();
            }
        }
    }

    @Test
    void aServerDoesNotRenegotiateWithOurClient() throws Exception {
        var tls = TlsContextFactory.clientBuilder(Trust.only(CA.certificate()))
                .allowTls12()
                .build();
        var config = Loopback.client(tls).framing(Framing.none()).build();
        var factory = Loopback.stockServer().getServerSocketFactory();
        try (var listening = (SSLServerSocket) factory.createServerSocket(0)) {
            listening.setEnabledProtocols(new String[] {"TLSv1.2"});
            var serving = start(() -> {
                try (var socket = (SSLSocket) listening.accept()) {
                    socket.getOutputStream().write(7);
                    assertThat(socket.getInputStream().read()).isEqualTo(8);
                    return catchThrowable(() -> renegotiate(socket));
                }
            });
            try (var channel = SecureChannel.connect("localhost", listening.getLocalPort(), config)) {
                var in = channel.inputStream();
                assertThat(in.read()).isEqualTo(7);
                channel.outputStream().write(8);
                assertRefused(catchThrowable(in::read));
            }
            assertThat(await(serving)).isNotNull();
        }
    }

    /** Asks for another handshake, and looks what the peer makes of it. */
    private static void renegotiate(SSLSocket socket) throws Exception {
        socket.startHandshake();
        assertThat(socket.getInputStream().read())
                .as("what a peer that renegotiates would send")
                .isNotNegative();
    }

    private static void assertRefused(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        error -> assertThat(error.reason()).isEqualTo(Reason.PROTOCOL_VIOLATION))
                .hasMessageContaining("renegotiate");
    }

    /** What one of our clients says first, to a peer that says nothing. */
    private static Hello hello(TlsProvider provider, boolean allowTls12) throws Exception {
        var builder =
                TlsContextFactory.clientBuilder(Trust.only(CA.certificate())).provider(provider);
        var config = Loopback.client(allowTls12 ? builder.allowTls12().build() : builder.build())
                .build();
        try (var listening = Loopback.listen()) {
            var heard = start(() -> {
                try (var socket = listening.accept()) {
                    var in = new DataInputStream(socket.getInputStream());
                    var header = in.readNBytes(5);
                    assertThat(header[0]).as("a handshake record").isEqualTo((byte) 22);
                    return Hello.parse(ByteBuffer.wrap(in.readNBytes(((header[3] & 0xFF) << 8) | (header[4] & 0xFF))));
                }
            });
            assertThat(catchThrowable(() -> SecureChannel.connect("localhost", listening.getLocalPort(), config)
                            .close()))
                    .isInstanceOf(SecureChannelException.class);
            return await(heard);
        }
    }

    /** RFC 8446, section 4.1.2. */
    private record Hello(List<Integer> suites, List<Byte> compressions, Map<Integer, ByteBuffer> extensions) {

        static Hello parse(ByteBuffer message) {
            message.position(4 + 2 + 32); // type and length, legacy_version, random
            message.position(message.position() + 1 + (message.get(message.position()) & 0xFF)); // session_id
            var suites = shorts(slice(message, message.getShort()));
            var compressions = new ArrayList<Byte>();
            for (int left = message.get(); left > 0; left--) {
                compressions.add(message.get());
            }
            var extensions = new HashMap<Integer, ByteBuffer>();
            var all = slice(message, message.getShort());
            while (all.hasRemaining()) {
                int type = all.getShort() & 0xFFFF;
                extensions.put(type, slice(all, all.getShort()));
            }
            return new Hello(suites, compressions, extensions);
        }

        List<Integer> versions() {
            return shorts(extensions.get(SUPPORTED_VERSIONS).duplicate().position(1));
        }

        List<Integer> signatures() {
            return shorts(extensions.get(SIGNATURE_ALGORITHMS).duplicate().position(2));
        }

        private static ByteBuffer slice(ByteBuffer from, int length) {
            var slice = from.slice(from.position(), length);
            from.position(from.position() + length);
            return slice;
        }

        private static List<Integer> shorts(ByteBuffer from) {
            var found = new ArrayList<Integer>();
            while (from.hasRemaining()) {
                found.add(from.getShort() & 0xFFFF);
            }
            return found;
        }
    }
}
