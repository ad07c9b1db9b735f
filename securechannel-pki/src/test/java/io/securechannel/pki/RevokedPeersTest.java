package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import io.securechannel.tls.TlsProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x509.AccessDescription;
import org.bouncycastle.asn1.x509.AuthorityInformationAccess;
import org.bouncycastle.asn1.x509.CRLDistPoint;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.DistributionPoint;
import org.bouncycastle.asn1.x509.DistributionPointName;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Revocation over handshakes (TESTING 19): the server's certificate as its client judges it, and the client's as its server
 * does.
 */
@Tag("verify")
@Timeout(30)
class RevokedPeersTest {

    private static final Instant NOW = Instant.now();

    /** Of the end that judges; never revoked. */
    private static final TestCa OWN = TestCa.create("Own Root");

    private static final Identity OWN_SERVER = OWN.server(Handshakes.HOST);

    private final TestCa root = TestCa.create("Judged Root");
    private final TestCa middle = root.intermediate("Judged Middle CA");

    @TempDir
    Path directory;

    private Path file;

    /** Whose certificate is judged. */
    enum Judged {
        SERVER,
        CLIENT
    }

    @BeforeEach
    void file() {
        file = directory.resolve("ca.crl");
    }

    @ParameterizedTest
    @CsvSource({
        "SERVER, JDK",
        "CLIENT, JDK",
        "SERVER, CONSCRYPT",
        "CLIENT, CONSCRYPT",
        "SERVER, BOUNCY_CASTLE",
        "CLIENT, BOUNCY_CASTLE"
    })
    void whoIsRevokedAndResumesASessionIsRefused(Judged judged, TlsProvider provider) throws Exception {
        var shown = leaf(middle);
        Crls.write(file, Crls.of(root), Crls.of(middle));
        try (var ends = new Ends(judged, provider, shown, policy())) {
            assertThat(ends.connect()).isEqualTo(new Handshakes.Outcome(null, null, false));
            // Bouncy Castle resumes no session of TLS 1.3, and so checks anew.
            boolean resumes = provider != TlsProvider.BOUNCY_CASTLE;
            assertThat(ends.connect()).isEqualTo(new Handshakes.Outcome(null, null, resumes));
            Crls.write(
                    file,
                    Crls.of(root),
                    Crls.of(middle).number(2).revoke(shown.certificate(), CRLReason.keyCompromise));
            for (int i = 0; i < 2; i++) {
                assertTells(
                        ends.judgement(),
                        Reason.CERTIFICATE_REVOKED,
                        "[CN=judged]",
                        "keyCompromise",
                        "list number 2 of [CN=Judged Middle CA]",
                        "needs a new certificate, and a new key");
            }
            Crls.write(
                    file,
                    Crls.of(root).number(2).revoke(middle.certificate(), CRLReason.cessationOfOperation),
                    Crls.of(middle).number(3));
            assertTells(ends.judgement(), Reason.CERTIFICATE_REVOKED, "[CN=Judged Middle CA]", "another authority");
        }
    }

    @ParameterizedTest
    @EnumSource
    void revokedFromTheStart(Judged judged) throws Exception {
        var shown = leaf(root);
        Crls.write(file, Crls.of(root).revoke(shown.certificate(), CRLReason.superseded));
        assertTells(judgement(judged, shown), Reason.CERTIFICATE_REVOKED, "[CN=judged]", "needs a new certificate");
    }

    @ParameterizedTest
    @EnumSource
    void revokedAuthority(Judged judged) throws Exception {
        Crls.write(file, Crls.of(root).revoke(middle.certificate(), CRLReason.cACompromise), Crls.of(middle));
        assertTells(
                judgement(judged, leaf(middle)),
                Reason.CERTIFICATE_REVOKED,
                "[CN=Judged Middle CA]",
                "another authority");
    }

    @ParameterizedTest
    @EnumSource
    void missingList(Judged judged) throws Exception {
        Crls.write(file, Crls.of(root));
        assertTells(
                judgement(judged, leaf(middle)),
                Reason.REVOCATION_UNKNOWN,
                "there is no list of its issuer [CN=Judged Middle CA]",
                "ca.crl",
                "ca crl");
    }

