package io.securechannel.examples.secret;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** An HTTPS server that is believed, and answers what ours would not. */
final class OddServer implements AutoCloseable {

    private final HttpsServer server;

    private OddServer(HttpsServer server) {
        this.server = server;
    }

    /** Answers these paths so, and all others by sending the client elsewhere. */
    static OddServer start(Map<String, String> answers) throws IOException {
        var server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(
                TlsContextFactory.forServer(Fixture.SERVER).toSslContext()));
        server.createContext("/", exchange -> {
            try (exchange) {
                var answer = answers.get(exchange.getRequestURI().getPath());
                if (answer == null) {
                    exchange.getResponseHeaders().set("Location", "/secret");
                    exchange.sendResponseHeaders(302, -1);
                } else {
                    byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            }
        });
        server.start();
        return new OddServer(server);
    }

    String url(String path) {
        return "https://localhost:" + server.getAddress().getPort() + path;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
