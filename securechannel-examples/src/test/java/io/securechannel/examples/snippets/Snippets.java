package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.framing.Framing;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import io.securechannel.testkit.ChannelPair;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/** What stands between a marker and its end is in the documentation, letter for letter. */
final class Snippets {

    private Snippets() {}

    /** What a CA of one's own gives. */
    record Certificates(Identity identity, X509Certificate caCertificate, CertificateAuthority root) {}

    static Certificates ca() throws GeneralSecurityException {
        // snippet: ca
        var root = CertificateAuthority.create("Example Root CA");
        var identity = root.issue(CertificateProfile.tlsServer("localhost", "127.0.0.1"));
        var caCertificate = root.certificate();
        // end
        return new Certificates(identity, caCertificate, root);
    }

    static void client(int port, X509Certificate caCertificate) throws IOException {
        // snippet: client
        var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(caCertificate)))
                .build();
        try (var channel = SecureChannel.connect("localhost", port, config)) {
            channel.sendText("hello");
            System.out.println(channel.receiveText().orElse("closed"));
        }
        // end
    }

    static void server(Identity identity) throws IOException, InterruptedException {
        // snippet: server
        var config = ServerConfig.tls(TlsContextFactory.forServer(identity)).build();
        try (var server = SecureChannelServer.listen(7443, config, channel -> channel.forEachMessage(channel::send))) {
            server.awaitClose();
        }
        // end
    }

    static SecureChannel accept(ServerSocket serverSocket, ServerConfig serverConfig) throws IOException {
        // snippet: own-sockets
        var accepted = SecureChannel.accept(serverSocket.accept(), serverConfig);
        // end
        return accepted;
    }

    static SecureChannel connect(Socket socket, ClientConfig clientConfig) throws IOException {
        // snippet: own-client-socket
        var connected = SecureChannel.connect(socket, "localhost", clientConfig);
        // end
        return connected;
    }

    static void saveCa(Path directory) throws IOException, GeneralSecurityException {
        // snippet: save-ca
        var root = CertificateAuthority.create("Example Root CA");
        Pem.write(root.identity(), directory.resolve("root.crt"), directory.resolve("root.key"));

        var server = root.issue(CertificateProfile.tlsServer("chat.example", "10.0.0.7"));
        Pem.write(server, directory.resolve("server.crt"), directory.resolve("server.key"));
        // end
    }

    static Identity reopenCa(Path directory) throws GeneralSecurityException {
        // snippet: reopen-ca
        var root =
                CertificateAuthority.of(Identity.fromPem(directory.resolve("root.crt"), directory.resolve("root.key")));
        var another = root.issue(CertificateProfile.tlsServer("files.example").withValidity(Duration.ofDays(30)));
        // end
        return another;
    }

    static TlsContextFactory.Server load(Path directory) throws GeneralSecurityException {
        // snippet: load-identity
        var identity = Identity.fromPem(directory.resolve("server.crt"), directory.resolve("server.key"));
        var trust = Trust.only(directory.resolve("root.crt"));
        // end
        return TlsContextFactory.serverBuilder(identity)
                .requireClientCertificate(trust)
                .build();
    }

    static Identity clientIdentity(CertificateAuthority root) throws GeneralSecurityException {
        // snippet: client-identity
        var clientIdentity = root.issue(CertificateProfile.tlsClient("ada"));
        // end
        return clientIdentity;
    }

    static ServerConfig mutualServer(Identity serverIdentity, X509Certificate caCertificate) {
        // snippet: mutual-server
        var tls = TlsContextFactory.serverBuilder(serverIdentity)
                .requireClientCertificate(Trust.only(caCertificate))
                .build();
        var config = ServerConfig.tls(tls).build();
        // end
        return config;
    }

    static ClientConfig mutualClient(Identity clientIdentity, X509Certificate caCertificate) {
        // snippet: mutual-client
        var tls = TlsContextFactory.clientBuilder(Trust.only(caCertificate))
                .identity(clientIdentity)
                .build();
        var config = ClientConfig.tls(tls).build();
        // end
        return config;
    }

    static ClientConfig keyLog(X509Certificate caCertificate, Path directory) {
        // snippet: key-log
        var tls = TlsContextFactory.clientBuilder(Trust.only(caCertificate))
                .provider(TlsProvider.BOUNCY_CASTLE) // the one whose secrets can be seen
                .insecureKeyLog(directory.resolve("keys.log"))
                .build();
        var config = ClientConfig.tls(tls).build();
        // end
        return config;
    }

    static SecureChannelServer rawServer(Identity identity, InetSocketAddress address) throws IOException {
        // snippet: raw-server
        var config = ServerConfig.tls(TlsContextFactory.forServer(identity))
                .framing(Framing.none())
                .build();
        var server = SecureChannelServer.listen(
                address, config, channel -> channel.inputStream().transferTo(channel.outputStream()));
        // end
        return server;
    }

    static ServerConfig largerLimit(Identity identity) {
        // snippet: larger-limit
        var config = ServerConfig.tls(TlsContextFactory.forServer(identity))
                .framing(Framing.messages().withMaxMessageSize(64 << 20))
                .build();
        // end
        return config;
    }

    static void sendFile(SecureChannel channel, Path path) throws IOException {
        // snippet: send-file
        try (var file = Files.newInputStream(path)) {
            channel.send(file);
        }
        // end
    }

    static void receiveFile(SecureChannel channel, Path target) throws IOException {
        // snippet: receive-file
        var message = channel.receiveStream();
        if (message.isPresent()) {
            try (var content = message.get()) {
                Files.copy(content, target);
            }
        }
        // end
    }

    static void openMessage(SecureChannel channel) throws IOException {
        // snippet: open-message
        try (var message = channel.openMessage()) {
            writeReportTo(message);
            message.complete();
        }
        // end
    }

    static void queue(SecureChannel channel, List<byte[]> readings) throws IOException {
        // snippet: queue
        for (var reading : readings) {
            channel.queue(reading);
        }
        channel.flush();
        // end
    }

    static void halfClose(SecureChannel channel, List<String> questions) throws IOException {
        // snippet: half-close
        for (var question : questions) {
            channel.sendText(question);
        }
        channel.closeOutput();
        for (var answer = channel.receiveText(); answer.isPresent(); answer = channel.receiveText()) {
            System.out.println(answer.get());
        }
        // end
    }

    static void channelPair() throws IOException {
        // snippet: channel-pair
        try (var pair = ChannelPair.inMemory()) {
            pair.client().sendText("hello");
            assertThat(pair.server().receiveText()).contains("hello");
        }
        // end
    }

    static void writeReportTo(OutputStream out) throws IOException {
        out.write("report".getBytes(StandardCharsets.UTF_8));
    }
}