    @ParameterizedTest
    @EnumSource
    void staleList(Judged judged) throws Exception {
        Crls.write(file, Crls.of(root).dates(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(1))));
        assertTells(judgement(judged, leaf(root)), Reason.REVOCATION_UNKNOWN, "is stale", "ca.crl", "\"ca crl\"");
    }

    @ParameterizedTest
    @EnumSource
    void wronglySignedList(Judged judged) throws Exception {
        Crls.write(file, Crls.of(root).signer(TestCa.create("Mallory")));
        assertTells(
                judgement(judged, leaf(root)), Reason.REVOCATION_UNKNOWN, "was not signed by the key", "\"ca crl\"");
    }

    @ParameterizedTest
    @EnumSource
    void listOfANamesake(Judged judged) throws Exception {
        Crls.write(file, Crls.of(TestCa.create("Judged Root")));
        assertTells(judgement(judged, leaf(root)), Reason.REVOCATION_UNKNOWN, "another key of that name", "\"ca crl\"");
    }

    @ParameterizedTest
    @EnumSource
    void rolledBackList(Judged judged) throws Exception {
        var shown = leaf(root);
        Crls.write(file, Crls.of(root).number(2).revoke(shown.certificate(), CRLReason.superseded));
        try (var ends = new Ends(judged, TlsProvider.JDK, shown, policy())) {
            assertTells(ends.judgement(), Reason.CERTIFICATE_REVOKED, "list number 2");
            Crls.write(file, Crls.of(root));
            assertTells(ends.judgement(), Reason.CERTIFICATE_REVOKED, "list number 2");
        }
    }

    /** A certificate could otherwise make this side call at addresses behind its firewall. */
    @ParameterizedTest
    @EnumSource
    void addressesInCertificatesAreNotCalled(Judged judged) throws Exception {
        try (var inside = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            var url = new GeneralName(
                    GeneralName.uniformResourceIdentifier, "http://127.0.0.1:" + inside.getLocalPort() + "/x");
            var odd = root.intermediate("Calling CA", distribution(url), access(url));
            var shown = odd.leaf("judged")
                    .names(Handshakes.HOST)
                    .purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)
                    .extension(distribution(url))
                    .extension(access(url))
                    .issue();
            // The list of the one that is missing, and an intermediate that is missing: reasons to call.
            Crls.write(file, Crls.of(root).extension(Extension.freshestCRL, false, distributionPoints(url)));
            assertTells(judgement(judged, shown), Reason.REVOCATION_UNKNOWN, "[CN=Calling CA]");
            var alone = Identity.of(shown.privateKey(), shown.certificate());
            assertTells(judgement(judged, alone), Reason.UNTRUSTED_CERTIFICATE, "send the intermediates");
            inside.setSoTimeout(1);
            assertThat(catchThrowable(inside::accept))
                    .as("nobody has called; whoever had would wait in the queue")
                    .isInstanceOf(SocketTimeoutException.class);
        }
    }

    private static Extension distribution(GeneralName url) {
        return Crls.encoded(Extension.cRLDistributionPoints, false, distributionPoints(url));
    }

    private static CRLDistPoint distributionPoints(GeneralName url) {
        var name = new DistributionPointName(new GeneralNames(url));
        return new CRLDistPoint(new DistributionPoint[] {new DistributionPoint(name, null, null)});
    }

    private static Extension access(GeneralName url) {
        return Crls.encoded(
                Extension.authorityInfoAccess, false, new AuthorityInformationAccess(new AccessDescription[] {
                    new AccessDescription(AccessDescription.id_ad_caIssuers, url),
                    new AccessDescription(AccessDescription.id_ad_ocsp, url)
                }));
    }

    private static Identity leaf(TestCa ca) {
        return ca.leaf("judged")
                .names(Handshakes.HOST)
                .purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth)
                .issue();
    }

    private CrlRevocation policy() throws Exception {
        return CrlRevocation.builder()
                .file(file)
                .reloadInterval(Duration.ZERO)
                .listener(event -> {})
                .build();
    }

    private SecureChannelException judgement(Judged judged, Identity shown) throws Exception {
        try (var ends = new Ends(judged, TlsProvider.JDK, shown, policy())) {
            return ends.judgement();
        }
    }

    private static void assertTells(SecureChannelException error, Reason reason, String... parts) {
        assertThat(error).isNotNull();
        assertThat(error.reason()).as(error.getMessage()).isEqualTo(reason);
        assertThat(error.getMessage()).contains(parts);
    }

    /** A client and a server, of which one is judged by the other. */
    private final class Ends implements AutoCloseable {

        private final Judged judged;
        private final TlsContextFactory.Client client;
        private final TlsContextFactory.Server server;
        private final Handshakes handshakes = new Handshakes();

        Ends(Judged judged, TlsProvider provider, Identity shown, CrlRevocation policy) throws Exception {
            this.judged = judged;
            var trust = Trust.only(root.certificate());
            if (judged == Judged.SERVER) {
                client = TlsContextFactory.clientBuilder(trust)
                        .provider(provider)
                        .revocation(policy)
                        .build();
                server = TlsContextFactory.serverBuilder(shown)
                        .provider(provider)
                        .build();
            } else {
                client = TlsContextFactory.clientBuilder(Trust.only(OWN.certificate()))
                        .provider(provider)
                        .identity(shown)
                        .build();
                server = TlsContextFactory.serverBuilder(OWN_SERVER)
                        .provider(provider)
                        .requireClientCertificate(trust)
                        .revocation(policy)
                        .build();
            }
        }

        Handshakes.Outcome connect() throws Exception {
            return handshakes.connect(client, server);
        }

        SecureChannelException judgement() throws Exception {
            var outcome = connect();
            return judged == Judged.SERVER ? outcome.client() : outcome.server();
        }

        @Override
        public void close() throws IOException {
            handshakes.close();
        }
    }
}
