package io.securechannel.examples.ca;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.securechannel.examples.secret.Limits;
import io.securechannel.pki.ocsp.OcspAnswer;
import io.securechannel.pki.ocsp.OcspResponder;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/**
 * A responder at the JDK's HTTP server: requests come by POST, or by GET in the path (RFC 6960, appendix A.1), and what may be
 * cached says so (RFC 5019, section 6.2). Plain HTTP, since answers are signed.
 *
 * <p>Its address has a path, because many clients put a slash after it, and the JDK's server takes what follows two slashes at
 * the beginning for the name of a host.
 */
final class OcspSite implements AutoCloseable {

    /** The path of its address; the root of the server answers as well. */
    static final String PATH = "/ocsp";

    private static final int LARGEST_REQUEST = 16 << 10;

    private final OcspResponder responder;
    private final InstantSource clock;
    private final Consumer<String> news;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(Limits.CONNECTIONS);
    private final CountDownLatch closed = new CountDownLatch(1);

    private OcspSite(OcspResponder responder, InstantSource clock, Consumer<String> news, HttpServer server) {
        this.responder = responder;
        this.clock = clock;
        this.news = news;
        this.server = server;
    }

    /**
     * Starts the server.
     *
     * @param address where it listens; port 0 for any free one
     * @param responder answers
     * @param clock what time it is
     * @param news hears of troubles of the responder's own
     * @return the server, which runs until it is closed
     * @throws IOException if the port cannot be had
     */
    static OcspSite start(
            InetSocketAddress address, OcspResponder responder, InstantSource clock, Consumer<String> news)
            throws IOException {
        Limits.set();
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException e) {
            throw new IOException("cannot listen at " + address + ": " + e.getMessage(), e);
        }
        var site = new OcspSite(responder, clock, news, server);
        server.createContext("/", site::serve);
        server.createContext(PATH, site::serve);
        server.setExecutor(site.threads);
        server.start();
        return site;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Waits until {@link #close()}. */
    void awaitClose() throws InterruptedException {
        closed.await();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        closed.countDown();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            switch (exchange.getRequestMethod()) {
                case "POST" -> answer(exchange, exchange.getRequestBody().readNBytes(LARGEST_REQUEST + 1), false);
                case "GET" -> answer(exchange, requestOf(exchange), true);
                default -> {
                    exchange.getResponseHeaders().set("Allow", "GET, POST");
                    exchange.sendResponseHeaders(405, -1);
                }
            }
        }
    }

    private void answer(HttpExchange exchange, byte[] request, boolean cacheable) throws IOException {
        var answer = responder.answer(request);
        tell(answer);
        var headers = exchange.getResponseHeaders();
        headers.set("Content-Type", "application/ocsp-response");
        headers.set("Cache-Control", cacheControl(answer, cacheable));
        var encoded = answer.encoded();
        exchange.sendResponseHeaders(200, encoded.length);
        exchange.getResponseBody().write(encoded);
        exchange.getResponseBody().flush(); // closing the exchange reads on first, for what a client may owe
    }

    /** What answers this one request alone may not be kept; the rest may until its end. */
    private String cacheControl(OcspAnswer answer, boolean cacheable) {
        if (!cacheable || answer.hasNonce() || answer.nextUpdate().isEmpty()) {
            return "no-store";
        }
        Instant end = answer.nextUpdate().get();
        long seconds = Math.max(0, Duration.between(clock.instant(), end).toSeconds());
        return "max-age=" + seconds + ", public, no-transform, must-revalidate";
    }

    /** What strangers send wrongly is their business, and would fill a terminal. */
    private void tell(OcspAnswer answer) {
        if (answer.status() != OcspAnswer.Status.MALFORMED_REQUEST) {
            answer.trouble().ifPresent(trouble -> news.accept(answer.status() + ": " + trouble.getMessage()));
        }
    }

    /** The URL-encoded Base64 of the request, which begins with no slash; some clients leave those within it as they are. */
    private static byte[] requestOf(HttpExchange exchange) {
        var path = exchange.getRequestURI()
                .getRawPath()
                .substring(exchange.getHttpContext().getPath().length());
        try {
            var text = URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.US_ASCII);
            return Base64.getDecoder().decode(text.replaceFirst("^/+", ""));
        } catch (IllegalArgumentException e) {
            return new byte[0]; // which is no request either
        }
    }
}
