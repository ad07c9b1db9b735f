package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each snippet about TLS does what the page around it says. */
@Timeout(60)
class TlsSnippetsTest {

    private static final InetSocketAddress LOOPBACK = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    @TempDir
    private Path directory;

    private CertificateAuthority root;
    private Identity server;
    private Identity ada;

    @BeforeEach
    void files() throws Exception {
        root = CertificateAuthority.create("Example Root CA");
        server = root.issue(CertificateProfile.tlsServer("localhost", "127.0.0.1"));
        ada = root.issue(CertificateProfile.tlsClient("ada"));
        Pem.write(server, directory.resolve("server.crt"), directory.resolve("server.key"));
        Pem.write(ada, directory.resolve("client.crt"), directory.resolve("client.key"));
        Pem.writeCertificate(root.certificate(), directory.resolve("root.crt"));
        Pem.writeCertificate(root.certificate(), directory.resolve("client-ca.crt"));
    }

    @Test
    void aRenewedCertificateIsShownWithoutARestart() throws Exception {
        var client = TlsSnippets.liveClient(directory);
        try (var listening = echo(TlsSnippets.liveServer(directory))) {
            assertThat(shown(client, listening)).isEqualTo(server.certificate());
            TlsSnippets.renew(root, directory);
            var renewed = Identity.fromPem(directory.resolve("server.crt"), directory.resolve("server.key"));
            assertThat(renewed.certificate()).isNotEqualTo(server.certificate());
            awaitThat(() -> shown(client, listening).equals(renewed.certificate()));
        }
    }

    @Test
    void whatCannotBeReloadedAndWhatExpiresIsTold() throws Exception {
        var soon = root.issue(CertificateProfile.tlsServer("localhost").withValidity(Duration.ofDays(2)));
        Pem.write(soon, directory.resolve("server.crt"), directory.resolve("server.key"));
        var told = new CopyOnWriteArrayList<String>();
        var tls = TlsContextFactory.serverBuilder(
                        Live.identity(directory.resolve("server.crt"), directory.resolve("server.key")))
                .clock(() -> soon.notAfter().minus(Duration.ofHours(3)))
                .reloadInterval(Duration.ZERO)
                .build();
        var config = TlsSnippets.listening(tls, told::add);
        try (var listening = echo(config)) {
            assertThat(shown(client(), listening)).isEqualTo(soon.certificate());
            Files.writeString(directory.resolve("server.crt"), "half a");
            assertThat(shown(client(), listening)).isEqualTo(soon.certificate());
        }
        assertThat(told).anyMatch(line -> line.startsWith("CN=localhost expires at "));
        assertThat(told).anyMatch(line -> line.startsWith("not reloaded: ") && line.contains("server.crt"));
    }

    @Test
    void pinsAreChecked() throws Exception {
        var pin = TlsSnippets.pinOf(server);
        var other = TlsSnippets.pinOf(ada);
        try (var listening = echo(serverConfig())) {
            assertThat(shown(TlsSnippets.pinned(pin, other), listening)).isEqualTo(server.certificate());
            assertThat(shown(TlsSnippets.andPinned(root.certificate(), pin, other), listening))
                    .isEqualTo(server.certificate());
            assertRefused(Reason.PIN_MISMATCH, () -> shown(TlsSnippets.pinned(other, other), listening));
            assertRefused(
                    Reason.PIN_MISMATCH,
                    () -> shown(TlsSnippets.andPinned(root.certificate(), other, other), listening));
        }
    }

    @Test
    void clientsGetTheirNamesAndStrangersNone() throws Exception {
        var names = new CopyOnWriteArrayList<String>();
        var config = TlsSnippets.peerName(
                server, root.certificate(), Map.of(Trust.pinOf(ada.certificate()), "Ada Lovelace"));
        try (var listening = SecureChannelServer.listen(LOOPBACK, config, channel -> {
            names.add(channel.peer().name().orElse("nobody"));
            channel.forEachMessage(channel::send);
        })) {
            assertThat(shown(client(ada), listening)).isEqualTo(server.certificate());
            var stranger = root.issue(CertificateProfile.tlsClient("stranger"));
            assertRefused(Reason.OWN_CERTIFICATE_REFUSED, () -> shown(client(stranger), listening));
        }
        assertThat(names).containsExactly("Ada Lovelace");
    }

