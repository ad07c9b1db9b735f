package io.securechannel.examples.ca;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.securechannel.examples.InProcess;
import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.KeyType;
import io.securechannel.pki.Pem;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CaCommandTest {

    private static final String ML_DSA_65 = "2.16.840.1.101.3.4.3.18";

    @TempDir
    private Path directory;

    private InProcess line;

    @BeforeEach
    void makeAuthority() throws Exception {
        line = new InProcess(directory);
        assertThat(line.store("ca init --path-length 1", "Example Root CA").done())
                .contains("ca: root authority CN=Example Root CA", "ca export --out root.crt");
        line.store("ca export --out @root.crt").done();
    }

    @Test
    void nothingReplacesAKeyStore() throws Exception {
        for (var command : List.of(
                "ca crl --force --out @test.keys",
                "ca export --force --out @test.keys",
                "keys export ca --force --out @test.keys")) {
            assertThat(line.store(command).failed()).contains("is a key store, which nothing replaces");
        }
        assertThat(line.run("ca request --server x.example --force --out @x.csr --key @test.keys")
                        .failed())
                .contains("is a key store, which nothing replaces");
        assertThat(line.store("ca crl --out @root.crt").failed()).contains("root.crt is there already");
        line.store("ca crl --out @ca.crl").done();
        line.store("ca crl --out @ca.crl").done();
        line.store("ca list").done();
    }

    @Test
    void nothingIsIssuedThatCannotBeDelivered() throws Exception {
        Files.writeString(line.file("in-the-way"), "x");
        for (var command : List.of(
                "ca issue --client ada --out @ada --export-password-file @missing",
                "ca issue --client ada --plain --out @in-the-way")) {
            assertThat(line.store(command).code()).isOne();
        }
        try (var keys = line.open()) {
            assertThat(CertificateAuthority.open(keys, "ca").issued()).isEmpty();
        }
    }

    @Test
    void aServerIsIssuedVerifiedAndRenewed() throws Exception {
        assertThat(line.store("ca issue --server chat.example --host 10.0.0.7,alt.example --days 30")
                        .done())
                .contains("chat.example: CN=chat.example [chat.example, 10.0.0.7, alt.example]", "serial ");
        line.store("keys export chat.example --out @server.crt").done();
        assertThat(line.run("ca verify @server.crt --ca @root.crt --host alt.example")
                        .done())
                .contains("good as a server named alt.example", "revocation was not looked at");
        assertThat(line.run("ca verify @server.crt --ca @root.crt").done()).contains("good as a server, ");
        assertThat(line.run("ca verify @server.crt --ca @root.crt --host mail.example")
                        .failed())
                .contains("(WRONG_HOST)");
        assertThat(line.store("ca issue --server chat.example").failed()).contains("--renew", "(ALREADY_THERE)");

        assertThat(line.store("ca issue --renew chat.example").done()).contains("it is version 2 now", "ca revoke ");
        try (var keys = line.open()) {
            var both = keys.versions("chat.example", Identity.class);
            var fresh = both.get(0).certificate();
            var old = both.get(1).certificate();
            assertThat(List.copyOf(fresh.getSubjectAlternativeNames()))
                    .isEqualTo(List.copyOf(old.getSubjectAlternativeNames()));
            assertThat(fresh.getSubjectX500Principal()).isEqualTo(old.getSubjectX500Principal());
            assertThat(fresh.getPublicKey()).isNotEqualTo(old.getPublicKey());
            assertThat(days(fresh)).isEqualTo(30);
        }
    }

    @Test
    void aClientGoesIntoFiles() throws Exception {
        Files.writeString(line.file("epw"), "Export-Password-4711");
        assertThat(line.store("ca issue --client ada --out @for-ada --export-password-file @epw")
                        .done())
                .contains("ada.crt", "ada.key (encrypted)");
        assertThat(line.file("for-ada/ada.key")).content().contains("ENCRYPTED PRIVATE KEY");
        assertThat(line.store("keys list").done()).doesNotContain("CN=ada");
        assertThat(line.store("ca issue --client ada --out @for-ada --plain").failed())
                .contains("--force replaces it");
        assertThat(line.store("ca list").done().lines()).hasSize(2); // nothing was issued by the one that failed
        line.store("ca issue --client ada --out @for-ada --plain --force").done();
        assertThat(line.file("for-ada/ada.key")).content().contains("BEGIN PRIVATE KEY");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(line.file("for-ada/ada.key"))))
                .isEqualTo("rw-------");
        assertThat(line.run("ca verify @for-ada/ada.crt --ca @root.crt").done()).contains("good as a client");
        assertThat(line.run("ca verify @for-ada/ada.crt --ca @root.crt --host ada.example")
                        .failed())
                .contains("(CERTIFICATE_UNUSABLE)");
        line.store("ca issue --client eve/../../x --out @for-ada --plain").done();
        assertThat(line.file("for-ada/eve_.._.._x.crt")).exists();
        assertThat(line.store("ca issue --client bob --plain").wrong()).contains("--out DIR");
    }

    @Test
    void aRequestIsSignedForWhatIsGranted() throws Exception {
        line.run("ca request --server chat.example --host 10.0.0.7 --out @s.csr --key @s.key --key-type ec-p384")
                .done();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(line.file("s.key"))))
                .isEqualTo("rw-------");
        assertThat(line.store("ca sign @s.csr --server --out @s.crt").wrong())
                .contains("nothing is granted", "dns \"chat.example\"", "ip \"10.0.0.7\"", "--grant NAME");
        assertThat(line.store("ca sign @s.csr --server --grant chat.example --out @s.crt")
                        .failed())
                .contains("ip \"10.0.0.7\"", "(NOT_GRANTED)");
        assertThat(line.file("s.crt")).doesNotExist();
        assertThat(line.store("ca list").done().lines()).hasSize(1);
        assertThat(line.store("ca sign @s.csr --server --grant-within example --grant 10.0.0.7 --days 10 --out @s.crt")
                        .done())
                .contains("CN=chat.example [chat.example, 10.0.0.7]");
        assertThat(days(certificate("s.crt"))).isEqualTo(10);
        line.store("keys import server @s.crt @s.key").done();
        assertThat(line.store("ca sign @s.csr --server --grant x --out @s.crt").failed())
                .contains("--force");
        assertThat(line.run("ca request --server chat.example --out @s.csr --key @t.key")
                        .failed())
                .contains("s.csr is there already");
    }

    @Test
    void whatIsRevokedIsOnTheListAndRefused() throws Exception {
        line.store("ca issue --client ada --out @. --plain").done();
        line.store("ca issue --client bob").done();
        line.store("ca crl --out @ca.crl").done();
        assertThat(line.run("ca verify @ada.crt --ca @root.crt --crl @ca.crl").done())
                .contains("good as a client", "not revoked");
        assertThat(line.store("ca revoke @ada.crt --reason key-compromise").done())
                .contains("revoked, key-compromise");
        assertThat(line.store("ca revoke @ada.crt").failed()).contains("(ALREADY_THERE)");
        assertThat(line.store("ca crl --out @ca.crl --days 2").done()).contains("revoked certificates: 1");
        assertThat(line.run("ca verify @ada.crt --ca @root.crt --crl @ca.crl").failed())
                .contains("(CERTIFICATE_REVOKED)");

        var serial = certificate("ada.crt").getSerialNumber().toString(16);
        var list = JsonParser.parseString(line.store("ca list --json").done()).getAsJsonArray();
        var ada = list.get(0).getAsJsonObject();
        assertThat(ada.get("serial").getAsString()).isEqualTo(serial);
        assertThat(ada.get("state").getAsString()).isEqualTo("revoked");
        assertThat(ada.get("reason").getAsString()).isEqualTo("key-compromise");
        assertThat(list.get(1).getAsJsonObject().get("state").getAsString()).isEqualTo("valid");
        assertThat(line.store("ca show " + serial).done()).contains("state", "revoked", "CN=ada");

        line.store("ca revoke --entry bob --reason certificate-hold").done();
        line.store("ca revoke --entry bob --release").done();
        line.store("ca crl --out @ca.crl").done();
        assertThat(crl().getRevokedCertificates()).hasSize(1);
        assertThat(crl().getRevokedCertificate(new BigInteger(serial, 16))).isNotNull();
    }

    @Test
    void whatIsNoCertificateIsWrongUsage() {
        assertThat(line.store("ca revoke no-such-file").wrong()).contains("neither a file nor a serial number");
        assertThat(line.store("ca revoke").wrong()).contains("name one certificate");
        assertThat(line.store("ca revoke abcdef").failed()).contains("(MISSING)");
        assertThat(line.store("ca revoke abcdef --reason boredom").wrong()).contains("key-compromise, ");
        assertThat(line.store("ca show abcdef").failed()).contains("ca list", "(MISSING)");
        assertThat(line.store("ca issue --server a.example --client ada").code())
                .isEqualTo(2);
        assertThat(line.store("ca issue").code()).isEqualTo(2);
        assertThat(line.store("ca issue --server", "not a name").code()).isEqualTo(2);
        assertThat(line.store("ca list --name nobody").failed()).contains("(MISSING)");
        assertThat(line.run("ca verify @none.crt --ca @root.crt").failed()).contains("none.crt");
    }

    @Test
    void anIntermediateIssuesBelowItsRoot() throws Exception {
        assertThat(line.store("ca intermediate Issuing --as issuing --days 100 --permit-dns example")
                        .done())
                .contains("issuing: authority CN=Issuing below CN=Example Root CA");
        line.store("ca issue --name issuing --server chat.example").done();
        assertThat(line.store("ca issue --name issuing --server chat.test").failed())
                .contains("chat.test");
        line.store("keys export chat.example --out @s.crt").done();
        assertThat(line.run("ca verify @s.crt --ca @root.crt --host chat.example")
                        .done())
                .contains("good as a server");
        assertThat(line.store("ca issue --renew issuing").wrong()).contains("ca intermediate");
        var shown = JsonParser.parseString(
                        line.store("ca show --name issuing --json").done())
                .getAsJsonObject();
        assertThat(shown.get("subject").getAsString()).isEqualTo("CN=Issuing");
        assertThat(shown.get("issued").getAsInt()).isEqualTo(1);
    }

    @Test
    void anAuthorityIsTakenOver() throws Exception {
        var other = CertificateAuthority.builder("Other Root")
                .keyType(KeyType.EC_P384)
                .build();
        Pem.write(other.identity(), line.file("other.crt"), line.file("other.key"));
        assertThat(line.run("ca import @other.crt @other.key --store @new.keys --password-file @pw")
                        .done())
                .contains("ca: authority CN=Other Root");
        line.run("ca issue --client ada --store @new.keys --password-file @pw").done();
        Pem.write(
                other.issue(CertificateProfile.tlsServer("chat.example")),
                line.file("leaf.crt"),
                line.file("leaf.key"));
        assertThat(line.store("ca import @leaf.crt @leaf.key --name leaf").failed())
                .contains("authority");
        assertThat(line.store("keys list").done()).doesNotContain("leaf");
    }

    /** Issuing, revoking and listing work on every Java; verifying a path wants one that knows the signature, and says so. */
    @Test
    void aPostQuantumAuthorityIssuesAndRevokes() throws Exception {
        line.store("ca init Lasting --name lasting --key-type ml-dsa-65 --path-length 1")
                .done();
        assertThat(line.store("ca show --name lasting").done()).contains("ML-DSA-65");
        line.store("ca export --name lasting --out @lasting.crt").done();
        var root = certificate("lasting.crt");
        assertThat(root.getSigAlgOID()).isEqualTo(ML_DSA_65);
        line.store("ca issue --name lasting --server chat.example --as chat").done();
        line.store("keys export chat --out @chat.crt").done();
        var leaf = certificate("chat.crt");
        assertThat(leaf.getSigAlgOID()).isEqualTo(ML_DSA_65);
        assertThat(leaf.getPublicKey().getAlgorithm()).isEqualTo("EC");
        line.store("ca intermediate Below --name lasting --as below --key-type ml-dsa-65")
                .done();
        assertThat(line.store("ca revoke --name lasting "
                                + leaf.getSerialNumber().toString(16))
                        .done())
                .contains("revoked");
        line.store("ca crl --name lasting --out @ca.crl").done();
        assertThat(crl().getSigAlgOID()).isEqualTo(ML_DSA_65);
        assertThat(crl().getRevokedCertificate(leaf)).isNotNull();

        var verified = line.run("ca verify @chat.crt --ca @lasting.crt --host chat.example");
        if (Runtime.version().feature() >= 24) {
            assertThat(verified.done()).contains("good as a server");
            assertThat(line.run("ca verify @chat.crt --ca @lasting.crt --crl @ca.crl")
                            .failed())
                    .contains("(CERTIFICATE_REVOKED)");
        } else {
            assertThat(verified.failed()).contains("signed with ML-DSA-65", "from 24 on", "(CERTIFICATE_UNUSABLE)");
        }
    }

    @Test
    void aPostQuantumAuthorityIsTakenOver() throws Exception {
        var other = CertificateAuthority.builder("Other Root")
                .keyType(KeyType.ML_DSA_65)
                .build();
        Pem.write(other.identity(), line.file("other.crt"), line.file("other.key"));
        assertThat(line.store("ca import @other.crt @other.key --name other").done())
                .contains("other: authority CN=Other Root", "ML-DSA-65");
        line.store("ca issue --name other --client ada").done();
    }

    @Test
    void rootsAreMadeAsTheyAreAskedFor() throws Exception {
        line.store(
                        "ca init Second --name second --key-type ec-p384 --days 20 --permit-dns example --permit-address 10.0.0.0/8")
                .done();
        line.store("ca export --name second --out @second.crt").done();
        var second = certificate("second.crt");
        assertThat(days(second)).isEqualTo(20);
        assertThat(second.getBasicConstraints()).isZero();
        assertThat(second.getCriticalExtensionOIDs()).contains("2.5.29.30");
        assertThat(line.store("ca export --name second").done())
                .isEqualToNormalizingNewlines(Files.readString(line.file("second.crt")));
        assertThat(line.store("ca init Third").failed()).contains("(ALREADY_THERE)");
        assertThat(line.run("ca init Third --store @third.keys --password-file @pw --key-type dsa")
                        .wrong())
                .contains("ec-p256, ec-p384, ed25519");
        assertThat(line.file("third.keys")).doesNotExist();
    }

    private X509Certificate certificate(String name) throws Exception {
        try (var in = Files.newInputStream(line.file(name))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    private X509CRL crl() throws Exception {
        try (var in = Files.newInputStream(line.file("ca.crl"))) {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
        }
    }

    private static long days(X509Certificate certificate) {
        return Duration.between(
                        certificate.getNotBefore().toInstant(),
                        certificate.getNotAfter().toInstant())
                .toDays();
    }
}
