package io.securechannel.pki.renewal;

import static io.securechannel.pki.renewal.RenewingPair.BOTH;
import static io.securechannel.pki.renewal.RenewingPair.ENTRY;
import static io.securechannel.pki.renewal.RenewingPair.VALIDITY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.SecureChannelServer;
import io.securechannel.ServerConfig;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.CertificateRequest;
import io.securechannel.tls.TlsContextFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whom a service does not renew, and what it says then (docs/spec/renewal.md, R1, R3, R9 and R10). */
@Tag("verify")
@Timeout(30)
class RenewalRefusalsTest {

    private static final CertificateProfile OLD = BOTH.withValidity(Duration.ofDays(5));
    private static final Logger LOGGER = Logger.getLogger("io.securechannel");

    @TempDir
    Path directory;

    /** R1: by the trust of the service's TLS the client may be somebody; the ledger decides. */
    @Test
    void whatTheLedgerHasNotIsNotRenewed() throws Exception {
        var other = CertificateAuthority.create("Renewing Root");
        try (var pair = new RenewingPair(directory, OLD, authority -> RenewalService.of(other, VALIDITY))) {
            refused(pair, "no certificate like the one shown in its ledger");
            assertThat(other.issued()).isEmpty();
        }
    }

    /** R1. */
    @Test
    void whoShowsNoneGetsNone() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY);
                var open = open(pair)) {
            var tls = TlsContextFactory.clientBuilder(Trust.only(pair.authority.certificate()))
                    .build();
            var config = ClientConfig.tls(tls).listener(event -> {}).build();
            try (var channel = SecureChannel.connect("localhost", open.port(), config)) {
                assertThat(answer(channel, request(pair))).contains("has shown no certificate");
            }
        }
    }

    /** R1: whoever has a ticket out of a program's memory need not have the key. */
    @Test
    void whoHasResumedASessionGetsNone() throws Exception {
        try (var pair = new RenewingPair(directory, OLD, VALIDITY);
                var resuming = RenewingPair.instead(
                        pair,
                        channel -> RenewalService.of(pair.authority, VALIDITY).serve(channel))) {
            var client = pair.client();
            try (var channel = SecureChannel.connect("localhost", resuming.port(), client)) {
                assertThat(answer(channel, new byte[] {1})).contains("no PKCS#10 request");
                assertThat(channel.protocol().resumed()).isFalse();
            }
            try (var channel = SecureChannel.connect("localhost", resuming.port(), client)) {
                assertThat(answer(channel, request(pair)))
                        .contains("the session was resumed")
                        .contains("withoutResumption()");
                assertThat(channel.protocol().resumed()).isTrue();
            }
            assertThat(pair.authority.issued()).hasSize(3);
        }
    }

    /** R3: the service's own clock decides, whatever the handshake has let in. */
    @Test
    void whatHasExpiredIsNotRenewed() throws Exception {
        try (var pair = new RenewingPair(
                directory,
                OLD,
                authority -> RenewalService.of(
                        authority, VALIDITY, () -> Instant.now().plus(Duration.ofDays(6))))) {
            refused(pair, "the certificate shown has expired");
            assertThat(pair.authority.issued()).hasSize(2);
        }
    }

    /** R9: who is silent is not waited for. */
    @Test
    void aClientThatIsSilentIsLeft() throws Exception {
        assertThat(RenewalMessage.PATIENCE).isEqualTo(Duration.ofSeconds(10));
        try (var pair = new RenewingPair(
                        directory,
                        OLD,
                        authority -> RenewalService.builder(authority, VALIDITY)
                                .patience(Duration.ofMillis(1))
                                .build());
                var channel = pair.connect()) {
            var closed = catchThrowableOfType(SecureChannelException.class, channel::receive);
            assertThat(closed).isNotNull();
            assertThat(closed.reason()).isEqualTo(SecureChannelException.Reason.CLOSED_BY_PEER);
        }
    }

    /** R10. */
    @Test
    void theAuthoritysOwnTroubleIsToldAtTheAuthority() throws Exception {
        var file = directory.resolve("ca.keys");
        var heard = new LinkedBlockingQueue<LogRecord>();
        var handler = handler(heard);
        LOGGER.addHandler(handler);
        LOGGER.setUseParentHandlers(false);
        try (var keys =
                KeyStoreManager.create(file, KeyEncryption.aesGcm("test", new SecretKeySpec(new byte[32], "AES")))) {
            var kept = CertificateAuthority.create(keys, "ca", "Kept Root");
            try (var pair = new RenewingPair(directory, OLD, authority -> RenewalService.of(kept, VALIDITY))) {
                Files.writeString(file, "nonsense");
                refused(pair, "the authority cannot renew now");
                refused(pair, "the authority cannot renew now");
            }
        } finally {
            LOGGER.removeHandler(handler);
            LOGGER.setUseParentHandlers(true);
        }
        assertThat(heard)
                .as("once, however often somebody asks")
                .singleElement()
                .satisfies(told -> {
                    assertThat(told.getLevel()).isEqualTo(Level.WARNING);
                    assertThat(told.getThrown())
                            .isInstanceOf(KeyMaterialException.class)
                            .hasMessageContaining("ca.keys");
                });
    }

    private static void refused(RenewingPair pair, String words) throws Exception {
        var before = pair.keys.get(ENTRY, Identity.class).certificate();
        try (var renewer = AutoRenewer.builder(pair.keys, ENTRY, pair::connect)
                .before(Duration.ofSeconds(1))
                .start()) {
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(renewer::renewNow)
                    .withMessageContaining(words)
                    .satisfies(error -> assertThat(error.getMessage()).doesNotContain("ca.keys"))
                    .satisfies(error -> assertThat(error.reason()).isEqualTo(Reason.NOT_GRANTED));
        }
        assertThat(pair.keys.get(ENTRY, Identity.class).certificate()).isEqualTo(before);
    }

    private static byte[] request(RenewingPair pair) throws Exception {
        var current = pair.keys.get(ENTRY, Identity.class).certificate();
        return CertificateRequest.make(CertificateProfile.like(current))
                .request()
                .toDer();
    }

    private static String answer(SecureChannel channel, byte[] request) throws Exception {
        channel.send(request);
        var answer = channel.receive().orElseThrow();
        var refused = catchThrowableOfType(KeyMaterialException.class, () -> RenewalMessage.read(answer));
        assertThat(refused).isNotNull();
        return String.valueOf(refused.getMessage());
    }

    /** A service to which everybody may come. */
    private static SecureChannelServer open(RenewingPair pair) throws Exception {
        var tls = TlsContextFactory.forServer(pair.authority.issue(CertificateProfile.tlsServer("localhost")));
        return SecureChannelServer.listen(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                ServerConfig.tls(tls).listener(event -> {}).build(),
                RenewalService.of(pair.authority, VALIDITY)::serve);
    }

    private static Handler handler(LinkedBlockingQueue<LogRecord> heard) {
        return new Handler() {
            @Override
            public void publish(LogRecord told) {
                heard.add(told);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
    }
}
