package io.securechannel;

import static io.securechannel.Loopback.CA;
import static io.securechannel.Loopback.assertTells;
import static io.securechannel.Loopback.errors;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.Loopback.Errors;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.peer.Trust;
import io.securechannel.testkit.TestCa;
import io.securechannel.tls.TlsContextFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import javax.net.ssl.SSLSocket;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What both ends say when the server's certificate is refused. */
@Tag("verify")
@Timeout(20)
class CertificateErrorsTest {

    private static final Instant NOW = Instant.now();
    private static final Trust TRUST = Trust.only(CA.certificate());

    @Test
    void anUnknownAuthorityIsNamedWithTheTrustInForce() throws Exception {
        var stranger = TestCa.create("Stranger Root").server("localhost");
        var both = refused("localhost", TRUST, stranger);
        assertTells(
                both.client(),
                Reason.UNTRUSTED_CERTIFICATE,
                "asked for as localhost",
                "for the names [localhost]",
                "issued by [CN=Stranger Root]",
                "Trust in force: only [CN=Loopback Root]",
                "add the issuer's certificate to the Trust");
        assertTells(
                both.server(),
                Reason.OWN_CERTIFICATE_REFUSED,
                "the client refused",
                "CN=localhost",
                "CN=Stranger Root",
                "valid until");
        assertThat(both.server()).hasMessageNotContaining("expired").hasMessageNotContaining("not valid yet");
    }

    /** As after a key pair was made anew under the old name, and only one end has got it. */
    @Test
    void aStaleCertificateOfTheSameNameIsToldFromAStranger() throws Exception {
        var stale = TestCa.create("Loopback Root");
        var byIssuer = refused("localhost", Trust.only(stale.certificate()), CA.server("localhost"));
        assertTells(
                byIssuer.client(),
                Reason.UNTRUSTED_CERTIFICATE,
                "another certificate of the name [CN=Loopback Root], SHA-256 " + sha256(stale.certificate()) + ":",
                "has it been made anew");
        var oldKeys = TestCa.create("localhost").certificate();
        var fresh = TestCa.create("localhost");
        var byName = refused("localhost", Trust.only(oldKeys), Identity.of(fresh.privateKey(), fresh.certificate()));
        assertTells(
                byName.client(),
                Reason.UNTRUSTED_CERTIFICATE,
                "it is self-signed",
                "another certificate of the name [CN=localhost], SHA-256 " + sha256(oldKeys),
                "the peer's has " + sha256(fresh.certificate()));
        var stranger = refused("localhost", TRUST, TestCa.create("Stranger").server("localhost"));
        assertThat(stranger.client()).hasMessageNotContaining("made anew");
    }

    private static String sha256(X509Certificate certificate) throws Exception {
        var hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    }

    @Test
    void aWrongHostIsNamedWithTheNamesInTheCertificate() throws Exception {
        var both = refused("chat.example", TRUST, CA.server("mail.example", "10.0.0.7"));
        assertTells(
                both.client(),
                Reason.WRONG_HOST,
                "asked for as chat.example",
                "mail.example",
                "10.0.0.7",
                "subjectAltName",
                "common name does not count");
        assertTells(both.server(), Reason.OWN_CERTIFICATE_REFUSED, "CN=mail.example");
    }

    @Test
    void theCommonNameIsNoName() throws Exception {
        var nameless =
                CA.leaf("chat.example").purposes(KeyPurposeId.id_kp_serverAuth).issue();
        assertTells(refused("chat.example", TRUST, nameless).client(), Reason.WRONG_HOST, "for the names [none]");
    }

    @Test
    void anExpiredCertificateIsToldWithBothTimes() throws Exception {
        var end = Instant.parse("2024-03-01T10:20:00Z");
        var expired = CA.leaf("localhost")
                .names("localhost")
                .valid(end.minus(Duration.ofDays(90)), end)
                .issue();
        var both = refused("localhost", TRUST, expired);
        assertTells(
                both.client(),
                Reason.CERTIFICATE_EXPIRED,
                "it expired at 2024-03-01 10:20 UTC",
                "UTC here",
                "renew it, or set the clock right");
        assertTells(
                both.server(),
                Reason.OWN_CERTIFICATE_REFUSED,
                "valid until 2024-03-01T10:20:00Z (it has expired: renew it)");
    }

