package io.securechannel.internal.pki.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/** A server at the loopback interface that says to HTTP requests what a test wants, one connection after the other. */
public final class HttpStub implements AutoCloseable {

    private static final Pattern LENGTH = Pattern.compile("Content-Length: (\\d+)");

    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile Reply reply;
    private volatile Socket current;

    /** What is said. */
    @FunctionalInterface
    public interface Reply {

        /**
         * @param content what was posted
         * @param out where to say it
         */
        void to(byte[] content, OutputStream out) throws Exception;
    }

    /** What is the content of an answer. */
    @FunctionalInterface
    public interface Content {

        /**
         * @param posted what was posted
         * @return the content
         */
        byte[] of(byte[] posted) throws Exception;
    }

    public HttpStub(Reply reply) throws IOException {
        this.reply = reply;
        this.thread = new Thread(this::serve, "http-stub");
        thread.start();
    }

    /** Answers with 200 and a content. */
    public static HttpStub answering(Content content) throws IOException {
        return new HttpStub(ok(content));
    }

    public static Reply ok(Content content) {
        return (posted, out) -> {
            var bytes = content.of(posted);
            out.write(("HTTP/1.0 200 OK\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(bytes);
        };
    }

    public static Reply text(String text) {
        return (posted, out) -> out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public void say(Reply other) {
        this.reply = other;
    }

    public void answer(Content content) {
        say(ok(content));
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + listening.getLocalPort() + "/x");
    }

    /** How many have asked. */
    public int requests() {
        return heads.size();
    }

    /** The heads of the requests. */
    public List<String> heads() {
        return List.copyOf(heads);
    }

    private void serve() {
        while (!listening.isClosed()) {
            try (var socket = listening.accept()) {
                current = socket;
                var content = read(socket.getInputStream());
                reply.to(content, socket.getOutputStream());
                socket.shutdownOutput();
                socket.getInputStream().skip(Long.MAX_VALUE);
            } catch (Exception e) {
                // The other side has gone, or the test is over.
            }
        }
    }

    private byte[] read(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int octet = in.read();
            if (octet < 0) {
                throw new IOException("half a request");
            }
            head.write(octet);
        }
        var text = head.toString(StandardCharsets.US_ASCII);
        heads.add(text);
        var length = LENGTH.matcher(text);
        return length.find() ? in.readNBytes(Integer.parseInt(length.group(1))) : new byte[0];
    }

    @Override
    public void close() throws IOException {
        listening.close();
        var open = current;
        if (open != null) {
            open.close();
        }
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
