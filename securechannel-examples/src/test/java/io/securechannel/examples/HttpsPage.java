package io.securechannel.examples;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.securechannel.keys.Identity;
import io.securechannel.tls.TlsContextFactory;
import java.awt.Color;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** An HTTPS server at the loopback interface, with one page that a picture of it can be told by. */
final class HttpsPage implements AutoCloseable {

    /** All over the page, and nowhere in what a browser itself shows. */
    static final Color BACKGROUND = new Color(0x12, 0x83, 0x4A);

    static final String TEXT = "This page came over TLS";

    private final HttpsServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();

    private HttpsPage(SSLContext tls) throws IOException {
        server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(tls));
        // A browser opens connections that it may need: a thread for each, so that none waits for another.
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            var body = "<!doctype html><title>ours</title><body style='background:#%06x;color:white'><h1>%s</h1>"
                    .formatted(BACKGROUND.getRGB() & 0xFFFFFF, TEXT)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    static HttpsPage start(Identity identity) throws IOException {
        return new HttpsPage(TlsContextFactory.forServer(identity).toSslContext());
    }

    /** By the JDK's own context, which shows what ours would not. */
    static HttpsPage startStock(Identity identity) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        var chain = identity.certificateChain().toArray(X509Certificate[]::new);
        store.setKeyEntry("shown", identity.privateKey(), new char[0], chain);
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, new char[0]);
        var context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return new HttpsPage(context);
    }

    /** The page's address, under this name of the loopback interface. */
    String url(String host) {
        return "https://" + host + ":" + server.getAddress().getPort() + "/";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
