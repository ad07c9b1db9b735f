package io.securechannel.examples.messenger.server;

import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.ReconnectTokens;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.event.SecurityListener;
import io.securechannel.examples.service.Renewal;
import io.securechannel.examples.users.UserStore;
import io.securechannel.framing.CloseReason;
import io.securechannel.framing.Framing;
import io.securechannel.noise.NoiseContext;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A messenger's server, as docs/spec/messenger.md says. It carries envelopes that it cannot open.
 *
 * <pre>{@code
 * try (var server = ChatServer.start(ChatServerConfig.in(Path.of("chat-server")).build())) {
 *     server.awaitClose();
 * }
 * }</pre>
 */
public final class ChatServer implements AutoCloseable {

    static final CloseReason FAILED =
            new CloseReason(CloseReason.INTERNAL_ERROR, "the server has failed: say again what it has not answered");

    private static final Duration TOKENS_LIVE = Duration.ofDays(7);
    private static final int LARGEST_MESSAGE = 96 << 10;

    private final DataDirectory directory;
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private @Nullable SecureChannelServer listening;
    private @Nullable NoiseDoor noise;

    private ChatServer(DataDirectory directory) {
        this.directory = directory;
        opened.push(directory);
    }

    /**
     * Starts a server. What is not in its directory is made.
     *
     * @param config how it is to run
     * @return it runs until it is closed
     * @throws KeyMaterialException if its keys or its users cannot be read or made
     * @throws IOException if its directory or its port cannot be used, also because another server does; if its keys or its database
     *     are gone, or are not of the same server
     */
    public static ChatServer start(ChatServerConfig config) throws KeyMaterialException, IOException {
        var server = new ChatServer(DataDirectory.openOrMake(config.data()));
        try {
            server.run(config);
            return server;
        } catch (KeyMaterialException | IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** {@return the port that it listens at} */
    public int port() {
        var server = listening;
        if (server == null) {
            throw new IllegalStateException("the server has not started");
        }
        return server.port();
    }

    /** {@return where it listens for Noise, and its key; empty if it does not} */
    public Optional<NoiseDoor> noise() {
        return Optional.ofNullable(noise);
    }

    /** {@return the certificate that clients have to trust, in a PEM file} */
    public Path caCertificate() {
        return directory.certificate();
    }

    /** {@return why the server has ended by itself; empty while it runs, and after it was closed} */
    public Optional<IOException> failure() {
        return Optional.ofNullable(failure.get());
    }

    /**
     * Waits until the server is closed, or has ended by itself.
     *
     * @throws InterruptedException if this thread is interrupted; the server runs on
     */
    public void awaitClose() throws InterruptedException {
        closed.await();
    }

    /** Stops: what was taken is stored and answered, then connections, threads and files are closed. */
    @Override
    public void close() {
        if (closing.compareAndSet(false, true)) {
            closeAll();
            closed.countDown();
            return;
        }
        boolean interrupted = false;
        while (closed.getCount() > 0) {
            try {
                closed.await();
            } catch (InterruptedException e) {
                interrupted = true; // the other thread closes all the same
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(ChatServerConfig config) throws KeyMaterialException, IOException {
        var database = open(storage(config));
        database.checkKeys();
        var keys = open(ServerKeys.openOrMake(directory, config));
        database.check(keys, config.newDatabase());
        var log = open(AuditLog.open(directory.log(), AuditLog.LONGEST, this::fail));
        open(Renewal.start("chat-renewal", () -> keys.certify(Instant.now()), config::say));
        var users = open(database.users());
        long id = database.idFor(keys);
        var store = open(database.mails(id, config.limits().mailboxes()));
        keys.keepDatabaseId(id);
        var services = services(config, store, new AuditTrail(log, config.clock()));
        if (database instanceof SharedDatabase shared) {
            shared.wakeUps(services.writer()::wake).ifPresent(this::open);
        }
        var verifier = verifier(config, keys, users, services.writer());
        var entrance = new Entrance(services);
        var server = open(SecureChannelServer.listen(
                config.listen(),
                withLimits(ServerConfig.tls(TlsContextFactory.forServer(keys.identity())), config, verifier, log),
                entrance::handle));
        listening = server;
        if (config.noise().isPresent()) {
            var own = keys.noise();
            var port = open(SecureChannelServer.listen(
                            config.noise().get(),
                            withLimits(
                                    ServerConfig.noise(
                                            NoiseContext.forServer(own).build()),
                                    config,
                                    verifier,
                                    log),
                            entrance::handle))
                    .port();
            noise = new NoiseDoor(port, own.current().current().publicKey());
        }
        services.audit()
                .server(
                        "server started",
                        Map.of("port", server.port(), "signUp", config.signUp().name()));
    }

    private Services services(ChatServerConfig config, MailStore store, AuditTrail audit) throws IOException {
        var sessions = new Sessions();
        var limits = config.limits();
        var directory = new Directory(
                store.entries(), store.devices(), limits.connections().users());
        Consumer<String> notices = line -> {
            audit.server("database", Map.of("what", line));
            config.say(line);
        };
        var community = new Community(directory, sessions, store, notices, this::fail);
        var expiring = new Expiring(sessions, audit);
        var writer = new MailWriter(store, config.clock(), config.housekeeping(), expiring, community);
        writer.start();
        open(writer);
        return new Services(
                directory, sessions, writer, store, new RateLimit(limits.pace()), audit, limits, config.clock());
    }

    private ServerStorage storage(ChatServerConfig config) throws IOException {
        return config.shared().isPresent()
                ? SharedDatabase.find(directory, config.shared().get(), config::say)
                : ServerDatabase.find(directory);
    }

    private static LoginVerifier verifier(ChatServerConfig config, ServerKeys keys, UserStore users, MailWriter writer)
            throws KeyMaterialException {
        var verifier = LoginVerifier.builder()
                .passwords(new LimitedUsers(
                        users.users(), config.limits().connections().users(), writer::isStoreThere))
                .signUp(config.signUp())
                .reconnectTokens(ReconnectTokens.by(keys.issuer(), TOKENS_LIVE));
        users.failures().ifPresent(verifier::throttle);
        config.insecureIterations().ifPresent(verifier::insecureIterations);
        return verifier.build();
    }

    /** The same over both transports. */
    private static ServerConfig withLimits(
            ServerConfig.Builder transport, ChatServerConfig config, LoginVerifier verifier, AuditLog log) {
        var limits = config.limits().connections();
        return transport
                .framing(Framing.messages().withMaxMessageSize(LARGEST_MESSAGE))
                .requireLogin(verifier)
                .maxConnections(limits.all())
                .maxConnectionsPerAddress(limits.perAddress())
                .listener(SecurityListener.all(new AuditListener(log), SecurityListener.logging()))
                .build();
    }

    private <C extends AutoCloseable> C open(C resource) {
        opened.push(resource);
        return resource;
    }

    /** In a thread of its own, for it is told by one that is to be closed. */
    private void fail(IOException cause) {
        if (failure.compareAndSet(null, cause)) {
            new Thread(this::close, "chat-stop").start();
        }
    }

    private void closeAll() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                failure.compareAndSet(null, new IOException("the server did not close in order: " + e, e));
            }
        }
    }
}
