package io.securechannel.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.Loopback;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a set-up says of itself. */
@Tag("verify")
@Timeout(20)
class DescriptionTest {

    private static final Trust TRUST = Trust.only(Loopback.CA.certificate());

    @Test
    void aPlainClientIsDescribed() {
        var client = TlsContextFactory.forClient(TRUST);
        assertThat(client.describe())
                .contains(
                        "TLS client, provider SunJSSE",
                        "versions: TLSv1.3\n",
                        "TLS_AES_256_GCM_SHA384, TLS_AES_128_GCM_SHA256, TLS_CHACHA20_POLY1305_SHA256",
                        "groups: the provider's own",
                        "own certificate: none",
                        "believes servers of: only [CN=Loopback Root]",
                        "early data: never",
                        "key exchange is classical",
                        "Revocation is not checked")
                .doesNotContain("TLSv1.2", "Every public authority", "Clients need no certificate");
        assertThat(client).hasToString(client.describe().lines().findFirst().orElseThrow());
        assertThat(client.trust()).contains(TRUST);
        assertThat(client.identities()).isEmpty();
    }

    @Test
    void aPlainServerIsDescribed() {
        var own = Loopback.CA
                .leaf("localhost")
                .names("localhost", "127.0.0.1")
                .valid(Instant.now(), Instant.now().plus(Duration.ofDays(20)))
                .issue();
        assertThat(TlsContextFactory.forServer(own).describe())
                .contains(
                        "TLS server",
                        "subject [CN=localhost], for the names [localhost, 127.0.0.1]",
                        "client certificates: not asked for",
                        "Clients need no certificate",
                        "The own certificate expires in 19 days.");
    }

    @Test
    void aCertificateForServersIsRemarkedUponAtAClient() {
        var odd = TlsContextFactory.clientBuilder(TRUST).identity(Loopback.serverIdentity());
        assertThat(odd.build().describe()).contains("lacks clientAuth", "most servers will refuse it");
        var right = TlsContextFactory.clientBuilder(TRUST).identity(Loopback.CA.client("ada"));
        assertThat(right.build().describe()).doesNotContain("clientAuth");
    }

    @Test
    void demandsOnClientsAreDescribed() {
        var builder = TlsContextFactory.serverBuilder(Loopback.serverIdentity());
        assertThat(builder.requireClientCertificate(TRUST).build().describe())
                .contains("client certificates: required; believes only [CN=Loopback Root]")
                .doesNotContain("Clients need no certificate");
        assertThat(builder.requestClientCertificate(TRUST).build().describe())
                .contains("asked for, not required; believes only [CN=Loopback Root]", "Clients need no certificate");
    }

    @Test
    void whatAReviewWouldRemarkIsRemarked() {
        var wide = TlsContextFactory.clientBuilder(Trust.system())
                .allowTls12()
                .cipherSuites("TLS_AES_128_GCM_SHA256", "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256")
                .build();
        assertThat(wide.describe())
                .contains(
                        "versions: TLSv1.3, TLSv1.2",
                        "suites: TLS_AES_128_GCM_SHA256, TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256\n",
                        "TLS 1.2 is allowed",
                        "Every public authority can vouch");
    }

    @Test
    void theOwnCertificateIsRemarkedOn() {
        var now = Instant.now();
        var old = Loopback.CA.leaf("x").keys(TestCa.keys("RSA", 2_048)).issue();
        var late = TlsContextFactory.serverBuilder(old)
                .clock(() -> now.plus(Duration.ofDays(70)))
                .build();
        assertThat(late.describe()).contains("has expired", "has 2048 bits");
        var fresh = TlsContextFactory.serverBuilder(Loopback.CA
                        .leaf("x")
                        .valid(now, now.plus(Duration.ofDays(90)))
                        .keys(TestCa.keys("Ed25519", 0))
                        .issue())
                .build();
        assertThat(fresh.describe()).contains("is Ed25519").doesNotContain("expires in", "has expired");
    }
}