    @Test
    void aCertificateOfTheFutureIsToldWithBothTimes() throws Exception {
        var early = CA.leaf("localhost")
                .names("localhost")
                .valid(Instant.parse("2090-03-01T10:20:00Z"), Instant.parse("2091-03-01T10:20:00Z"))
                .issue();
        var both = refused("localhost", TRUST, early);
        assertTells(both.client(), Reason.CERTIFICATE_NOT_YET_VALID, "valid from 2090-03-01 10:20 UTC on", "clock");
        assertTells(
                both.server(),
                Reason.OWN_CERTIFICATE_REFUSED,
                "(it is not valid yet, but from 2090-03-01T10:20:00Z on)");
    }

    @Test
    void anExpiredIntermediateIsBlamedByName() throws Exception {
        var late = InstantSource.fixed(NOW.plus(Duration.ofDays(3_700)));
        var leaf = CA.intermediate("Loopback Intermediate")
                .leaf("localhost")
                .names("localhost")
                .valid(NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(4_000)))
                .issue();
        var client = Loopback.client(
                TlsContextFactory.clientBuilder(TRUST).clock(late).build());
        var both = errors("localhost", client.build(), server(leaf).build());
        assertTells(both.client(), Reason.CERTIFICATE_EXPIRED, "its issuer [CN=Loopback Intermediate] expired at");
    }

    @Test
    void aMissingIntermediateIsAUntrustedCertificateWithAHint() throws Exception {
        var full = CA.intermediate("Loopback Intermediate").server("localhost");
        var alone = Identity.of(full.privateKey(), full.certificate());
        assertTells(
                refused("localhost", TRUST, alone).client(),
                Reason.UNTRUSTED_CERTIFICATE,
                "issued by [CN=Loopback Intermediate]",
                "must also send the intermediates");
    }

    @Test
    void aClientCertificateIsNoServerCertificate() throws Exception {
        var wrongUse = CA.leaf("localhost")
                .names("localhost")
                .purposes(KeyPurposeId.id_kp_clientAuth)
                .issue();
        assertTells(
                stockServerError(wrongUse.privateKey(), wrongUse.certificate()),
                Reason.CERTIFICATE_UNUSABLE,
                "lacks serverAuth",
                "not issued for a TLS server");
    }

    /** Not with the first client, at whose end it would be told. */
    @Test
    void aServerIsNotEvenBuiltWithACertificateForClients() {
        var client = CA.client("ada");
        assertThatThrownBy(() -> TlsContextFactory.forServer(client))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll("[CN=ada]", "lacks serverAuth", "Have one issued for servers");
        var beside = TlsContextFactory.serverBuilder(Loopback.serverIdentity()).identity(client);
        assertThatThrownBy(beside::build).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aServerCertificateIsNoClientCertificate() throws Exception {
        var both = mutual(CA.server("client.example"), TRUST);
        assertTells(both.server(), Reason.CERTIFICATE_UNUSABLE, "the client's certificate", "lacks clientAuth");
        assertTells(both.client(), Reason.OWN_CERTIFICATE_REFUSED, "the server refused", "CN=client.example");
    }

    @Test
    void aWeakRsaKeyIsRefused() throws Exception {
        var weak = TestCa.keys("RSA", 1_024);
        var certificate = CA.leaf("localhost").names("localhost").keys(weak).certificate();
        assertTells(
                stockServerError(weak.getPrivate(), certificate),
                Reason.CERTIFICATE_UNUSABLE,
                "CN=localhost",
                "too weak",
                "RSA needs 2048 bits");
    }

    /** What our client says of a server that shows what ours does not. */
    private static Throwable stockServerError(PrivateKey key, X509Certificate certificate) throws Exception {
        var context = Loopback.stock(key, certificate);
        return Loopback.clientError(Loopback.client().build(), socket -> {
            try (var tls = (SSLSocket) context.getSocketFactory().createSocket(socket, null, true)) {
                tls.setUseClientMode(false);
                var parameters = tls.getSSLParameters();
                parameters.setApplicationProtocols(new String[] {"securechannel/1"});
                tls.setSSLParameters(parameters);
                tls.startHandshake();
            }
        });
    }

    @Test
    void aClientWithoutACertificateIsToldSoAtBothEnds() throws Exception {
        var both = mutual(null, TRUST);
        assertTells(
                both.server(),
                Reason.CLIENT_CERTIFICATE_MISSING,
                "showed no certificate",
                "Trust in force: only [CN=Loopback Root]");
        assertTells(
                both.client(),
                Reason.CLIENT_CERTIFICATE_MISSING,
                "the server demands a client certificate",
                "clientBuilder(trust).identity");
    }

    @Test
    void aClientOfAnotherAuthorityIsToldSoAtBothEnds() throws Exception {
        var both = mutual(TestCa.create("Other Clients").client("ada"), TRUST);
        assertTells(
                both.server(),
                Reason.UNTRUSTED_CERTIFICATE,
                "the client's certificate was refused",
                "issued by [CN=Other Clients]",
                "only [CN=Loopback Root]");
        assertTells(both.client(), Reason.OWN_CERTIFICATE_REFUSED, "CN=ada", "CN=Other Clients");
    }

    @Test
    void anExpiredClientCertificateIsToldSoAtTheServer() throws Exception {
        var expired = CA.leaf("ada")
                .purposes(KeyPurposeId.id_kp_clientAuth)
                .valid(NOW.minus(Duration.ofDays(9)), NOW.minus(Duration.ofDays(2)))
                .issue();
        var both = mutual(expired, TRUST);
        assertTells(both.server(), Reason.CERTIFICATE_EXPIRED, "the client's certificate", "CN=ada");
        assertTells(both.client(), Reason.OWN_CERTIFICATE_REFUSED, "CN=ada");
    }

    @Test
    void aPinOfAnotherKeyRefusesWithTheKeyThatWasSeen() throws Exception {
        var pin = Trust.pinOf(CA.certificate());
        var own = CA.server("localhost");
        var both = refused("localhost", Trust.pinned(pin), own);
        assertTells(
                both.client(),
                Reason.PIN_MISMATCH,
                Trust.pinOf(own.certificate()),
                "only the pinned keys " + pin,
                "somebody may stand between");
        assertTells(both.server(), Reason.OWN_CERTIFICATE_REFUSED);
    }

    @Test
    void anAuthorityNarrowedToAnotherKeyRefuses() throws Exception {
        var pin = Trust.pinOf(TestCa.create("Somebody").certificate());
        assertTells(
                refused("localhost", TRUST.andPinned(pin), CA.server("localhost"))
                        .client(),
                Reason.PIN_MISMATCH,
                "only [CN=Loopback Root], narrowed to the pinned keys " + pin);
    }

    @Test
    void aPinnedKeyStillNeedsTheName() throws Exception {
        var own = TestCa.create("Unknown").server("mail.example");
        var trust = Trust.pinned(Trust.pinOf(own.certificate()));
        assertTells(refused("chat.example", trust, own).client(), Reason.WRONG_HOST, "chat.example", "mail.example");
    }

    @Test
    void aPinnedKeyNeedsNoAuthority() throws Exception {
        var own = TestCa.create("Unknown").server("localhost");
        var trust = Trust.pinned(Trust.pinOf(own.certificate()));
        try (var pair = Loopback.pair(
                Loopback.client(TlsContextFactory.forClient(trust)).build(),
                server(own).build())) {
            assertThat(pair.client().peer().certificate()).contains(own.certificate());
        }
    }

    @Test
    void theAuthorityMayBeTheKeyThatIsPinned() throws Exception {
        var trust = TRUST.andPinned(Trust.pinOf(CA.certificate()));
        var client = Loopback.client(TlsContextFactory.forClient(trust)).build();
        try (var pair = Loopback.pair(client, Loopback.server().build())) {
            assertThat(pair.client().peer().host()).contains("localhost");
        }
    }

    private static Errors refused(String host, Trust trust, Identity server) throws Exception {
        var client = Loopback.client(TlsContextFactory.forClient(trust));
        return errors(host, client.build(), server(server).build());
    }

    private static Errors mutual(Identity own, Trust clients) throws Exception {
        var tls = TlsContextFactory.clientBuilder(TRUST);
        if (own != null) {
            tls.identity(own);
        }
        var server = TlsContextFactory.serverBuilder(Loopback.serverIdentity())
                .requireClientCertificate(clients)
                .build();
        return errors(
                "localhost",
                Loopback.client(tls.build()).build(),
                Loopback.server(server).build());
    }

    private static ServerConfig.Builder server(Identity identity) {
        return Loopback.server(TlsContextFactory.forServer(identity));
    }
}
