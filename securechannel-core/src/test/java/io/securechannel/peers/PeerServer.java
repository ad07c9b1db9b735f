package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ChannelHandler;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Our server at the loopback interface, and what it says of each connection. */
final class PeerServer implements AutoCloseable {

    /** Gives back what comes, until the peer ends its direction. */
    static final ChannelHandler RAW_ECHO = channel -> channel.inputStream().transferTo(channel.outputStream());

    /** Gives back each message. */
    static final ChannelHandler ECHO = channel -> channel.forEachMessage(channel::send);

    private static final long PATIENCE_SECONDS = 20;

    private final BlockingQueue<SecurityEvent> events = new LinkedBlockingQueue<>();

    /** One for each handler that is done: what it ended with, or null inside for a clean end. */
    private final BlockingQueue<Ending> endings = new LinkedBlockingQueue<>();

    private final SecureChannelServer server;

    private record Ending(SecureChannelException error) {}

    private PeerServer(ServerConfig.Builder config, ChannelHandler handler) throws IOException {
        server = SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                config.listener(events::add).build(),
                channel -> {
                    try {
                        handler.handle(channel);
                        endings.add(new Ending(null));
                    } catch (SecureChannelException e) {
                        endings.add(new Ending(e));
                        throw e;
                    }
                });
    }

    static PeerServer start(ServerConfig.Builder config, ChannelHandler handler) throws IOException {
        return new PeerServer(config, handler);
    }

    String port() {
        return Integer.toString(server.port());
    }

    /** {@code host:port}, by a name that the certificates of these tests hold. */
    String address() {
        return "localhost:" + port();
    }

    /** Waits for the next connection to be established. */
    SecurityEvent.Established established() throws InterruptedException {
        return next(SecurityEvent.Established.class);
    }

    /** Waits for the next connection to be refused in its handshake. */
    Reason refusal() throws InterruptedException {
        return next(SecurityEvent.HandshakeFailed.class).error().reason();
    }

    /** Waits for this many connections and says of each, in no order, who came or why it was refused. */
    List<String> outcomes(int count) throws InterruptedException {
        var outcomes = new ArrayList<String>();
        while (outcomes.size() < count) {
            var event = next(SecurityEvent.class);
            if (event instanceof SecurityEvent.Established established) {
                outcomes.add(established
                        .identity()
                        .certificate()
                        .orElseThrow()
                        .getSubjectX500Principal()
                        .getName());
            } else if (event instanceof SecurityEvent.HandshakeFailed failed) {
                outcomes.add(failed.error().reason().toString());
            }
        }
        return outcomes;
    }

    /** Waits for the next handler to end, which must have seen the peer's proved end. */
    void endedInOrder() throws InterruptedException {
        var ending = endings.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(ending).as("a handler's end").isNotNull();
        assertThat(ending.error()).isNull();
    }

    /** Waits for the next handler to end, which must have been refused its end. */
    Reason endedWith() throws InterruptedException {
        var ending = endings.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(ending).as("a handler's end").isNotNull();
        assertThat(ending.error()).isNotNull();
        return ending.error().reason();
    }

    @Override
    public void close() {
        server.close();
    }

    private <E extends SecurityEvent> E next(Class<E> type) throws InterruptedException {
        var event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        while (event instanceof SecurityEvent.Ended) {
            event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
        assertThat(event).as("the server's next event").isInstanceOf(type);
        return type.cast(event);
    }
}
