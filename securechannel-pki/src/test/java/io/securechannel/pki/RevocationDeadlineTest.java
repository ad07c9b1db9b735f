package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.pki.ocsp.OcspRevocation;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.RevocationPolicy;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Revocation inside the handshake's deadline: responders and addresses that never answer have a longer limit of their own here, so that a
 * handshake that waited for it would end with HANDSHAKE_TIMEOUT, or with the test's.
 */
@Tag("verify")
@Timeout(40)
@Execution(ExecutionMode.CONCURRENT)
class RevocationDeadlineTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration HANDSHAKE = Duration.ofSeconds(3);
    private static final TestCa ROOT = TestCa.create("Awaited Root");
    private static final Identity SERVER = ROOT.server("localhost");
    private static final Identity CLIENT = ROOT.client("bob");

    private ServerSocket silent;

    @BeforeEach
    void start() throws Exception {
        silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws Exception {
        silent.close();
    }

    @ParameterizedTest
    @EnumSource
    void aClientHearsWhyBeforeItsHandshakeEnds(TlsProvider provider) throws Exception {
        assertThat(clientsRefusal(provider, ocsp()))
                .contains("no whole answer in the time that there was")
                .contains(silent.getLocalPort() + "/");
    }

    @Test
    void listsAreWaitedForNoLonger() throws Exception {
        var lists = CrlRevocation.builder()
                .url(address())
                .timeout(LONG)
                .listener(event -> {})
                .build();
        assertThat(clientsRefusal(TlsProvider.JDK, lists)).contains("no whole answer in the time that there was");
    }

    /** Neither takes all of the time, and both are heard. */
    @Test
    void twoPoliciesShareTheTime() throws Exception {
        try (var other = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var second = OcspRevocation.builder()
                    .responder(URI.create("http://127.0.0.1:" + other.getLocalPort() + "/"))
                    .timeout(LONG)
                    .build();
            assertThat(clientsRefusal(TlsProvider.JDK, ocsp().orElse(second)))
                    .contains(silent.getLocalPort() + "/: no whole answer")
                    .contains(other.getLocalPort() + "/: no whole answer");
            other.setSoTimeout(1);
            other.accept().close(); // it was asked: the connection waits in the queue
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerEndsTheHandshakeOfItsClientInTime(TlsProvider provider) throws Exception {
        var refusals = new LinkedBlockingQueue<SecureChannelException>();
        SecurityListener listener = event -> {
            if (event instanceof SecurityEvent.HandshakeFailed failed) {
                refusals.add(failed.error());
            }
        };
        var tls = TlsContextFactory.serverBuilder(SERVER)
                .provider(provider)
                .requireClientCertificate(Trust.only(ROOT.certificate()))
                .revocation(ocsp())
                .build();
        var config = ServerConfig.tls(tls)
                .handshakeTimeout(HANDSHAKE)
                .listener(listener)
                .build();
        var client = TlsContextFactory.clientBuilder(Trust.only(ROOT.certificate()))
                .provider(provider)
                .identity(CLIENT)
                .build();
        try (var server = SecureChannelServer.listen(loopback(), config, SecureChannel::close)) {
            refusalOf(client, server.port(), Duration.ofSeconds(30));
            assertUnknown(refusals);
        }
    }

    /** What a policy of one's own is told is what is left, and not more. */
    @ParameterizedTest
    @EnumSource
    void policiesAreToldWhatIsLeft(TlsProvider provider) throws Exception {
        var told = new LinkedBlockingQueue<Duration>();
        var policy = new RevocationPolicy() {
            @Override
            public void check(List<X509Certificate> path) {
                throw new AssertionError("a handshake has a deadline");
            }

            @Override
            public void check(List<X509Certificate> path, List<byte[]> stapled, Duration atMost) {
                told.add(atMost);
            }
        };
        var client = TlsContextFactory.clientBuilder(Trust.only(ROOT.certificate()))
                .provider(provider)
                .revocation(policy)
                .build();
        try (var server = server(provider)) {
            for (int i = 0; i < 2; i++) { // the second resumes, but with Bouncy Castle
                assertThat(refusalOf(client, server.port(), LONG)).isNull();
                var left = told.poll(10, TimeUnit.SECONDS);
                assertThat(left).isPositive().isLessThan(LONG);
                assertThat(told).as("one handshake, one check").isEmpty();
            }
        }
    }

    /** What takes its time, as looking up names does, comes before each handshake, for both of two policies. */
    @Test
    void policiesAreRefreshedBeforeHandshakes() throws Exception {
        var told = new LinkedBlockingQueue<String>();
        var client = TlsContextFactory.clientBuilder(Trust.only(ROOT.certificate()))
                .revocation(telling("first", told).orElse(telling("second", told)))
                .build();
        try (var server = server(TlsProvider.JDK)) {
            for (int i = 0; i < 2; i++) {
                assertThat(refusalOf(client, server.port(), LONG)).isNull();
                assertThat(told).endsWith("first refreshed", "second refreshed", "first asked");
                assertThat(told).containsOnlyOnce("first asked");
                told.clear();
            }
        }
    }

    private static RevocationPolicy telling(String name, BlockingQueue<String> told) {
        return new RevocationPolicy() {
            @Override
            public void check(List<X509Certificate> path) {
                told.add(name + " asked");
            }

            @Override
            public void refresh() {
                told.add(name + " refreshed");
            }
        };
    }

    private static String clientsRefusal(TlsProvider provider, RevocationPolicy policy) throws Exception {
        var client = TlsContextFactory.clientBuilder(Trust.only(ROOT.certificate()))
                .provider(provider)
                .revocation(policy)
                .build();
        try (var server = server(provider)) {
            var refusal = refusalOf(client, server.port(), HANDSHAKE);
            assertThat(refusal).isNotNull();
            assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(Reason.REVOCATION_UNKNOWN);
            return refusal.getMessage();
        }
    }

    private static SecureChannelServer server(TlsProvider provider) throws Exception {
        var tls = TlsContextFactory.serverBuilder(SERVER).provider(provider).build();
        return SecureChannelServer.listen(
                loopback(),
                ServerConfig.tls(tls).listener(event -> {}).build(),
                channel -> channel.forEachMessage(channel::send));
    }

    /** {@return why the client was refused, or cut off; null if it was served} */
    private static SecureChannelException refusalOf(TlsContextFactory.Client client, int port, Duration handshake) {
        var config = ClientConfig.tls(client)
                .handshakeTimeout(handshake)
                .listener(event -> {})
                .build();
        try (var channel = SecureChannel.connect("localhost", port, config)) {
            channel.sendText("hello");
            assertThat(channel.receiveText()).contains("hello");
            return null;
        } catch (SecureChannelException e) {
            return e;
        }
    }

    private static void assertUnknown(BlockingQueue<SecureChannelException> refusals) throws Exception {
        var refusal = refusals.poll(20, TimeUnit.SECONDS);
        assertThat(refusal).isNotNull();
        assertThat(refusal.reason()).as(refusal.getMessage()).isEqualTo(Reason.REVOCATION_UNKNOWN);
        assertThat(refusal).hasMessageContaining("no whole answer in the time that there was");
    }

    private RevocationPolicy ocsp() {
        return OcspRevocation.builder().responder(address()).timeout(LONG).build();
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/");
    }

    private static InetSocketAddress loopback() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