    @Test
    void eachNameHasItsCertificate() throws Exception {
        var forChat = root.issue(CertificateProfile.tlsServer("chat.example"));
        try (var listening = echo(TlsSnippets.severalNames(forChat, server))) {
            assertThat(shown(client(), listening)).isEqualTo(server.certificate());
            var socket = new Socket(InetAddress.getLoopbackAddress(), listening.port());
            try (var channel = SecureChannel.connect(socket, "chat.example", client())) {
                assertThat(channel.peer().certificate()).contains(forChat.certificate());
            }
        }
    }

    @Test
    void postQuantumIsThereOrNothing() throws Exception {
        assumeThat(TlsProvider.CONSCRYPT.available())
                .as("Conscrypt has native code for this machine")
                .isTrue();
        var config = TlsSnippets.postQuantum(root.certificate());
        try (var listening = echo(TlsSnippets.postQuantumServer(server));
                var channel = SecureChannel.connect("localhost", listening.port(), config)) {
            assertThat(channel.protocol().postQuantumConfidentiality()).isTrue();
            assertThat(channel.protocol().group()).contains("X25519MLKEM768");
        }
        assumeThat(TlsProvider.JDK.postQuantum())
                .as("the JDK's TLS has no post-quantum group")
                .isFalse();
        try (var listening = echo(serverConfig())) {
            assertRefused(Reason.NOT_POST_QUANTUM, () -> shown(config, listening));
        }
    }

    @Test
    void paddedMessagesArrive() throws Exception {
        try (var listening = echo(serverConfig())) {
            assertThat(shown(TlsSnippets.padding(root.certificate()), listening))
                    .isEqualTo(server.certificate());
        }
    }

    @Test
    void theHttpServerAnswersTheHttpClientAndFollowsItsFiles() throws Exception {
        var http = TlsSnippets.httpsServer(directory, LOOPBACK);
        try {
            var port = http.getAddress().getPort();
            var response = TlsSnippets.httpClient(directory, URI.create("https://localhost:" + port + "/"));
            assertThat(response.body()).isEqualTo("hello");
            assertThat(response.sslSession().orElseThrow().getProtocol()).isEqualTo("TLSv1.3");
            assertThat(shownOverHttps(port)).isEqualTo(server.certificate());
            TlsSnippets.renew(root, directory);
            var renewed = Identity.fromPem(directory.resolve("server.crt"), directory.resolve("server.key"));
            awaitThat(() -> shownOverHttps(port).equals(renewed.certificate()));
            Pem.writeCertificate(CertificateAuthority.create("Stranger").certificate(), directory.resolve("root.crt"));
            assertThatThrownBy(() -> TlsSnippets.httpClient(directory, URI.create("https://localhost:" + port + "/")))
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("no authority that this side trusts");
        } finally {
            http.stop(0);
        }
    }

    private Certificate shownOverHttps(int port) throws IOException {
        var tls = TlsContextFactory.forClient(Trust.only(root.certificate()));
        try (var socket = (SSLSocket) tls.toSslContext().getSocketFactory().createSocket("localhost", port)) {
            socket.startHandshake();
            return socket.getSession().getPeerCertificates()[0];
        }
    }

    private ServerConfig serverConfig() {
        return ServerConfig.tls(TlsContextFactory.forServer(server)).build();
    }

    private ClientConfig client() {
        return ClientConfig.tls(TlsContextFactory.forClient(Trust.only(root.certificate())))
                .build();
    }

    private ClientConfig client(Identity identity) {
        return Snippets.mutualClient(identity, root.certificate());
    }

    private static SecureChannelServer echo(ServerConfig config) throws IOException {
        return SecureChannelServer.listen(LOOPBACK, config, channel -> channel.forEachMessage(channel::send));
    }

    /** The server's certificate, on a channel that talks. */
    private static Certificate shown(ClientConfig config, SecureChannelServer server) throws IOException {
        try (var channel = SecureChannel.connect("localhost", server.port(), config)) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
            return channel.peer().certificate().orElseThrow();
        }
    }

    private static void assertRefused(Reason reason, ThrowingCallable connecting) {
        assertThatThrownBy(connecting)
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static void awaitThat(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.call()) {
            assertThat(System.nanoTime() - end).as("not within 30 s").isNegative();
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
        }
    }
}
