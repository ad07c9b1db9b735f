package io.securechannel.pki.ocsp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.pki.http.HttpStub;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Handshakes;
import io.securechannel.pki.RevocationReason;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.RevocationPolicy;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * OCSP over handshakes (TESTING 19), with our own responder: the server's certificate as its client judges it, and the
 * client's as its server does.
 */
@Tag("verify")
@Timeout(30)
class OcspPeersTest {

    /** Of the end that judges; never revoked. */
    private static final TestCa OWN = TestCa.create("Own Root");

    private static final Identity OWN_SERVER = OWN.server(Handshakes.HOST);

    private final CertificateAuthority root =
            CertificateAuthority.builder("Judged Root").pathLength(1).build();
    private final CertificateAuthority middle = root.intermediate(CertificateProfile.intermediate("Judged Middle CA"));

    OcspPeersTest() throws Exception {}

    @ParameterizedTest
    @CsvSource({
        "true, JDK",
        "false, JDK",
        "true, CONSCRYPT",
        "false, CONSCRYPT",
        "true, BOUNCY_CASTLE",
        "false, BOUNCY_CASTLE"
    })
    void whoIsRevokedAndResumesASessionIsRefused(boolean server, TlsProvider provider) throws Exception {
        var shown = middle.issue(CertificateProfile.tlsServerAndClient(Handshakes.HOST));
        try (var roots = serving(root);
                var middles = serving(middle);
                var handshakes = new Handshakes()) {
            var policy = OcspRevocation.builder()
                    .responder(root.certificate(), roots.uri())
                    .responder(middle.certificate(), middles.uri())
                    .cacheFor(Duration.ZERO)
                    .build();
            var ends = ends(server, provider, shown, policy);
            assertThat(ends.connect(handshakes)).isEqualTo(new Handshakes.Outcome(null, null, false));
            assertThat(middles.requests())
                    .as("one handshake asks once, also with Conscrypt")
                    .isEqualTo(1);
            assertThat(roots.requests()).isEqualTo(1);
            // Bouncy Castle resumes no session of TLS 1.3, and so checks anew.
            boolean resumes = provider != TlsProvider.BOUNCY_CASTLE;
            assertThat(ends.connect(handshakes)).isEqualTo(new Handshakes.Outcome(null, null, resumes));
            assertThat(middles.requests()).isEqualTo(2);
            middle.revoke(shown.certificate().getSerialNumber(), RevocationReason.KEY_COMPROMISE);
            for (int i = 0; i < 2; i++) {
                assertTells(
                        ends.judgement(handshakes),
                        Reason.CERTIFICATE_REVOKED,
                        "keyCompromise",
                        "says " + middles.uri(),
                        "needs a new certificate, and a new key");
            }
            middles.say(HttpStub.text(""));
            root.revoke(middle.certificate().getSerialNumber(), RevocationReason.CESSATION_OF_OPERATION);
            assertTells(
                    ends.judgement(handshakes),
                    Reason.CERTIFICATE_REVOKED,
                    "[CN=Judged Middle CA]",
                    "another authority");
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aResponderThatIsGoneLetsNobodyIn(boolean server) throws Exception {
        var shown = root.issue(CertificateProfile.tlsServerAndClient(Handshakes.HOST));
        try (var responder = serving(root);
                var handshakes = new Handshakes()) {
            responder.say(HttpStub.text(""));
            var ends = ends(server, TlsProvider.JDK, shown, OcspRevocation.of(responder.uri()));
            assertTells(ends.judgement(handshakes), Reason.REVOCATION_UNKNOWN, responder.uri() + ": ", "ca ocsp");
        }
    }

    @Test
    void nobodyIsAskedAboutAPathThatIsNotValid() throws Exception {
        var stranger = CertificateAuthority.create("Strange Root");
        try (var responder = serving(root);
                var handshakes = new Handshakes()) {
            var shown = stranger.issue(CertificateProfile.tlsServerAndClient(Handshakes.HOST));
            var ends = ends(true, TlsProvider.JDK, shown, OcspRevocation.of(responder.uri()));
            assertTells(ends.judgement(handshakes), Reason.UNTRUSTED_CERTIFICATE);
            assertThat(responder.requests()).isZero();
        }
    }

    /** A certificate could otherwise make this side call at addresses behind its firewall. */
    @Test
    void addressesInCertificatesAreNotCalled() throws Exception {
        var ca = TestCa.create("Pointing Root");
        try (var inside = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                var handshakes = new Handshakes();
                var responder = new HttpStub(HttpStub.text(
                        "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:" + inside.getLocalPort() + "/\r\n\r\n"))) {
            var url = new GeneralName(
                    GeneralName.uniformResourceIdentifier, "http://127.0.0.1:" + inside.getLocalPort() + "/x");
            var shown = ca.leaf("pointing")
                    .names(Handshakes.HOST)
                    .purposes(KeyPurposeId.id_kp_serverAuth)
                    .extension(encoded(Extension.authorityInfoAccess, access(url)))
                    .extension(encoded(Extension.cRLDistributionPoints, distributionPoints(url)))
                    .issue();
            var client = TlsContextFactory.clientBuilder(Trust.only(ca.certificate()))
                    .revocation(OcspRevocation.of(responder.uri()))
                    .build();
            var outcome = handshakes.connect(client, TlsContextFactory.forServer(shown));
            assertTells(outcome.client(), Reason.REVOCATION_UNKNOWN, "a redirect (302), and none is followed");
            assertThat(responder.requests()).isEqualTo(1);
            inside.setSoTimeout(1);
            assertThat(catchThrowable(inside::accept))
                    .as("nobody has called; whoever had would wait in the queue")
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static AuthorityInformationAccess access(GeneralName url) {
        return new AuthorityInformationAccess(new AccessDescription[] {
            new AccessDescription(AccessDescription.id_ad_caIssuers, url),
            new AccessDescription(AccessDescription.id_ad_ocsp, url)
        });
    }

    private static CRLDistPoint distributionPoints(GeneralName url) {
        var name = new DistributionPointName(new GeneralNames(url));
        return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)});
    }

    private static Extension encoded(ASN1ObjectIdentifier type, ASN1Encodable value) throws IOException {
        return new Extension(type, false, value.toASN1Primitive().getEncoded());
    }

    private static HttpStub serving(CertificateAuthority authority) throws Exception {
        var responder = OcspResponder.builder(authority)
                .signer(authority.issue(CertificateProfile.ocspSigner("Judged OCSP")))
                .reloadInterval(Duration.ZERO)
                .build();
        return HttpStub.answering(posted -> responder.answer(posted).encoded());
    }

    private record Ends(boolean server, TlsContextFactory.Client clientSide, TlsContextFactory.Server serverSide) {

        Handshakes.Outcome connect(Handshakes handshakes) throws Exception {
            return handshakes.connect(clientSide, serverSide);
        }

        SecureChannelException judgement(Handshakes handshakes) throws Exception {
            var outcome = connect(handshakes);
            return server ? outcome.client() : outcome.server();
        }
    }

    /** A client and a server, of which one is judged by the other. */
    private Ends ends(boolean server, TlsProvider provider, Identity shown, RevocationPolicy policy) throws Exception {
        var trust = Trust.only(root.certificate());
        if (server) {
            return new Ends(
                    true,
                    TlsContextFactory.clientBuilder(trust)
                            .provider(provider)
                            .revocation(policy)
                            .build(),
                    TlsContextFactory.serverBuilder(shown).provider(provider).build());
        }
        return new Ends(
                false,
                TlsContextFactory.clientBuilder(Trust.only(OWN.certificate()))
                        .provider(provider)
                        .identity(shown)
                        .build(),
                TlsContextFactory.serverBuilder(OWN_SERVER)
                        .provider(provider)
                        .requireClientCertificate(trust)
                        .revocation(policy)
                        .build());
    }

    private static void assertTells(SecureChannelException error, Reason reason, String... parts) {
        assertThat(error).isNotNull();
        assertThat(error.reason()).as(error.getMessage()).isEqualTo(reason);
        for (var part : parts) {
            assertThat(error.getMessage()).contains(part);
        }
    }
}
