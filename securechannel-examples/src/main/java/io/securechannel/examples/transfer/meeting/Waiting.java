package io.securechannel.examples.transfer.meeting;

import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.examples.transfer.protocol.ChannelLink;
import io.securechannel.examples.transfer.protocol.Link;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The end that waits. Whoever has proved to be the other end takes the place of an earlier channel, which it may have lost long before
 * this end notices. Strangers, whom the handshake refuses, hold nobody up.
 */
public final class Waiting implements Meeting {

    private static final System.Logger LOG = System.getLogger(Waiting.class.getName());

    private final String address;
    private final Access access;
    private final Duration patience;
    private final IntConsumer listening;
    private final BlockingQueue<Guest> arrived = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable Guest> current = new AtomicReference<>();
    private @Nullable SecureChannelServer server;
    private volatile boolean introduced;
    private boolean met;
    private int port;

    /**
     * Knows where to wait.
     *
     * @param address to listen at
     * @param port to listen at; 0 for any
     * @param access whom to believe
     * @param patience how long to wait for somebody who was there already
     * @param listening is told the port, when somebody can come
     */
    public Waiting(String address, int port, Access access, Duration patience, IntConsumer listening) {
        this.address = address;
        this.port = port;
        this.access = access;
        this.patience = patience;
        this.listening = listening;
    }

    @Override
    public Link meet() throws KeyMaterialException, IOException {
        boolean introduces = access.introduces().isPresent();
        if (server == null || introduced != introduces) {
            introduced = introduces;
            listen();
        }
        try {
            var guest = met ? arrived.poll(patience.toMillis(), TimeUnit.MILLISECONDS) : arrived.take();
            if (guest == null) {
                throw new SecureChannelException(
                        Reason.CONNECTION_CUT,
                        "the other end has not come back within " + patience.toSeconds()
                                + " s: run both again, and the transfer goes on where it is");
            }
            if (guest.refused != null) {
                throw guest.refused;
            }
            met = true;
            return guest;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SecureChannelException(Reason.INTERRUPTED, "interrupted while waiting", e);
        }
    }

    private void listen() throws KeyMaterialException, IOException {
        boolean first = server == null;
        closeServer();
        arrived.clear(); // who came to the server before has no part in this one
        var config = access.answers()
                .writeTimeout(Calling.SLOW_DISK)
                .listener(SecurityListener.all(SecurityListener.logging(), this::watch))
                .build();
        server = SecureChannelServer.listen(new InetSocketAddress(address, port), config, this::arrive);
        port = server.port();
        if (first) {
            listening.accept(port);
        }
    }

    /** A code that was refused is used up: nobody else can come by it. */
    private void watch(SecurityEvent event) {
        if (introduced
                && event instanceof SecurityEvent.HandshakeFailed failed
                && failed.error().reason() == Reason.CODE_REFUSED) {
            arrived.add(new Guest(failed.error()));
        }
    }

    /** In a thread of the server's: the channel is open until this returns. */
    private void arrive(SecureChannel channel) throws IOException {
        var guest = new Guest(channel);
        var earlier = current.getAndSet(guest);
        if (earlier != null) {
            end(earlier);
        }
        arrived.add(guest);
        try {
            guest.gone.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Guest earlier) {
        try {
            earlier.close();
        } catch (IOException e) {
            // It was cut with something queued; the one that came after it is none the worse for that.
            LOG.log(System.Logger.Level.DEBUG, "an earlier channel", e);
        }
    }

    private void closeServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    public void close() {
        closeServer();
    }

    private static final class Guest implements Link {

        private final @Nullable ChannelLink link;
        private final @Nullable SecureChannelException refused;
        private final CountDownLatch gone = new CountDownLatch(1);

        Guest(SecureChannel channel) {
            this.link = new ChannelLink(channel);
            this.refused = null;
        }

        Guest(SecureChannelException refused) {
            this.link = null;
            this.refused = refused;
        }

        private ChannelLink link() throws SecureChannelException {
            if (link == null) {
                throw new SecureChannelException(Reason.CLOSED, "nobody came in");
            }
            return link;
        }

        @Override
        public void queue(byte[] message) throws IOException {
            link().queue(message);
        }

        @Override
        public void stream(Writing writing) throws IOException {
            link().stream(writing);
        }

        @Override
        public void flush() throws IOException {
            link().flush();
        }

        @Override
        public Optional<InputStream> receive() throws IOException {
            return link().receive();
        }

        @Override
        public void close() throws IOException {
            try {
                link().close();
            } finally {
                gone.countDown();
            }
        }
    }
}
