package io.securechannel;

import static io.securechannel.Loopback.assertTells;
import static io.securechannel.Loopback.clientError;
import static io.securechannel.Loopback.errors;
import static io.securechannel.Loopback.serverError;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.framing.Framing;
import io.securechannel.peer.Trust;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is said of peers that speak something else, or stop speaking. */
@Tag("verify")
@Timeout(20)
class PeerErrorsTest {

    @Test
    void aClientOfTls12IsRefusedWithBothVersions() throws Exception {
        var error = serverError(
                Loopback.server().build(),
                socket -> stock(socket, true, "TLSv1.2", null).startHandshake());
        assertTells(
                error,
                Reason.PROTOCOL_VERSION,
                "the peer offers TLSv1.2",
                "this side accepts TLSv1.3",
                "allowTls12()",
                "127.0.0.1:");
    }

    @Test
    void aServerOfTls12IsRefusedWithTheOwnVersion() throws Exception {
        var error = clientError(
                Loopback.client().build(),
                socket -> stock(socket, false, "TLSv1.2", null).startHandshake());
        assertTells(error, Reason.PROTOCOL_VERSION, "this side accepts TLSv1.3", "allowTls12()", "localhost:");
    }

    @Test
    void noCommonSuiteIsToldWithTheOwnSuites() throws Exception {
        var client = TlsContextFactory.clientBuilder(Trust.only(Loopback.CA.certificate()))
                .cipherSuites("TLS_AES_128_GCM_SHA256")
                .build();
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .cipherSuites("TLS_AES_256_GCM_SHA384")
                .build();
        var both = errors(
                "localhost",
                Loopback.client(client).build(),
                Loopback.server(server).build());
        assertTells(
                both.server(),
                Reason.NO_COMMON_SUITE,
                "this side accepts TLS_AES_256_GCM_SHA384",
                "the client offers 1 suites for TLSv1.3");
        assertTells(both.client(), Reason.NO_COMMON_SUITE, "this side accepts TLS_AES_128_GCM_SHA256");
    }

    @ParameterizedTest
    @CsvSource({
        "'GET / HTTP/1.1\r\nHost: x\r\n\r\n', a plain HTTP request",
        "'hello server\n', plain text",
        "'SSH-2.0-OpenSSH_9.9\r\n', SSH",
        "'hi\n', plain text"
    })
    void aPeerThatSpeaksPlainTextToTheServerIsNamed(String words, String name) throws Exception {
        var error = serverError(Loopback.server().build(), socket -> {
            socket.getOutputStream().write(words.getBytes(US_ASCII));
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
        });
        assertTells(error, Reason.NOT_SECURE_CHANNEL, "look like " + name, "right port");
        assertThat(error.getMessage()).doesNotContain("Host", "OpenSSH", "hello");
    }

    @ParameterizedTest
    @CsvSource({
        "'HTTP/1.1 400 Bad Request\r\n\r\n', a plain HTTP answer",
        "'220 mail.example ESMTP\r\n', plain text",
        "'SSH-2.0-OpenSSH_9.9\r\n', SSH"
    })
    void aServerThatAnswersInPlainTextIsNamed(String words, String name) throws Exception {
        var error = clientError(Loopback.client().build(), socket -> {
            assertThat(socket.getInputStream().read()).isEqualTo(22);
            socket.getOutputStream().write(words.getBytes(US_ASCII));
            assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
        });
        assertTells(error, Reason.NOT_SECURE_CHANNEL, "look like " + name, "is TLS switched on", "localhost:");
        assertThat(error.getMessage()).doesNotContain("Bad Request", "mail.example", "OpenSSH");
    }

    @Test
    void aClientWithoutAlpnIsRefusedWithBothSides() throws Exception {
        var error = serverError(
                Loopback.server().build(),
                socket -> stock(socket, true, "TLSv1.3", null).startHandshake());
        assertTells(
                error,
                Reason.ALPN_MISMATCH,
                "this side asks for [securechannel/1]",
                "the client offers no application protocol",
                "Framing.none()");
    }

