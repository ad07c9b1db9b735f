package io.securechannel.examples.snippets;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.securechannel.ClientConfig;
import io.securechannel.ServerConfig;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.framing.Framing;
import io.securechannel.framing.Padding;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The snippets about TLS; what stands between a marker and its end is in the documentation, letter for letter. */
final class TlsSnippets {

    private TlsSnippets() {}

    static ServerConfig liveServer(Path directory) throws GeneralSecurityException {
        // snippet: live-server
        var identity = Live.identity(directory.resolve("server.crt"), directory.resolve("server.key"));
        var clients = Live.trustOnly(directory.resolve("client-ca.crt"));
        var tls = TlsContextFactory.serverBuilder(identity)
                .requireClientCertificate(clients)
                .build();
        var config = ServerConfig.tls(tls).build();
        // end
        return config;
    }

    static ClientConfig liveClient(Path directory) throws GeneralSecurityException {
        // snippet: live-client
        var tls = TlsContextFactory.clientBuilder(Live.trustOnly(directory.resolve("root.crt")))
                .identity(Live.identity(directory.resolve("client.crt"), directory.resolve("client.key")))
                .build();
        var config = ClientConfig.tls(tls).build();
        // end
        return config;
    }

    static void renew(CertificateAuthority root, Path directory) throws IOException, GeneralSecurityException {
        // snippet: renew
        var renewed = root.issue(CertificateProfile.tlsServer("localhost"));
        Pem.write(renewed, directory.resolve("server.crt"), directory.resolve("server.key"));
        // end
    }

    static ServerConfig listening(TlsContextFactory.Server tls, Consumer<String> pager) {
        // snippet: reload-events
        SecurityListener tell = event -> {
            if (event instanceof SecurityEvent.CertificateExpiring expiring) {
                pager.accept(expiring.certificate() + " expires at " + expiring.notAfter());
            } else if (event instanceof SecurityEvent.ReloadRefused refused) {
                pager.accept("not reloaded: " + refused.error().getMessage());
            }
        };
        var config = ServerConfig.tls(tls)
                .listener(SecurityListener.all(tell, SecurityListener.logging()))
                .build();
        // end
        return config;
    }

    static String pinOf(Identity identity) {
        // snippet: pin-of
        var pin = Trust.pinOf(identity.certificate()); // sha256/…
        // end
        return pin;
    }

    static ClientConfig pinned(String pin, String sparePin) {
        // snippet: pinned
        var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.pinned(pin, sparePin)))
                .build();
        // end
        return config;
    }

    static ClientConfig andPinned(X509Certificate caCertificate, String pin, String sparePin) {
        // snippet: and-pinned
        var trust = Trust.only(caCertificate).andPinned(pin, sparePin);
        var config = ClientConfig.tls(TlsContextFactory.forClient(trust)).build();
        // end
        return config;
    }

    static ServerConfig peerName(
            Identity serverIdentity, X509Certificate caCertificate, Map<String, String> membersByPin) {
        // snippet: peer-name
        var tls = TlsContextFactory.serverBuilder(serverIdentity)
                .requireClientCertificate(Trust.only(caCertificate))
                .peerName(certificate -> Optional.ofNullable(membersByPin.get(Trust.pinOf(certificate))))
                .build();
        var config = ServerConfig.tls(tls).build();
        // end
        return config;
    }

    static ServerConfig severalNames(Identity forChat, Identity forFiles) {
        // snippet: several-names
        var tls = TlsContextFactory.serverBuilder(forChat) // also for clients that name no host
                .identity(forFiles)
                .build();
        var config = ServerConfig.tls(tls).build();
        // end
        return config;
    }

    static ClientConfig postQuantum(X509Certificate caCertificate) {
        // snippet: post-quantum
        var tls = TlsContextFactory.clientBuilder(Trust.only(caCertificate))
                .provider(TlsProvider.CONSCRYPT)
                .requirePostQuantum()
                .build();
        var config = ClientConfig.tls(tls).build();
        // end
        return config;
    }

    static ServerConfig postQuantumServer(Identity identity) {
        // snippet: post-quantum-server
        var tls = TlsContextFactory.serverBuilder(identity)
                .provider(TlsProvider.CONSCRYPT)
                .build();
        var config = ServerConfig.tls(tls).build();
        // end
        return config;
    }

    static ClientConfig padding(X509Certificate caCertificate) {
        // snippet: padding
        var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(caCertificate)))
                .framing(Framing.messages().withPadding(Padding.PADME))
                .build();
        // end
        return config;
    }

    static HttpsServer httpsServer(Path directory, InetSocketAddress address)
            throws IOException, GeneralSecurityException {
        // snippet: https-server
        var identity = Live.identity(directory.resolve("server.crt"), directory.resolve("server.key"));
        var tls = TlsContextFactory.forServer(identity);

        var server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls.toSslContext()));
        server.createContext("/", exchange -> {
            var body = "hello".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        // end
        return server;
    }

    static HttpResponse<String> httpClient(Path directory, URI uri)
            throws IOException, InterruptedException, GeneralSecurityException {
        // snippet: http-client
        var tls = TlsContextFactory.forClient(Live.trustOnly(directory.resolve("root.crt")));
        var client = HttpClient.newBuilder()
                .sslContext(tls.toSslContext())
                .sslParameters(tls.sslParameters())
                .build();
        var response = client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        // end
        return response;
    }
}
