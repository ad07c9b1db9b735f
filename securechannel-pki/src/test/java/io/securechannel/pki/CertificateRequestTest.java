package io.securechannel.pki;

import static io.securechannel.pki.Validation.pkix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("verify")
class CertificateRequestTest {

    private static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");
    private static final CertificateAuthority ROOT = CertificateAuthority.builder("Example Root CA")
            .pathLength(1)
            .clock(InstantSource.fixed(NOW))
            .build();
    private static final CertificateProfile SERVER = CertificateProfile.tlsServer("chat.example", "10.0.0.7")
            .withSubject(Subject.empty().withOrganization("Example Ltd"));

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P384", "ED25519", "RSA_2048"})
    void aRequestIsMadeReadAndSigned(KeyType keyType) throws Exception {
        var pending = CertificateRequest.make(SERVER.withKeyType(keyType));
        var file = directory.resolve("server.csr");
        pending.request().writePem(file);
        var read = CertificateRequest.read(file);

        assertThat(read.publicKey()).isEqualTo(pending.request().publicKey());
        assertThat(read.subject()).isEqualTo(Subject.of("chat.example").withOrganization("Example Ltd"));
        assertThat(read.names())
                .containsExactly(
                        new RequestedName(RequestedName.Kind.DNS, "chat.example"),
                        new RequestedName(RequestedName.Kind.IP, "10.0.0.7"));
        assertThat(read.requestedExtensions())
                .containsExactly("basicConstraints", "keyUsage", "extKeyUsage", "subjectAltName");

        var chain = ROOT.sign(read, CertificateProfile.tlsServer(), NamePolicy.exactly("chat.example", "10.0.0.7"));
        var identity = pending.complete(chain);
        pkix(identity.certificateChain(), ROOT.certificate(), NOW);
        var leaf = identity.certificate();
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=chat.example");
        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactly(List.of(2, "chat.example"), List.of(7, "10.0.0.7"));
        assertThat(leaf.getPublicKey()).isEqualTo(read.publicKey());
        assertThat(leaf.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(90)));
    }

    @Test
    void theKeyIsKeptUntilTheCertificateCame() throws Exception {
        var pending = CertificateRequest.make(SERVER);
        var key = directory.resolve("server.key");
        pending.writeKey(key);
        var chain = ROOT.sign(pending.request(), CertificateProfile.tlsServer(), NamePolicy.insecureGrantAll());
        var certificates = directory.resolve("server.crt");
        Pem.writeCertificates(chain, certificates);

        var identity = Identity.fromPem(certificates, key);
        assertThat(identity.privateKey()).isEqualTo(pending.privateKey());
        assertThat(identity.certificateChain()).isEqualTo(chain);
    }

    @Test
    void whatTheAuthorityAnswersHasToFit() throws Exception {
        var pending = CertificateRequest.make(SERVER);
        var other = ROOT.issue(SERVER);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> pending.complete(other.certificateChain()))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.KEY_MISMATCH));
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> pending.complete(List.of()))
                .withMessageContaining("ask it for one")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
    }

    @Test
    void aKeyThatIsThereGetsANewCertificate() throws Exception {
        var old = ROOT.issue(SERVER);
        var pending =
                CertificateRequest.make(SERVER, new KeyPair(old.certificate().getPublicKey(), old.privateKey()));
        var renewed = pending.complete(
                ROOT.sign(pending.request(), CertificateProfile.tlsServer(), NamePolicy.insecureGrantAll()));

        assertThat(renewed.privateKey()).isEqualTo(old.privateKey());
        assertThat(renewed.certificate().getSerialNumber())
                .isNotEqualTo(old.certificate().getSerialNumber());
        var mixed = new KeyPair(
                KeyType.EC_P256.generate().getPublic(),
                KeyType.EC_P256.generate().getPrivate());
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateRequest.make(SERVER, mixed))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.BAD_SIGNATURE));
    }

    @Test
    void anIntermediateIsSignedTheSameWay() throws Exception {
        var pending = CertificateRequest.make(CertificateProfile.intermediate("Issuing CA"));
        assertThat(pending.request().requestedExtensions()).containsExactly("basicConstraints (CA)", "keyUsage");
        var profile = CertificateProfile.intermediate("Issuing CA")
                .withNameConstraints(NameConstraints.none().permitDns("chat.example"));
        var identity = pending.complete(ROOT.sign(pending.request(), profile, name -> false));

        var issuing = CertificateAuthority.of(identity, InstantSource.fixed(NOW));
        pkix(issuing.issue(CertificateProfile.tlsServer("chat.example")).certificateChain(), ROOT.certificate(), NOW);
        assertThat(ROOT.find(identity.certificate().getSerialNumber())
                        .orElseThrow()
                        .profile())
                .isEqualTo("intermediate");
        // And the same request does not become an authority where the profile says server.
        var request = CertificateRequest.make(SERVER.withSubject(Subject.of("Issuing CA")))
                .request();
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> ROOT.sign(request, profile, NamePolicy.insecureGrantAll()))
                .withMessageContaining("authorities have no alternative names")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED));
    }

    @Test
    void bothLabelsOfPemAndDerAreRead() throws Exception {
        var request = CertificateRequest.make(SERVER).request();
        var pem = request.toPem();
        assertThat(pem)
                .startsWith("-----BEGIN CERTIFICATE REQUEST-----\n")
                .endsWith("-----END CERTIFICATE REQUEST-----\n");
        for (var text : List.of(
                pem,
                pem.replace(" CERTIFICATE REQUEST", " NEW CERTIFICATE REQUEST"),
                "Certificate Request:\n    Data:\n" + pem.replace("\n", "\r\n"))) {
            assertThat(CertificateRequest.parse(text.getBytes(StandardCharsets.US_ASCII))
                            .toDer())
                    .isEqualTo(request.toDer());
        }
        assertThat(CertificateRequest.parse(request.toDer()).toPem()).isEqualTo(pem);
        var file = directory.resolve("request.der");
        Files.write(file, request.toDer());
        assertThat(CertificateRequest.read(file).names()).isEqualTo(request.names());
    }

    @Test
    void everyKindOfNameIsAskedFor() throws Exception {
        var request = CertificateRequest.make(CertificateProfile.tlsClient("Ada Lovelace")
                        .withNames("laptop.chat.example", "fd00::7")
                        .withEmail("ada@chat.example")
                        .withUri("spiffe://chat.example/ada"))
                .request();
        assertThat(request.names())
                .extracting(RequestedName::toString)
                .containsExactly(
                        "dns \"laptop.chat.example\"",
                        "ip \"fd00:0:0:0:0:0:0:7\"",
                        "email \"ada@chat.example\"",
                        "uri \"spiffe://chat.example/ada\"");

        var leaf = ROOT.sign(
                        CertificateRequest.parse(request.toDer()),
                        CertificateProfile.tlsClient(),
                        NamePolicy.exactly("Ada Lovelace", "ada@chat.example", "SPIFFE://Chat.Example/ada")
                                .or(NamePolicy.within("chat.example"))
                                .or(NamePolicy.addresses("fd00::/8")))
                .get(0);
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=Ada Lovelace");
        assertThat(leaf.getSubjectAlternativeNames()).hasSize(4);
        assertThat(leaf.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    }

    @Test
    void oneNameThatIsNotGrantedRefusesTheWholeRequest() throws Exception {
        var request = CertificateRequest.make(CertificateProfile.tlsServer("chat.example", "evil.example"))
                .request();
        int before = ROOT.issued().size();
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> ROOT.sign(request, CertificateProfile.tlsServer(), NamePolicy.within("chat.example")))
                .withMessageContainingAll(
                        "does not grant [dns \"evil.example\"]",
                        "it grants [dns \"chat.example\"]",
                        "Nothing was signed",
                        "let the requester leave those names out")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED));
        assertThat(ROOT.issued()).hasSize(before);
    }

    @Test
    void theCommonNameOfAClientHasToBeGranted() throws Exception {
        var request =
                CertificateRequest.make(CertificateProfile.tlsClient("root")).request();
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> ROOT.sign(request, CertificateProfile.tlsClient(), NamePolicy.exactly("ada")))
                .withMessageContaining("does not grant [common name \"root\"]")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED));
        // Also where the profile has another one: whoever signs should look again.
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> ROOT.sign(request, CertificateProfile.tlsClient("ada"), NamePolicy.exactly("ada")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED));
        var renamed = ROOT.sign(request, CertificateProfile.tlsClient("ada"), NamePolicy.exactly("root"))
                .get(0);
        assertThat(renamed.getSubjectX500Principal().getName()).isEqualTo("CN=ada");
    }

    @Test
    void whatTheProfileNamesIsThereAndTheRequestAdds() throws Exception {
        var request = CertificateRequest.make(CertificateProfile.tlsServer("b.example"))
                .request();
        var profile = CertificateProfile.tlsServer("a.example")
                .withSubject(Subject.empty().withOrganization("Example Ltd"))
                .withValidity(Duration.ofDays(1));
        var leaf = ROOT.sign(request, profile, NamePolicy.exactly("b.example")).get(0);
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=a.example,O=Example Ltd");
        assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(2, "a.example"), List.of(2, "b.example"));
        assertThat(leaf.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(1)));
    }

    @Test
    void aRequestWithoutAUsableNameIsRefused() throws Exception {
        var request = CertificateRequest.make(CertificateProfile.tlsClient("chat.example"))
                .request();
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> ROOT.sign(request, CertificateProfile.tlsServer(), NamePolicy.insecureGrantAll()))
                .withMessageContaining("openssl req -addext subjectAltName=DNS:")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateRequest.make(CertificateProfile.tlsServer()))
                .withMessageContaining("a request says for whom it is");
    }

    @Test
    void aSignedCertificateKeepsToTheConstraints() throws Exception {
        var bound = ROOT.intermediate(CertificateProfile.intermediate("Bound CA")
                .withNameConstraints(NameConstraints.none().permitDns("chat.example")));
        var request = CertificateRequest.make(CertificateProfile.tlsServer("evil.example"))
                .request();
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> bound.sign(request, CertificateProfile.tlsServer(), NamePolicy.insecureGrantAll()))
                .withMessageContaining("name constraints of CN=Bound CA")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED));
        var good = CertificateRequest.make(CertificateProfile.tlsServer("www.chat.example"))
                .request();
        var chain = bound.sign(good, CertificateProfile.tlsServer(), NamePolicy.within("chat.example"));
        assertThat(chain).hasSize(2).endsWith(bound.certificate());
        pkix(chain, ROOT.certificate(), NOW);
    }

    @Test
    void nothingSecretShows() {
        var pending = CertificateRequest.make(CertificateProfile.tlsClient("Ada\u00e9"));
        assertThat(pending).hasToString("PendingIdentity[CertificateRequest[\"CN=Ada<U+00E9>\", [], EC key]]");
    }
}
