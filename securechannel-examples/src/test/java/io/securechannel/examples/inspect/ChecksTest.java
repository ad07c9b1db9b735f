package io.securechannel.examples.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.ClientConfig;
import io.securechannel.SecureChannel;
import io.securechannel.examples.inspect.Finding.Kind;
import io.securechannel.framing.Framing;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The checks by themselves. */
@Timeout(30)
class ChecksTest {

    private static final TestCa CA = TestCa.create("Checks Root");

    @ParameterizedTest
    @CsvSource({
        "chat.example, chat.example, true",
        "CHAT.example, chat.EXAMPLE, true",
        "chat.example, chat.example., true",
        "*.example.org, chat.example.org, true",
        "*.example.org, a.chat.example.org, false",
        "*.example.org, example.org, false",
        "*.org, example.org, false",
        "c*.example.org, chat.example.org, false",
        "10.0.0.7, 10.0.0.7, true",
        "10.0.0.7, 10.0.0.8, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "xn--bcher-kva.example, bücher.example, true",
        "chat.example, files.example, false"
    })
    void namesMatchByTheRulesOfRfc9525(String held, String asked, boolean matches) throws Exception {
        var certificate = CA.leaf("somebody")
                .names(held)
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .certificate();
        assertThat(Names.match(new CertificateView(certificate), request(asked)))
                .isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource({
        "2020-01-01, 825, false",
        "2020-10-01, 398, false",
        "2020-10-01, 399, true",
        "2026-03-14, 398, false",
        "2026-03-15, 200, false",
        "2026-03-15, 201, true",
        "2027-03-15, 101, true",
        "2029-03-15, 48, true"
    })
    void aPublicCertificateMayNotLiveLong(String from, int days, boolean tooLong) {
        var start = Instant.parse(from + "T00:00:00Z");
        var certificate = CA.leaf("chat.example")
                .names("chat.example")
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .valid(start, start.plus(Duration.ofDays(days)))
                .certificate();
        assertThat(kinds(certificate, true).contains(Kind.LIFETIME_TOO_LONG)).isEqualTo(tooLong);
        assertThat(kinds(certificate, false)).doesNotContain(Kind.LIFETIME_TOO_LONG);
    }

    /** The second half of a short life, not its last 30 days: or it would always be about to expire. */
    @ParameterizedTest
    @CsvSource({"6, 4, false", "6, 1, true", "60, 29, true", "90, 31, false", "90, 29, true"})
    void soonDependsOnTheLifetime(int lifetime, int left, boolean soon) {
        var end = Instant.now().plus(Duration.ofDays(left)).plusSeconds(60);
        var certificate = CA.leaf("chat.example")
                .names("chat.example")
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .valid(end.minus(Duration.ofDays(lifetime)), end)
                .certificate();
        assertThat(kinds(certificate, false)).isEqualTo(soon ? List.of(Kind.EXPIRES_SOON) : List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void theEndPointIsThatOfTheLibrary(String algorithm) throws Exception {
        var keys = TestCa.keys(algorithm);
        var certificate = CA.leaf("localhost")
                .names("localhost")
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .keys(keys)
                .certificate();
        var config = ClientConfig.tls(TlsContextFactory.forClient(Trust.only(CA.certificate())))
                .framing(Framing.none())
                .build();
        try (var server = TlsServer.start(keys, certificate);
                var channel = SecureChannel.connect("localhost", server.port(), config)) {
            var binding = channel.channelBinding(ChannelBinding.Type.TLS_SERVER_END_POINT)
                    .orElseThrow();
            assertThat(ServerEndPoint.of(certificate)).contains(HexFormat.of().formatHex(binding.bytes()));
        }
    }

    @Test
    void theEndPointOfAnEdwardsCurveIsUndefined() throws Exception {
        var keys = TestCa.keys("Ed25519", 0);
        assertThat(ServerEndPoint.of(OddCertificate.selfSigned("localhost", keys, "Ed25519")))
                .isEmpty();
    }

    @Test
    void pssIsAsStrongAsItsHash() throws Exception {
        var keys = TestCa.keys("RSA", 2_048);
        var root = OddCertificate.selfSigned("Root", keys, "SHA256withRSA");
        var good = OddCertificate.issue("chat.example", keys.getPublic(), root, keys, "SHA256withRSAandMGF1");
        var bad = OddCertificate.issue("chat.example", keys.getPublic(), root, keys, "SHA1withRSAandMGF1");
        assertThat(kinds(good, false)).isEmpty();
        assertThat(kinds(bad, false)).containsExactly(Kind.WEAK_SIGNATURE);
        assertThat(ServerEndPoint.of(good)).isPresent();
    }

    private static List<Kind> kinds(X509Certificate certificate, boolean publicIssuer) {
        return new CertificateChecks(request("chat.example"))
                .of(List.of(certificate), publicIssuer).stream()
                        .map(Finding::kind)
                        .toList();
    }

    private static Request request(String name) {
        return InspectionTest.request("localhost", 1, name, Trust.only(CA.certificate()), Optional.empty());
    }
}
