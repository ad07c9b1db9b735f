package io.securechannel.tls;

import static io.securechannel.Loopback.CA;
import static io.securechannel.Loopback.assertTells;
import static io.securechannel.Loopback.await;
import static io.securechannel.Loopback.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.Loopback;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The context alone, with the JDK's own sockets. */
@Tag("verify")
@Timeout(20)
class SslContextTest {

    private static final Trust TRUST = Trust.only(CA.certificate());

    @Test
    void plainSslSocketsWorkWithTheContext() throws Exception {
        assertThat(talk(CA.server("localhost"), TRUST, "localhost")).isNull();
    }

    @Test
    void theNameIsCheckedAlsoForAPlainSslSocket() throws Exception {
        var error = talk(CA.server("mail.example"), TRUST, "localhost");
        assertTells(verdict(error), Reason.WRONG_HOST, "asked for as localhost", "mail.example");
    }

    @Test
    void theAuthorityIsCheckedAlsoForAPlainSslSocket() throws Exception {
        var error = talk(TestCa.create("Stranger").server("localhost"), TRUST, "localhost");
        assertTells(verdict(error), Reason.UNTRUSTED_CERTIFICATE, "CN=Stranger");
    }

    @Test
    void aSocketThatKnowsNoHostIsCheckedAgainstItsAddressOrRefused() throws Exception {
        assertThat(talk(CA.server("mail.example"), TRUST, null)).isNotNull();
    }

    @Test
    void aServersDemandHoldsWithItsParameters() throws Exception {
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .requireClientCertificate(TRUST)
                .build();
        try (var listening = listening(server)) {
            assertThat(listening.getNeedClientAuth()).isTrue();
            var accepted = start(() -> catchThrowable(() -> {
                try (var socket = listening.accept()) {
                    assertThat(socket.getInputStream().read()).isEqualTo(1);
                }
            }));
            assertThat(catchThrowable(() -> use(TlsContextFactory.forClient(TRUST), "localhost", listening)))
                    .isInstanceOf(IOException.class);
            assertThat(await(accepted)).isInstanceOf(IOException.class);
            var again = start(() -> {
                try (var socket = (SSLSocket) listening.accept()) {
                    socket.getOutputStream().write(socket.getInputStream().read());
                    return socket.getSession().getPeerPrincipal().getName();
                }
            });
            var ada = TlsContextFactory.clientBuilder(TRUST).identity(CA.client("ada"));
            use(ada.build(), "localhost", listening);
            assertThat(await(again)).isEqualTo("CN=ada");
        }
    }

    @Test
    void theParametersHoldVersionsAndSuites() {
        var parameters = TlsContextFactory.forClient(TRUST).sslParameters();
        assertThat(parameters.getProtocols()).containsExactly("TLSv1.3");
        assertThat(parameters.getCipherSuites()).containsExactlyElementsOf(TlsSettings.TLS13_SUITES);
        assertThat(parameters.getUseCipherSuitesOrder()).isTrue();
        parameters.setProtocols(new String[] {"TLSv1.2"});
        assertThat(TlsContextFactory.forClient(TRUST).sslParameters().getProtocols())
                .containsExactly("TLSv1.3");
    }

    private static Throwable talk(Identity identity, Trust trust, String host) throws Exception {
        try (var listening = listening(TlsContextFactory.forServer(identity))) {
            var served = start(() -> catchThrowable(() -> {
                try (var socket = listening.accept()) {
                    socket.getOutputStream().write(socket.getInputStream().read());
                }
            }));
            var error = catchThrowable(() -> use(TlsContextFactory.forClient(trust), host, listening));
            if (error == null) {
                assertThat(await(served)).isNull();
            }
            return error;
        }
    }

    private static SSLServerSocket listening(TlsContextFactory.Server server) throws IOException {
        var listening = (SSLServerSocket) server.toSslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
        listening.setSSLParameters(server.sslParameters());
        return listening;
    }

    private static void use(TlsContextFactory.Client client, String host, SSLServerSocket server) throws IOException {
        var factory = client.toSslContext().getSocketFactory();
        var below = new Socket(server.getInetAddress(), server.getLocalPort());
        try (var socket = (SSLSocket) factory.createSocket(below, host, server.getLocalPort(), true)) {
            socket.setSSLParameters(client.sslParameters());
            socket.getOutputStream().write(1);
            if (socket.getInputStream().read() != 1) {
                throw new IOException("no answer");
            }
        }
    }

    private static Throwable verdict(Throwable error) {
        var cause = error;
        while (cause.getCause() != null && !(cause instanceof io.securechannel.error.SecureChannelException)) {
            cause = cause.getCause();
        }
        return cause;
    }
}
