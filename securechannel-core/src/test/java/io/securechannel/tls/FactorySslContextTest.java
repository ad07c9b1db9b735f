package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.Loopback;
import io.securechannel.peer.Trust;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.KeyManagementException;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whatever a context makes has the factory's settings: it offers one suite and TLS 1.3 alone, and a server demands a certificate. */
@Tag("verify")
@Timeout(20)
class FactorySslContextTest {

    private static final InetAddress HERE = InetAddress.getLoopbackAddress();
    private static final Trust TRUST = Trust.only(Loopback.CA.certificate());
    private static final String SUITE = "TLS_AES_128_GCM_SHA256";

    private final SSLContext client =
            TlsContextFactory.clientBuilder(TRUST).cipherSuites(SUITE).build().toSslContext();
    private final SSLContext server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
            .cipherSuites(SUITE)
            .requireClientCertificate(TRUST)
            .build()
            .toSslContext();

    @Test
    void socketsHaveTheSettingsHoweverTheyAreMade() throws Exception {
        var factory = client.getSocketFactory();
        assertThat(factory.getDefaultCipherSuites()).containsExactly(SUITE);
        assertThat(factory.getSupportedCipherSuites()).containsExactly(SUITE);
        try (var listening = new ServerSocket(0, 10, HERE)) {
            int port = listening.getLocalPort();
            var name = HERE.getHostAddress();
            for (var made : List.of(
                    factory.createSocket(),
                    factory.createSocket(name, port),
                    factory.createSocket(name, port, HERE, 0),
                    factory.createSocket(HERE, port),
                    factory.createSocket(HERE, port, HERE, 0),
                    factory.createSocket(new Socket(HERE, port), name, port, true),
                    factory.createSocket(new Socket(HERE, port), new ByteArrayInputStream(new byte[0]), true))) {
                try (var socket = (SSLSocket) made) {
                    assertThat(socket.getEnabledProtocols()).containsExactly("TLSv1.3");
                    assertThat(socket.getEnabledCipherSuites()).containsExactly(SUITE);
                }
            }
        }
    }

    @Test
    void serverSocketsHaveTheSettingsHoweverTheyAreMade() throws Exception {
        var factory = server.getServerSocketFactory();
        assertThat(factory.getDefaultCipherSuites()).containsExactly(SUITE);
        assertThat(factory.getSupportedCipherSuites()).containsExactly(SUITE);
        for (var made : List.of(factory.createServerSocket(), factory.createServerSocket(0, 1, HERE))) {
            try (var socket = (SSLServerSocket) made) {
                assertThat(socket.getEnabledProtocols()).containsExactly("TLSv1.3");
                assertThat(socket.getEnabledCipherSuites()).containsExactly(SUITE);
                assertThat(socket.getNeedClientAuth()).isTrue();
            }
        }
    }

    @Test
    void enginesHaveTheSettingsHoweverTheyAreMade() {
        for (var engine : List.of(client.createSSLEngine(), client.createSSLEngine("localhost", 1))) {
            assertThat(engine.getUseClientMode()).isTrue();
            assertThat(engine.getEnabledProtocols()).containsExactly("TLSv1.3");
            assertThat(engine.getEnabledCipherSuites()).containsExactly(SUITE);
        }
        assertThat(client.createSSLEngine("localhost", 1).getPeerHost()).isEqualTo("localhost");
        for (var engine : List.of(server.createSSLEngine(), server.createSSLEngine("localhost", 1))) {
            assertThat(engine.getUseClientMode()).isFalse();
            assertThat(engine.getNeedClientAuth()).isTrue();
        }
    }

    @Test
    void theContextSaysWhatItMakes() {
        assertThat(client.getDefaultSSLParameters().getCipherSuites()).containsExactly(SUITE);
        assertThat(client.getSupportedSSLParameters().getCipherSuites()).containsExactly(SUITE);
        assertThat(client.getClientSessionContext().getSessionTimeout()).isEqualTo(3_600);
        assertThat(server.getServerSessionContext().getSessionCacheSize()).isEqualTo(1_024);
        assertThatThrownBy(() -> client.init(null, null, null))
                .isInstanceOf(KeyManagementException.class)
                .hasMessageContaining("TlsContextFactory");
    }
}
