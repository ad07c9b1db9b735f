package io.securechannel.examples.secret.road;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * One page by plain HTTP, on the loopback interface alone: whoever has the network between both ends reads what crosses it, and
 * changes it. Nothing that is not encrypted and authenticated by other means belongs on it.
 */
final class Site implements AutoCloseable {

    private static final int LARGEST_REQUEST = 64 << 10;
    private static final int THREADS = 4;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final CountDownLatch closed = new CountDownLatch(1);

    private Site(HttpServer server) {
        this.server = server;
    }

    /** What a page answers. */
    interface Page {

        /**
         * Answers a request.
         *
         * @param body what was posted; empty with GET
         * @return the answer
         * @throws Exception if the request makes no sense: the answer is 400
         */
        String answer(String body) throws Exception;
    }

    /**
     * Starts the server.
     *
     * @param port where it listens; 0 for any free port
     * @param method the one that is served, GET or POST
     * @param path of the page
     * @param page what is there
     * @return the server, which runs until it is closed
     * @throws IOException if the port cannot be had
     */
    static Site open(int port, String method, String path, Page page) throws IOException {
        HttpServer server;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        } catch (IOException e) {
            throw new IOException("cannot listen at 127.0.0.1:" + port + ": " + e.getMessage(), e);
        }
        var site = new Site(server);
        server.createContext("/", exchange -> serve(exchange, method, path, page));
        server.setExecutor(site.threads);
        server.start();
        return site;
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Waits until Ctrl-C, or until {@link #close()}. */
    void awaitClose() throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop"));
        closed.await();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
        closed.countDown();
    }

    private static void serve(HttpExchange exchange, String method, String path, Page page) throws IOException {
        try (exchange) {
            if (!exchange.getRequestURI().getPath().equals(path)) {
                send(exchange, 404, "there is only " + path + "\n");
            } else if (!exchange.getRequestMethod().equals(method)) {
                send(exchange, 405, "only " + method + "\n");
            } else {
                byte[] body = exchange.getRequestBody().readNBytes(LARGEST_REQUEST + 1);
                answer(exchange, body, page);
            }
        }
    }

    private static void answer(HttpExchange exchange, byte[] body, Page page) throws IOException {
        if (body.length > LARGEST_REQUEST) {
            send(exchange, 413, "at most " + LARGEST_REQUEST + " bytes\n");
            return;
        }
        String answer;
        try {
            answer = page.answer(new String(body, StandardCharsets.UTF_8));
        } catch (Exception e) {
            send(exchange, 400, "refused\n"); // why is for the server's own terminal, not for strangers
            return;
        }
        send(exchange, 200, answer);
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.getResponseBody().flush(); // closing the exchange reads on first, for what a client may owe
    }
}
