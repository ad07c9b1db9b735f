package io.securechannel.examples;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;

/** Where a CRL distribution point points to: an HTTP server at the loopback interface, with one list in DER. */
final class CrlServer implements AutoCloseable {

    private final HttpServer server;
    private volatile byte[] list = {};

    private CrlServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().add("Content-Type", "application/pkix-crl");
            exchange.sendResponseHeaders(200, list.length);
            exchange.getResponseBody().write(list);
            exchange.close();
        });
        server.start();
    }

    static CrlServer start() throws IOException {
        return new CrlServer();
    }

    void publish(X509CRL crl) throws CRLException {
        list = crl.getEncoded();
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/root.crl");
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
