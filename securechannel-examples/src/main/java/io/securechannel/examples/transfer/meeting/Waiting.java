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
import io.securechannel.examples.transfer.protocol.Message;
import io.securechannel.examples.transfer.protocol.Refusal;
import io.securechannel.peer.PeerIdentity;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The end that waits. Whoever has proved to be the other end takes the place of an earlier channel, which it may have lost long before
 * this end notices. Strangers, whom the handshake refuses, hold nobody up.
 */
public final class Waiting implements Meeting {

    /** Of more nobody wants to read; the log has them. */
    private static final int STRANGERS = 10;

    /** From the proof of a code to its channel, while others are refused already. */
    private static final Duration PROVED = Duration.ofSeconds(3);

    private static final System.Logger LOG = System.getLogger(Waiting.class.getName());

    private final InetSocketAddress address;
    private final Access access;
    private final Patience patience;
    private final Told told;
    private final Duration proved;
    private final AtomicInteger strangers = new AtomicInteger();
    private final BlockingQueue<Guest> arrived = new LinkedBlockingQueue<>();
    private final AtomicReference<@Nullable Guest> current = new AtomicReference<>();
    private @Nullable SecureChannelServer server;
    private volatile boolean introduced;
    private final AtomicReference<@Nullable String> known = new AtomicReference<>();
    private final AtomicBoolean spent = new AtomicBoolean();
    private boolean met;
    private int port;

    /**
     * How long to wait.
     *
     * @param first until the other end comes for the first time
     * @param again until it comes back after a cut
     */
    public record Patience(Duration first, Duration again) {}

    /** Hears what goes on. */
    @FunctionalInterface
    public interface Told {

        /**
         * Somebody can come.
         *
         * @param port to this port
         */
        void listening(int port);

        /**
         * Somebody has come and is somebody else. It is waited on.
         *
         * @param line for people; what is in it of the stranger's is not harmless yet
         */
        default void refused(String line) {}
    }

    /**
     * Knows where to wait.
     *
     * @param address to listen at; port 0 for any
     * @param access whom to believe
     * @param patience how long to wait
     * @param told hears when somebody can come, and who is refused
     */
    public Waiting(InetSocketAddress address, Access access, Patience patience, Told told) {
        this(address, access, patience, told, PROVED);
    }

    Waiting(InetSocketAddress address, Access access, Patience patience, Told told, Duration proved) {
        this.proved = proved;
        this.address = address;
        this.port = address.getPort();
        this.access = access;
        this.patience = patience;
        this.told = told;
    }

    @Override
    public Link meet() throws KeyMaterialException, IOException {
        boolean introduces = access.introduces().isPresent();
        if (server == null || introduced != introduces) {
            introduced = introduces;
            listen();
        }
        try {
            var most = met ? patience.again() : patience.first();
            var guest = arrived.poll(most.toMillis(), TimeUnit.MILLISECONDS);
            if (guest != null && guest.refused != null) {
                guest = proved(guest);
            }
            if (guest == null) {
                throw new SecureChannelException(
                        Reason.CONNECTION_CUT,
                        met
                                ? "the other end has not come back within " + most.toSeconds()
                                        + " s: run both again, and the transfer goes on where it is"
                                : "nobody has come within " + most.toSeconds() + " s");
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

    /** Whoever is refused because the code is used can be quicker than the channel that has used it. */
    private Guest proved(Guest refusal) throws InterruptedException {
        long end = System.nanoTime() + proved.toNanos();
        Guest next;
        do {
            next = arrived.poll(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        } while (next != null && next.refused != null);
        return next == null ? refusal : next;
    }

    private void listen() throws KeyMaterialException, IOException {
        boolean first = server == null;
        closeServer();
        arrived.clear(); // who came to the server before has no part in this one
        known.set(null);
        var config = access.answers()
                .writeTimeout(Course.STALL)
                .listener(SecurityListener.all(SecurityListener.logging(), this::watch))
                .build();
        server = SecureChannelServer.listen(new InetSocketAddress(address.getHostString(), port), config, this::arrive);
        port = server.port();
        if (first) {
            told.listening(port);
        }
    }

    /** Where a code is used, nobody else can come by it. */
    void watch(SecurityEvent event) {
        if (!(event instanceof SecurityEvent.HandshakeFailed failed)) {
            return;
        }
        if (introduced && failed.error().reason() == Reason.CODE_REFUSED) {
            if (access.spent() && spent.compareAndSet(false, true)) {
                arrived.add(new Guest(failed.error()));
            }
        } else if (failed.error().reason() == Reason.PEER_NOT_ALLOWED) {
            stranger(failed.peer(), String.valueOf(failed.error().getMessage()));
        }
    }

    private void stranger(String from, String why) {
        if (strangers.incrementAndGet() <= STRANGERS) {
            told.refused("somebody else has come from " + from + ", and was refused: " + why);
        }
    }

    /**
     * {@return what nobody else can prove} Several may be believed, and only one is the other end: the first that comes. Those who hold
     * nothing but the same secret cannot be told apart.
     */
    private static String proved(PeerIdentity peer) {
        return peer.key()
                .map(key -> "key " + key.text())
                .or(() -> peer.name().map(name -> "name " + name))
                .or(() -> peer.certificate().map(Waiting::certified))
                .orElse("secret");
    }

    /** By the key: the certificate may be renewed meanwhile. */
    private static String certified(X509Certificate certificate) {
        return "certified "
                + Base64.getEncoder().encodeToString(certificate.getPublicKey().getEncoded());
    }

    private boolean isTheOtherEnd(PeerIdentity peer) {
        var proved = proved(peer);
        return known.compareAndSet(null, proved) || proved.equals(known.get());
    }

    /** In a thread of the server's: the channel is open until this returns. */
    private void arrive(SecureChannel channel) throws IOException {
        if (!isTheOtherEnd(channel.peer())) {
            stranger(channel.peer().toString(), "this end is busy with another one");
            try (var link = new ChannelLink(channel)) {
                link.send(new Message.Stop(Refusal.BUSY));
            }
            return;
        }
        var guest = new Guest(channel);
        var earlier = current.getAndSet(guest);
        if (earlier != null) {
            arrived.remove(earlier); // who comes again and again is waiting but once
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
