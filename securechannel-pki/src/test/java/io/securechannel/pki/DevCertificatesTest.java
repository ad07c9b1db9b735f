package io.securechannel.pki;

import static io.securechannel.pki.Validation.pkix;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("verify")
class DevCertificatesTest {

    @Test
    void itIsForLocalhostAndNoAuthority() throws Exception {
        var certificate = DevCertificates.localhost().certificate();

        assertThat(certificate.getSubjectAlternativeNames())
                .containsExactly(List.of(2, "localhost"), List.of(7, "127.0.0.1"), List.of(7, "0:0:0:0:0:0:0:1"));
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getKeyUsage()).containsOnlyOnce(true).startsWith(true);
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getExtensionValue("2.5.29.35")).isNull();
        certificate.verify(certificate.getPublicKey());
    }

    @Test
    void itIsItsOwnAnchor() throws Exception {
        var identity = DevCertificates.localhost();
        pkix(identity.certificateChain(), identity.certificate(), Instant.now());

        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setCertificateEntry("localhost", identity.certificate());
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(store);
        ((X509TrustManager) factory.getTrustManagers()[0])
                .checkServerTrusted(identity.certificateChain().toArray(new X509Certificate[0]), "ECDHE_ECDSA");
    }

    @Test
    void itLivesForThirtyDays() {
        var now = Instant.parse("2030-06-01T12:00:00Z");
        var certificate = DevCertificates.localhost(InstantSource.fixed(now)).certificate();

        assertThat(certificate.getNotBefore().toInstant()).isEqualTo(now.minus(Duration.ofHours(1)));
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(now.plus(Duration.ofDays(30)));
    }
}
