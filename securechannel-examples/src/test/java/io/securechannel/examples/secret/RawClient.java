package io.securechannel.examples.secret;

import io.securechannel.tls.TlsContextFactory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import javax.net.ssl.SSLSocket;

/** Sends bytes over TLS that no well-behaved client would send, and reads HTTP/1.1 answers. */
final class RawClient implements AutoCloseable {

    private static final int PATIENCE = 20_000;
    private static final int IMPATIENCE = 7_000;

    private final SSLSocket socket;

    private RawClient(SSLSocket socket) {
        this.socket = socket;
    }

    static RawClient connect(int port, TlsContextFactory.Client tls) throws IOException {
        var socket = (SSLSocket) tls.toSslContext().getSocketFactory().createSocket("localhost", port);
        socket.setSoTimeout(PATIENCE);
        return new RawClient(socket);
    }

    /**
     * An answer.
     *
     * @param status of its first line; 0 where the connection ended without one
     * @param headers by their names in small letters
     * @param body as UTF-8
     */
    record Received(int status, Map<String, String> headers, String body) {}

    /** Less than the server's own limit for a request, so that what waits for that limit fails. */
    RawClient impatient() throws IOException {
        socket.setSoTimeout(IMPATIENCE);
        return this;
    }

    Received get(String path, String... headers) throws IOException {
        return ask("GET", path, headers);
    }

    Received ask(String method, String path, String... headers) throws IOException {
        var request = new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n");
        for (var header : headers) {
            request.append(header).append("\r\n");
        }
        return send(request + "\r\n", method.equals("HEAD"));
    }

    /** Sends this and nothing more. */
    Received send(String request) throws IOException {
        return send(request, false);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private Received send(String request, boolean head) throws IOException {
        try {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return receive(head);
        } catch (SocketTimeoutException e) {
            throw e;
        } catch (IOException e) {
            return new Received(0, Map.of(), ""); // cut: the server reads no further than it wants to
        }
    }

    private Received receive(boolean head) throws IOException {
        var first = line();
        if (first.isEmpty()) {
            return new Received(0, Map.of(), "");
        }
        var headers = new TreeMap<String, String>();
        for (var line = line(); !line.isEmpty(); line = line()) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = head ? 0 : Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = socket.getInputStream().readNBytes(length);
        int status = Integer.parseInt(first.substring("HTTP/1.1 ".length(), "HTTP/1.1 200".length()));
        return new Received(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int each = socket.getInputStream().read();
                each >= 0 && each != '\n';
                each = socket.getInputStream().read()) {
            line.write(each);
        }
        return line.toString(StandardCharsets.ISO_8859_1).strip();
    }
}
