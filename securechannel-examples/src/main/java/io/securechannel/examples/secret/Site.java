package io.securechannel.examples.secret;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The JDK's HTTPS server with TLS as {@link TlsContextFactory} sets it up. */
final class Site implements AutoCloseable {

    /** A connection has one of them while it is in its handshake and while its request is answered. */
    private final HttpsServer server;

    private final ExecutorService threads;

    private Site(HttpsServer server, ExecutorService threads) {
        this.server = server;
        this.threads = threads;
    }

    /**
     * Starts a server.
     *
     * @param address where it listens; port 0 for any free one
     * @param tls versions, suites, identity and the demand for client certificates, all live
     * @param handler answers every request
     * @return to be closed by the caller
     */
    static Site start(InetSocketAddress address, TlsContextFactory.Server tls, HttpHandler handler) throws IOException {
        Limits.set();
        HttpsServer server;
        try {
            server = HttpsServer.create(address, 0);
        } catch (BindException e) {
            throw new IOException(
                    "cannot listen at " + address.getHostString() + ":" + address.getPort() + ": " + e.getMessage(), e);
        }
        // The context sets versions, suites and the demand for client certificates by itself. With another SSLContext
        // that is
        // for configure() of the HttpsConfigurator: as it is, that would ask nobody for a certificate.
        server.setHttpsConfigurator(new HttpsConfigurator(tls.toSslContext()));
        var count = new AtomicInteger();
        var threads = Executors.newFixedThreadPool(Limits.CONNECTIONS, task -> {
            var thread = new Thread(task, "secret-server-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", handler);
        server.start();
        return new Site(server, threads);
    }

    int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
