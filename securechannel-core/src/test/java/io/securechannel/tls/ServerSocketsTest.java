package io.securechannel.tls;

import static io.securechannel.Loopback.CA;
import static io.securechannel.Loopback.await;
import static io.securechannel.Loopback.start;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.securechannel.Loopback;
import io.securechannel.keys.Live;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Server sockets made from toSslContext(): what was demanded of the factory holds for them, too. */
@Tag("verify")
@Timeout(20)
class ServerSocketsTest {

    private static final Trust TRUST = Trust.only(CA.certificate());

    @TempDir
    Path directory;

    /** Needs JDK 20 or newer: before, toSslContext() refuses it. */
    @Test
    void conscryptsServerSocketRefusesAClassicalClient() throws Exception {
        assumeThat(TlsProvider.CONSCRYPT.available()).isTrue();
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(20);
        assumeThat(TlsProvider.JDK.postQuantum()).isFalse();
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .provider(TlsProvider.CONSCRYPT)
                .requirePostQuantum()
                .build();
        assertThat(talk(listening(server), TlsContextFactory.forClient(TRUST))).isInstanceOf(IOException.class);
    }

    /** The same with a server's engine, for comparison: that is how it should be. */
    @Test
    void conscryptsLayeredSocketRefusesAClassicalClient() throws Exception {
        assumeThat(TlsProvider.CONSCRYPT.available()).isTrue();
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(20);
        assumeThat(TlsProvider.JDK.postQuantum()).isFalse();
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity()).build();
        var client = TlsContextFactory.clientBuilder(TRUST)
                .provider(TlsProvider.CONSCRYPT)
                .requirePostQuantum()
                .build();
        assertThat(talk(listening(server), client)).isInstanceOf(IOException.class);
    }

    /** As HttpClient does with every engine, and HttpsServer unless it is told otherwise. */
    @Test
    void aDemandForPostQuantumOutlivesTheContextsDefaultParameters() throws Exception {
        assumeThat(TlsProvider.CONSCRYPT.available()).isTrue();
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(20);
        assumeThat(TlsProvider.JDK.postQuantum()).isFalse();
        var server = TlsContextFactory.forServer(Loopback.serverIdentity());
        var client = TlsContextFactory.clientBuilder(TRUST)
                .provider(TlsProvider.CONSCRYPT)
                .requirePostQuantum()
                .build();
        assertThat(talk(listening(server), client, true)).isInstanceOf(IOException.class);
    }

    @Test
    void aConscryptServerOutlivesTheContextsDefaultParameters() throws Exception {
        assumeThat(TlsProvider.CONSCRYPT.available()).isTrue();
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .provider(TlsProvider.CONSCRYPT)
                .build();
        var listening = listening(server);
        listening.setSSLParameters(server.toSslContext().getDefaultSSLParameters());
        assertThat(talk(listening, TlsContextFactory.forClient(TRUST))).isNull();
    }

    /** What an SSLContext makes beyond engines and client sockets keeps what held then, as its Javadoc says. */
    @Test
    void aServerSocketKeepsWhatHeldWhenItWasMade() throws Exception {
        var files = new LiveFilesFixture(directory);
        var old = TestCa.create("Old clients");
        files.trust(old.certificate());
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .requireClientCertificate(Live.trustOnly(files.authorities))
                .reloadInterval(Duration.ZERO)
                .build();
        var listening = listening(server);
        files.trust(TestCa.create("New clients").certificate());
        server.refresh(event -> {});
        var client = TlsContextFactory.clientBuilder(TRUST)
                .identity(old.client("ada"))
                .build();
        assertThat(talk(listening, client)).isNull();
        assertThat(talk(listening(server), client)).isInstanceOf(IOException.class);
    }

    private static SSLServerSocket listening(TlsContextFactory.Server server) throws IOException {
        return (SSLServerSocket) server.toSslContext()
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    }

    static Throwable talk(SSLServerSocket listening, TlsContextFactory.Client client) throws Exception {
        return talk(listening, client, false);
    }

    private static Throwable talk(SSLServerSocket listening, TlsContextFactory.Client client, boolean defaults)
            throws Exception {
        try (listening) {
            var served = start(() -> catchThrowable(() -> {
                try (var socket = listening.accept()) {
                    socket.getOutputStream().write(socket.getInputStream().read());
                }
            }));
            var error = catchThrowable(() -> {
                var below = new Socket(listening.getInetAddress(), listening.getLocalPort());
                try (var socket = (SSLSocket) client.toSslContext()
                        .getSocketFactory()
                        .createSocket(below, "localhost", listening.getLocalPort(), true)) {
                    if (defaults) {
                        socket.setSSLParameters(client.toSslContext().getDefaultSSLParameters());
                    }
                    socket.getOutputStream().write(1);
                    if (socket.getInputStream().read() != 1) {
                        throw new IOException("no answer");
                    }
                }
            });
            await(served);
            return error;
        }
    }
}