    @Test
    void aClientOfAnotherProtocolIsRefusedWithBothSides() throws Exception {
        var error = serverError(
                Loopback.server().build(),
                socket -> stock(socket, true, "TLSv1.3", "h2").startHandshake());
        assertTells(error, Reason.ALPN_MISMATCH, "this side asks for [securechannel/1]", "the client offers [h2]");
    }

    @Test
    void aServerWithoutAlpnIsRefused() throws Exception {
        var error = clientError(
                Loopback.client().build(),
                socket -> stock(socket, false, "TLSv1.3", null).startHandshake());
        assertTells(error, Reason.ALPN_MISMATCH, "this side asks for [securechannel/1]", "the server chose none");
    }

    @Test
    void aServerOfAnotherProtocolIsRefused() throws Exception {
        var error = clientError(
                Loopback.client().build(),
                socket -> stock(socket, false, "TLSv1.3", "h2").startHandshake());
        assertTells(error, Reason.ALPN_MISMATCH, "this side asks for [securechannel/1]");
    }

    @Test
    void framedAndRawEndsTellEachOther() throws Exception {
        var raw = Loopback.client().framing(Framing.none()).build();
        var both = errors("localhost", raw, Loopback.server().build());
        assertTells(both.server(), Reason.ALPN_MISMATCH, "Both ends must use the same framing");
    }

    @Test
    void aConnectionThatIsClosedBeforeTheHelloIsACut() throws Exception {
        var error = clientError(
                Loopback.client().build(),
                socket -> assertThat(socket.getInputStream().readNBytes(5)).hasSize(5));
        assertTells(error, Reason.CONNECTION_CUT, "localhost:");
    }

    @Test
    void anEndInTheMiddleOfTheHandshakeIsACut() throws Exception {
        var error = serverError(Loopback.server().build(), socket -> {
            socket.getOutputStream().write(new byte[] {22, 3, 1, 2, 0, 1, 0, 1});
            socket.shutdownOutput();
            assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100);
        });
        assertTells(error, Reason.CONNECTION_CUT, "in the middle of the TLS handshake");
    }

    @Test
    void aConnectionThatIsCutAfterTheHandshakeIsNoCleanEnd() throws Exception {
        var error = clientError(
                Loopback.client().build(),
                socket -> stock(socket, false, "TLSv1.3", "securechannel/1")
                        .startHandshake()); // the script's end closes the socket below the TLS
        assertTells(error, Reason.CONNECTION_CUT);
    }

    @Test
    void closeNotifyWithoutACloseFrameIsACut() throws Exception {
        var error = clientError(Loopback.client().build(), socket -> {
            try (var tls = stock(socket, false, "TLSv1.3", "securechannel/1")) {
                tls.startHandshake();
            }
        });
        assertTells(error, Reason.CONNECTION_CUT, "without a CLOSE frame", "give up a message in the middle");
    }

    @Test
    void aSilentServerRunsIntoTheDeadlineOfTheHandshake() throws Exception {
        var config = Loopback.client().handshakeTimeout(Duration.ofMillis(200)).build();
        var error = clientError(
                config,
                socket -> assertThat(socket.getInputStream().readAllBytes()).isNotEmpty());
        assertTells(error, Reason.HANDSHAKE_TIMEOUT, "handshakeTimeout", "localhost:");
    }

    @Test
    void aSilentClientRunsIntoTheDeadlineOfTheHandshake() throws Exception {
        var config = Loopback.server().handshakeTimeout(Duration.ofMillis(200)).build();
        var error = serverError(
                config,
                socket -> assertThat(socket.getInputStream().readAllBytes()).hasSizeLessThan(100));
        assertTells(error, Reason.HANDSHAKE_TIMEOUT, "handshakeTimeout", "silent, too slow");
    }

    private static SSLSocket stock(Socket below, boolean client, String version, String protocol) throws IOException {
        SSLContext context = client ? Loopback.stock(null) : Loopback.stockServer();
        var socket = (SSLSocket) context.getSocketFactory().createSocket(below, "localhost", below.getPort(), true);
        socket.setUseClientMode(client);
        socket.setEnabledProtocols(new String[] {version});
        var parameters = socket.getSSLParameters();
        if (protocol != null) {
            parameters.setApplicationProtocols(new String[] {protocol});
        }
        socket.setSSLParameters(parameters);
        return socket;
    }
}
