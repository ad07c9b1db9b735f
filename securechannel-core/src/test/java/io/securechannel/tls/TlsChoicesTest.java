package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.securechannel.Loopback;
import io.securechannel.keys.Identity;
import io.securechannel.keys.Live;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsProvider.KeyUpdates;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a builder is told, and what providers differ in. */
@Tag("verify")
@Timeout(20)
class TlsChoicesTest {

    private static final Trust TRUST = Trust.only(Loopback.CA.certificate());
    private static final byte[] CONTEXT = {1, 2, 3};

    private static TlsClientBuilder client() {
        return TlsContextFactory.clientBuilder(TRUST);
    }

    @Test
    void resumptionHasLimits() {
        var second = Duration.ofSeconds(1);
        var week = Duration.ofDays(7);
        assertThat(client().resumption(1, second).build().describe()).contains("resumed within PT1S, 1 kept");
        assertThat(client().resumption(1, week).build().resumesSessions()).isTrue();
        assertThat(client().withoutResumption().build().resumesSessions()).isFalse();
        assertThat(client().withoutResumption().build().describe()).contains("never resumed");
        assertThatThrownBy(() -> client().resumption(0, second)).hasMessageContaining("at least 1 session, not 0");
        for (var wrong : List.of(second.minusMillis(1), week.plusMillis(1))) {
            assertThatThrownBy(() -> client().resumption(1, wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(wrong.toString());
        }
    }

    @Test
    void theReloadIntervalHasLimits() {
        assertThatCode(() -> client().reloadInterval(Duration.ZERO).reloadInterval(Duration.ofDays(365)))
                .doesNotThrowAnyException();
        for (var wrong : List.of(Duration.ofMillis(-1), Duration.ofDays(365).plusMillis(1))) {
            assertThatThrownBy(() -> client().reloadInterval(wrong)).hasMessageContaining(wrong.toString());
        }
    }

    @Test
    void whatIsLiveMakesAFactoryAtOnce() throws Exception {
        Live<Trust> trust = () -> TRUST;
        assertThat(TlsContextFactory.forClient(trust).trust()).contains(TRUST);
        var identity = Loopback.serverIdentity();
        assertThat(TlsContextFactory.forServer(() -> identity).identities()).containsExactly(identity);
    }

    @Test
    void aClientIsAskedForACertificateAndNeedHaveNone() throws Exception {
        Live<Trust> trust = () -> TRUST;
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity());
        var parameters = server.requestClientCertificate(trust).build().sslParameters();
        assertThat(parameters.getWantClientAuth()).isTrue();
        assertThat(server.requireClientCertificate(trust)
                        .build()
                        .sslParameters()
                        .getNeedClientAuth())
                .isTrue();
    }

    @Test
    void providersDifferInWhatTheyCan() {
        assumeThat(TlsProvider.CONSCRYPT.available()).as("Conscrypt is here").isTrue();
        assertThat(TlsProvider.JDK.keyUpdates()).isEqualTo(KeyUpdates.ON_REQUEST);
        assertThat(TlsProvider.CONSCRYPT.keyUpdates()).isEqualTo(KeyUpdates.NONE);
        assertThat(TlsProvider.BOUNCY_CASTLE.keyUpdates()).isEqualTo(KeyUpdates.AUTOMATIC);
        assertThat(TlsProvider.values()).filteredOn(TlsProvider::halfClose).containsExactly(TlsProvider.JDK);
        assertThat(TlsProvider.values())
                .filteredOn(TlsProvider::postQuantum)
                .contains(TlsProvider.CONSCRYPT, TlsProvider.BOUNCY_CASTLE);
        assertThat(TlsProvider.CONSCRYPT.exporter()).isTrue();
        assertThat(TlsProvider.BOUNCY_CASTLE.exporter()).isFalse();
        assertThat(TlsProvider.JDK.exporter()).isEqualTo(Runtime.version().feature() >= 25);
    }

    @Test
    void aPostQuantumKeyExchangeIsDescribed() {
        var required = client().provider(TlsProvider.BOUNCY_CASTLE)
                .requirePostQuantum()
                .build();
        assertThat(required.requiresPostQuantum()).isTrue();
        assertThat(required.describe())
                .contains("X25519MLKEM768", "; post-quantum required")
                .doesNotContain("the provider's own", "key exchange is");
        assertThatThrownBy(required::toSslContext).hasMessageContaining("of a SecureChannel, not of an SSLContext");
        var possible = client().provider(TlsProvider.BOUNCY_CASTLE).build();
        assertThat(possible.describe())
                .contains("post-quantum only where the peer can do it")
                .doesNotContain("post-quantum required");
        assertThatCode(possible::toSslContext).doesNotThrowAnyException();
    }

    @Test
    void theOwnCertificateIsRemarkedOnFromItsLastMonthOn() {
        var from = Instant.parse("2030-01-01T00:00:00Z");
        var until = from.plus(Duration.ofDays(90));
        var own = Loopback.CA
                .leaf("x")
                .valid(from, until)
                .keys(TestCa.keys("RSA", 3_072))
                .issue();
        assertThat(described(own, until.minus(Duration.ofDays(30)))).doesNotContain("expires in", "bits");
        assertThat(described(own, until.minus(Duration.ofDays(30)).plusMillis(1)))
                .contains("expires in 29 days");
        assertThat(described(own, until)).contains("expires in 0 days").doesNotContain("has expired");
        assertThat(described(own, until.plusMillis(1))).contains("has expired").doesNotContain("expires in");
    }

    private static String described(Identity own, Instant now) {
        return TlsContextFactory.serverBuilder(own).clock(() -> now).build().describe();
    }

    @ParameterizedTest
    @EnumSource(TlsProvider.class)
    void enginesOfEachProviderAgree(TlsProvider provider) throws Exception {
        assumeThat(provider.available()).as(provider + " is here").isTrue();
        var client = client().provider(provider).build();
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .provider(provider)
                .build();
        var ours = client.newEngine("localhost", 1, List.of("x"));
        var theirs = server.newEngine(List.of("x"));
        EngineHandshake.run(ours, theirs);
        assertThat(theirs.getApplicationProtocol()).isEqualTo("x");
        assertThat(client.verifyPeer(ours).certificateChain().get(0))
                .isEqualTo(Loopback.serverIdentity().certificate());
        assertThat(client.updateKeys(ours)).isEqualTo(provider.keyUpdates() == KeyUpdates.ON_REQUEST);
        if (provider.exporter()) {
            assertThat(client.exportKeyingMaterial(ours, "EXPORTER-x", CONTEXT, 32))
                    .hasSize(32)
                    .isEqualTo(server.exportKeyingMaterial(theirs, "EXPORTER-x", CONTEXT, 32));
        } else {
            assertThatThrownBy(() -> client.exportKeyingMaterial(ours, "EXPORTER-x", CONTEXT, 32))
                    .isInstanceOf(UnsupportedOperationException.class)
                    .hasMessageContaining("has no exporter");
        }
    }

    @Test
    void theSystemsAuthoritiesAreThoseOfTheJdk() {
        assertThat(SystemAuthorities.certificates())
                .isNotEmpty()
                .allMatch(each -> each.getBasicConstraints() >= 0 || each.getVersion() == 1);
    }
}
