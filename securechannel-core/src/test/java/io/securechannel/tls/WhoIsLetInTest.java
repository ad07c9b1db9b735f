package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.Loopback;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.net.ServerSocket;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Revocation policies and functions that name clients (T14, T17, T18): asked in full and in resumed handshakes alike. */
@Tag("verify")
@Timeout(20)
class WhoIsLetInTest {

    private static final TestCa CA = TestCa.create("Let-in Root");
    private static final Trust TRUST = Trust.only(CA.certificate());

    private final List<List<X509Certificate>> asked = new CopyOnWriteArrayList<>();
    private final AtomicReference<Optional<Reason>> verdict = new AtomicReference<>(Optional.empty());

    @ParameterizedTest
    @EnumSource(names = {"CERTIFICATE_REVOKED", "REVOCATION_UNKNOWN"})
    void aServerThatIsRevokedIsRefusedAlsoWhenASessionIsResumed(Reason reason) throws Exception {
        var server = TlsContextFactory.forServer(CA.server("localhost"));
        var client =
                TlsContextFactory.clientBuilder(TRUST).revocation(this::check).build();
        try (var listening = Loopback.listen()) {
            assertThat(resumed(client, server, listening)).isFalse();
            assertThat(resumed(client, server, listening)).isTrue();
            assertThat(asked)
                    .hasSize(2)
                    .allSatisfy(path -> assertThat(path).hasSize(2).last().isEqualTo(CA.certificate()));
            verdict.set(Optional.of(reason));
            assertThat(errors(client, server, listening).client()).satisfies(error -> isFor(error, reason));
            assertThat(asked).hasSizeGreaterThan(2);
        }
    }

    @Test
    void aServerThatIsRevokedIsRefusedInAFullHandshake() throws Exception {
        verdict.set(Optional.of(Reason.CERTIFICATE_REVOKED));
        var client =
                TlsContextFactory.clientBuilder(TRUST).revocation(this::check).build();
        var server = TlsContextFactory.forServer(CA.server("localhost"));
        try (var listening = Loopback.listen()) {
            assertThat(errors(client, server, listening).client())
                    .satisfies(error -> isFor(error, Reason.CERTIFICATE_REVOKED));
        }
    }

    @Test
    void aClientThatIsRevokedIsRefusedAlsoWhenASessionIsResumed() throws Exception {
        var server = TlsContextFactory.serverBuilder(CA.server("localhost"))
                .requireClientCertificate(TRUST)
                .revocation(this::check)
                .build();
        try (var listening = Loopback.listen()) {
            var ada = client();
            assertThat(resumed(ada, server, listening)).isFalse();
            assertThat(resumed(ada, server, listening)).isTrue();
            verdict.set(Optional.of(Reason.CERTIFICATE_REVOKED));
            assertThat(errors(ada, server, listening).server())
                    .satisfies(error -> isFor(error, Reason.CERTIFICATE_REVOKED));
        }
    }

    @Test
    void aClientWithoutANameIsRefusedAlsoWhenASessionIsResumed() throws Exception {
        var name = new AtomicReference<>(Optional.of("Ada"));
        var server = TlsContextFactory.serverBuilder(CA.server("localhost"))
                .requireClientCertificate(TRUST)
                .peerName(certificate -> name.get())
                .build();
        try (var listening = Loopback.listen()) {
            var ada = client();
            assertThat(resumed(ada, server, listening)).isFalse();
            name.set(Optional.of("Countess Lovelace"));
            try (var pair = Loopback.pair(
                    Loopback.client(ada).build(), Loopback.server(server).build(), listening)) {
                assertThat(pair.server().protocol().resumed()).isTrue();
                assertThat(pair.server().peer().name()).contains("Countess Lovelace");
            }
            name.set(Optional.empty());
            assertThat(errors(ada, server, listening).server())
                    .satisfies(error -> isFor(error, Reason.PEER_NOT_ALLOWED));
        }
    }

    @Test
    void aFunctionThatThrowsLetsNobodyIn() throws Exception {
        var server = TlsContextFactory.serverBuilder(CA.server("localhost"))
                .requireClientCertificate(TRUST)
                .peerName(certificate -> {
                    throw new IllegalStateException("the directory is down");
                })
                .build();
        try (var listening = Loopback.listen()) {
            assertThat(errors(client(), server, listening).server())
                    .satisfies(error -> isFor(error, Reason.HANDSHAKE_FAILED))
                    .hasMessageContaining("the directory is down");
        }
    }

    @Test
    void namesWithoutCertificatesDoNotBuild() {
        var builder = TlsContextFactory.serverBuilder(CA.server("localhost")).peerName(each -> Optional.of("Ada"));
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("requireClientCertificate");
    }

    /** It would never be asked, and nobody would notice. */
    @Test
    void revocationWithoutCertificatesDoesNotBuild() throws Exception {
        var builder = TlsContextFactory.serverBuilder(CA.server("localhost")).revocation(this::check);
        assertThatThrownBy(builder::build)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("requireClientCertificate");
        assertThat(builder.requestClientCertificate(TRUST).build().describe())
                .doesNotContain("Revocation is not checked");
    }

    private void check(List<X509Certificate> path) throws SecureChannelException {
        asked.add(path);
        if (verdict.get().isPresent()) {
            throw new SecureChannelException(verdict.get().get(), "the policy says no");
        }
    }

    private static TlsContextFactory.Client client() {
        return TlsContextFactory.clientBuilder(TRUST).identity(CA.client("ada")).build();
    }

    private static boolean resumed(
            TlsContextFactory.Client client, TlsContextFactory.Server server, ServerSocket listening) throws Exception {
        try (var pair = Loopback.pair(
                Loopback.client(client).build(), Loopback.server(server).build(), listening)) {
            pair.server().sendText("so that the ticket is read");
            assertThat(pair.client().receiveText()).isPresent();
            return pair.client().protocol().resumed();
        }
    }

    private static Loopback.Errors errors(
            TlsContextFactory.Client client, TlsContextFactory.Server server, ServerSocket listening) throws Exception {
        return Loopback.errors(
                "localhost",
                Loopback.client(client).build(),
                Loopback.server(server).build(),
                listening);
    }

    private static void isFor(Throwable error, Reason reason) {
        Loopback.assertTells(error, reason);
    }
}
