package io.securechannel.examples.messenger;

import io.securechannel.ServerConfig;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.ReconnectTokens;
import io.securechannel.auth.SignUpPolicy;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * A server of the messenger for tests: honest and in memory, over channels of TLS on loopback with logins, open sign-up and reconnect
 * tokens. It follows C1 to C7 (docs/spec/messenger.md) until {@link #tamper} makes it hostile. Users sign up by {@code
 * insecureIterations(CHEAP)}.
 */
final class TestRelay extends RelayRules implements AutoCloseable {

    /** As many iterations as a login costs here. */
    static final int CHEAP = 4096;

    /** The name in the server's certificate. */
    static final String HOST = "localhost";

    private static final TestCa CA = TestCa.create("Messenger Root");

    private final CredentialStore users = CredentialStore.inMemory();
    private final TokenIssuer issuer = TokenIssuer.builder("relay").build();
    private final ServerSocket listener;
    private final ServerConfig config;
    private final List<Thread> threads = new ArrayList<>();
    private final List<RelayConnection> connections = new ArrayList<>();
    private boolean unreachable;

    private TestRelay(InstantSource clock) throws IOException, KeyMaterialException {
        super(clock);
        var verifier = LoginVerifier.builder()
                .passwords(users)
                .insecureIterations(CHEAP)
                .signUp(SignUpPolicy.OPEN)
                .reconnectTokens(ReconnectTokens.by(issuer, Duration.ofDays(7)))
                .build();
        config = ServerConfig.tls(TlsContextFactory.forServer(CA.server(HOST, "127.0.0.1")))
                .requireLogin(verifier)
                .listener(event -> {})
                .build();
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    static TestRelay start() throws IOException, KeyMaterialException {
        return start(InstantSource.system());
    }

    /** A relay by whose clock mail ends, and which it tells by Welcome; logins and certificates go by the real one. */
    static TestRelay start(InstantSource clock) throws IOException, KeyMaterialException {
        var relay = new TestRelay(clock);
        relay.thread(relay::acceptAll, "relay's listener");
        return relay;
    }

    int port() {
        return listener.getLocalPort();
    }

    /** {@return the root of the server's certificate} */
    static X509Certificate root() {
        return CA.certificate();
    }

    /** {@return what a client trusts} */
    static TlsContextFactory.Client trust() {
        return TlsContextFactory.forClient(Trust.only(CA.certificate()));
    }

    /** Cuts all connections; clients come again. */
    void cutAll() {
        locked(() -> List.copyOf(connections)).forEach(RelayConnection::cut);
    }

    @Override
    void restore(PostOffice earlier) {
        super.restore(earlier);
        cutAll();
    }

    /** Cuts all connections, and those that come, until it is reachable again. */
    void unreachable(boolean now) {
        locked(() -> unreachable = now);
        if (now) {
            cutAll();
        }
    }

    @Override
    public void close() throws IOException {
        unreachable(true);
        listener.close();
        for (var left = locked(this::takeThreads); !left.isEmpty(); left = locked(this::takeThreads)) {
            left.forEach(TestRelay::join);
        }
        users.close();
        issuer.close();
    }

    private List<Thread> takeThreads() {
        var taken = List.copyOf(threads);
        threads.clear();
        return taken;
    }

    ServerConfig config() {
        return config;
    }

    @Override
    void left(RelayConnection connection) {
        locked(() -> connections.remove(connection));
        super.left(connection);
    }

    private void acceptAll() {
        while (true) {
            try {
                var connection = new RelayConnection(this, listener.accept());
                if (locked(() -> !unreachable && connections.add(connection))) {
                    thread(connection::run, "relay's connection");
                } else {
                    connection.cut();
                }
            } catch (IOException e) {
                return; // closed
            }
        }
    }

    Thread thread(Runnable work, String name) {
        var thread = new Thread(work, "messenger " + name);
        thread.setDaemon(true);
        return locked(() -> {
            threads.add(thread);
            thread.start();
            return thread;
        });
    }

    static void join(Thread thread) {
        try {
            thread.join(PATIENCE.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (thread.isAlive()) {
            throw new AssertionError("still runs: " + thread.getName());
        }
    }
}
