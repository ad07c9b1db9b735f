package io.securechannel.examples.inspect;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Reads what comes first and answers every connection alike. */
final class Scripted implements AutoCloseable {

    private final ServerSocket listening = new ServerSocket(0, 20, InetAddress.getLoopbackAddress());
    private final BlockingQueue<byte[]> heard = new LinkedBlockingQueue<>();

    Scripted(byte[] answer) throws IOException {
        var thread = new Thread(() -> answerAll(answer), "scripted-server");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** The record that a client sent first. */
    byte[] heard() throws InterruptedException {
        return heard.take();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private void answerAll(byte[] answer) {
        while (!listening.isClosed()) {
            answerOne(answer);
        }
    }

    private void answerOne(byte[] answer) {
        try (var socket = listening.accept()) {
            var header = socket.getInputStream().readNBytes(5);
            if (header.length < 5 || header[0] != 22) {
                return; // no record of a handshake: it asks for something else than TLS
            }
            var rest = socket.getInputStream().readNBytes((header[3] & 0xFF) << 8 | (header[4] & 0xFF));
            var whole = Arrays.copyOf(header, header.length + rest.length);
            System.arraycopy(rest, 0, whole, header.length, rest.length);
            heard.add(whole);
            socket.getOutputStream().write(answer);
        } catch (IOException e) {
            return; // the client has gone, or the end of the test
        }
    }
}
