package io.securechannel;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Both ends of connections over the loopback interface, established in threads of their own. */
public final class Loopback {

    /** Issues what the tests here use unless they say otherwise. */
    public static final TestCa CA = TestCa.create("Loopback Root");

    private static final Identity SERVER = CA.server("localhost", "127.0.0.1");
    private static final long PATIENCE_SECONDS = 20;
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        var thread = new Thread(task, "test-peer");
        thread.setDaemon(true);
        return thread;
    });

    private Loopback() {}

    /** Two channels that are each other's peer. */
    public record Pair(SecureChannel client, SecureChannel server) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            var other = start(() -> {
                client.close();
                return true;
            });
            server.close();
            try {
                assertThat(await(other)).isTrue();
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /** What each end threw, or null. */
    public record Errors(
            @Nullable Throwable client, @Nullable Throwable server) {}

    /** Talks on a plain socket. */
    @FunctionalInterface
    public interface Script {
        /**
         * @param socket is closed when this returns
         * @throws Exception is dropped: the other end is under test
         */
        void run(Socket socket) throws Exception;
    }

    public static Identity serverIdentity() {
        return SERVER;
    }

    public static ClientConfig.Builder client() {
        return client(TlsContextFactory.forClient(Trust.only(CA.certificate())));
    }

    public static ClientConfig.Builder client(TlsContextFactory.Client tls) {
        return ClientConfig.tls(tls).listener(event -> {});
    }

    public static ServerConfig.Builder server() {
        return server(TlsContextFactory.forServer(SERVER));
    }

    public static ServerConfig.Builder server(TlsContextFactory.Server tls) {
        return ServerConfig.tls(tls).listener(event -> {});
    }

    public static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    public static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    public static Pair pair() throws Exception {
        return pair(client().build(), server().build());
    }

    public static Pair pair(ClientConfig client, ServerConfig server) throws Exception {
        try (var listening = listen()) {
            return pair(client, server, listening);
        }
    }

    /** The same port again and again, so that sessions can be resumed. */
    public static Pair pair(ClientConfig client, ServerConfig server, ServerSocket listening) throws Exception {
        var accepted = start(() -> SecureChannel.accept(listening.accept(), server));
        var connected = SecureChannel.connect("localhost", listening.getLocalPort(), client);
        return new Pair(connected, await(accepted));
    }

    /** Connects, waits for a message on both ends, and returns what each end threw. */
    public static Errors errors(String host, ClientConfig client, ServerConfig server) throws Exception {
        try (var listening = listen()) {
            return errors(host, client, server, listening);
        }
    }

    /** The same port again and again, so that sessions can be resumed. */
    public static Errors errors(String host, ClientConfig client, ServerConfig server, ServerSocket listening)
            throws Exception {
        var accepted = start(() -> thrown(() -> SecureChannel.accept(listening.accept(), server)));
        var socket = new Socket(listening.getInetAddress(), listening.getLocalPort());
        var error = thrown(() -> SecureChannel.connect(socket, host, client));
        return new Errors(error, await(accepted));
    }

    /** What our client throws against a scripted server. */
    public static Throwable clientError(ClientConfig config, Script server) throws Exception {
        try (var listening = listen()) {
            var done = serve(listening, server);
            var error = thrown(() -> SecureChannel.connect("localhost", listening.getLocalPort(), config));
            await(done);
            return error;
        }
    }

    /** What our server throws against a scripted client. */
    public static Throwable serverError(ServerConfig config, Script client) throws Exception {
        try (var listening = listen()) {
            var done = start(() -> {
                try (var socket = new Socket(listening.getInetAddress(), listening.getLocalPort())) {
                    client.run(socket);
                } catch (IOException e) {
                    return false;
                }
                return true;
            });
            var error = thrown(() -> SecureChannel.accept(listening.accept(), config));
            await(done);
            return error;
        }
    }

    /** Serves one connection by a script. */
    public static Future<Boolean> serve(ServerSocket listening, Script script) {
        return start(() -> {
            try (var socket = listening.accept()) {
                script.run(socket);
            } catch (IOException e) {
                return false;
            }
            return true;
        });
    }

    private static @Nullable Throwable thrown(Callable<SecureChannel> establish) {
        try (var channel = established(establish)) {
            assertThat(channel.receive()).isEmpty();
            return null;
        } catch (Exception e) {
            return e;
        }
    }

    private static SecureChannel established(Callable<SecureChannel> establish) throws Exception {
        return establish.call();
    }

    public static <T> Future<T> start(Callable<T> task) {
        return THREADS.submit(task);
    }

    public static <T> T await(Future<T> future) throws Exception {
        try {
            return future.get(PATIENCE_SECONDS, SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    /** A JSSE context as any program has it: this key, and trust in {@link #CA}. */
    public static SSLContext stock(@Nullable PrivateKey key, X509Certificate... chain) {
        try {
            var keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            var password = new char[] {'x'};
            if (key != null) {
                keys.setKeyEntry("own", key, password, chain);
            }
            var keyManagers = KeyManagerFactory.getInstance("PKIX");
            keyManagers.init(keys, password);
            var trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry("ca", CA.certificate());
            var trustManagers = TrustManagerFactory.getInstance("PKIX");
            trustManagers.init(trusted);
            var context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trustManagers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    public static SSLContext stockServer() {
        return stock(SERVER.privateKey(), SERVER.certificateChain().toArray(X509Certificate[]::new));
    }

    /** Asserts the reason and that the message holds these parts. */
    public static void assertTells(@Nullable Throwable error, Reason reason, String... parts) {
        assertThat(error).isInstanceOf(SecureChannelException.class);
        assertThat(((SecureChannelException) error).reason())
                .as(error.getMessage())
                .isEqualTo(reason);
        if (parts.length > 0) {
            assertThat(error.getMessage()).contains(parts);
        }
    }
}
