package io.securechannel.examples.demo;

import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.examples.tap.Tap;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.NegotiatedProtocol;
import io.securechannel.peer.PeerIdentity;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * The file went through a tapped channel and back.
 *
 * @param server whom the client talked to, as it believes
 * @param client whom the server talked to, as it believes
 * @param protocol what they agreed on
 * @param binding what a login would be bound to
 * @param handshake how long the handshake took
 * @param handshakeBytes what the client sent for it
 * @param transfer how long the file took, both ways
 * @param sent SHA-256 of what the client sent
 * @param arrived SHA-256 of what the server got
 * @param back SHA-256 of what the client got back
 * @param recording what the tap saw
 */
record Transfer(
        PeerIdentity server,
        PeerIdentity client,
        NegotiatedProtocol protocol,
        ChannelBinding.Type binding,
        Duration handshake,
        long handshakeBytes,
        Duration transfer,
        String sent,
        String arrived,
        String back,
        Recording recording) {

    private static final int CHUNK = 64 << 10;

    /** What the server knows at the end. */
    private record Served(PeerIdentity client, String hash) {}

    static Transfer run(Source source, Ends ends) throws IOException, InterruptedException {
        var served = new CompletableFuture<Served>();
        var recording = new Recording();
        try (var server = SecureChannelServer.listen(loopback(0), ends.server(), channel -> serve(channel, served));
                var tap = Tap.open(0, loopback(server.port()), recording);
                var channel = SecureChannel.connect(Parties.HOST, tap.port(), ends.client())) {
            long handshakeBytes = channel.statistics().networkBytesSent();
            long start = System.nanoTime();
            var sending = new FutureTask<>(() -> send(channel, source));
            new Thread(sending, "sender").start();
            var back = hashOf(nextMessage(channel), OutputStream.nullOutputStream());
            var transfer = Duration.ofNanos(System.nanoTime() - start);
            var sent = result(sending);
            var end = result(served);
            return new Transfer(
                    channel.peer(),
                    end.client(),
                    channel.protocol(),
                    channel.channelBinding().type(),
                    channel.statistics().handshakeTime(),
                    handshakeBytes,
                    transfer,
                    sent,
                    end.hash(),
                    back,
                    recording);
        }
    }

    boolean unchanged() {
        return sent.equals(arrived) && sent.equals(back);
    }

    static InetSocketAddress loopback(int port) throws IOException {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** The stream of the next message. */
    static InputStream nextMessage(SecureChannel channel) throws IOException {
        return channel.receiveStream().orElseThrow(() -> new EOFException("the peer closed before its message"));
    }

    /** What a thread came to; its trouble is ours. */
    static <T> T result(Future<T> future) throws IOException, InterruptedException {
        try {
            return future.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException trouble) {
                throw trouble;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    private static void serve(SecureChannel channel, CompletableFuture<Served> served) throws IOException {
        try (var echo = channel.openMessage()) {
            var hash = hashOf(nextMessage(channel), echo);
            echo.complete();
            served.complete(new Served(channel.peer(), hash));
        } catch (IOException | RuntimeException e) {
            served.completeExceptionally(e);
            throw e;
        }
    }

    private static String send(SecureChannel channel, Source source) throws IOException {
        var digest = sha256();
        try (var content = new DigestInputStream(source.open(), digest)) {
            channel.send(content);
        }
        return hex(digest);
    }

    private static String hashOf(InputStream content, OutputStream copy) throws IOException {
        var digest = sha256();
        var buffer = new byte[CHUNK];
        for (int count = content.read(buffer); count >= 0; count = content.read(buffer)) {
            digest.update(buffer, 0, count);
            copy.write(buffer, 0, count);
        }
        return hex(digest);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
