package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.securechannel.keys.AuditFinding.Problem;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an audit finds, and what it has nothing to say about. */
@Tag("verify")
class KeyStoreAuditTest {

    private static final TestCa CA = TestCa.create("Audit CA");

    @TempDir
    private Path directory;

    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.now().truncatedTo(ChronoUnit.SECONDS));
    private KeyStoreManager keys;

    @BeforeEach
    void create() throws Exception {
        try (var password = Password.copyOf("audit".toCharArray())) {
            keys = KeyStoreManager.builder(directory.resolve("audit.keys"))
                    .passwordCost(PasswordCost.of(19 << 10, 2, 1))
                    .clock(now::get)
                    .create(password);
        }
    }

    @AfterEach
    void close() {
        keys.close();
    }

    @Test
    void whatIsInOrderIsNotMentioned() throws Exception {
        keys.put("server", CA.server("localhost"));
        keys.put("root", new TrustedCertificate(CA.certificate()));
        keys.put("noise", NoiseKeyPair.generate());
        keys.put("envelopes", EnvelopeKeyPair.generate(EnvelopeKeyType.X_WING));
        keys.put("signatures", SigningKeyPair.generate(SigningKeyType.ED25519));
        keys.put("peer", new KnownPeer("chat.example:7443", "sha256/AAAA"));
        keys.put("secret", SharedSecret.random());
        keys.put("data", StoredData.of("x/1", new byte[0]));
        keys.rotate("signatures", SigningKeyPair.generate(SigningKeyType.ED25519));
        assertThat(keys.audit()).isEmpty();
    }

    @Test
    void certificatesThatEndAreTold() throws Exception {
        keys.put("gone", valid(-20, -1));
        keys.put("soon", valid(-70, 20));
        keys.put("short", valid(-2, 5));
        keys.put("shorter", valid(-5, 2));
        keys.put("later", valid(1, 100));
        assertThat(keys.audit())
                .extracting(AuditFinding::name, AuditFinding::problem)
                .containsExactly(
                        tuple("gone", Problem.EXPIRED),
                        tuple("soon", Problem.EXPIRING),
                        tuple("shorter", Problem.EXPIRING),
                        tuple("later", Problem.NOT_YET_VALID));
        assertThat(keys.audit())
                .allSatisfy(finding -> assertThat(finding.message()).contains("CN="));
    }

    @Test
    void anIntermediateThatEndsIsToldToo() throws Exception {
        keys.put("server", CA.intermediate("Below").server("localhost"));
        assertThat(keys.audit()).isEmpty();
        now.set(now.get().plus(Duration.ofDays(3_640)));
        assertThat(keys.audit())
                .extracting(AuditFinding::problem)
                .containsExactlyInAnyOrder(Problem.EXPIRED, Problem.EXPIRING);
    }

    @Test
    void trustedCertificatesThatEndAreToldToo() throws Exception {
        keys.put("root", new TrustedCertificate(CA.certificate()));
        var end = CA.certificate().getNotAfter().toInstant();
        now.set(end);
        assertThat(keys.audit()).extracting(AuditFinding::problem).containsExactly(Problem.EXPIRING);
        now.set(end.plusMillis(1));
        assertThat(keys.audit())
                .extracting(AuditFinding::name, AuditFinding::problem)
                .containsExactly(tuple("root", Problem.EXPIRED));
    }

    @Test
    void whatIsSignedWithABrokenHashIsToldUnlessItIsItsOwnIssuer() throws Exception {
        keys.put("issued", new TrustedCertificate(signedWithSha1("CN=Another")));
        keys.put("root", new TrustedCertificate(signedWithSha1("CN=Old")));
        assertThat(keys.audit())
                .extracting(AuditFinding::name, AuditFinding::problem)
                .containsExactly(tuple("issued", Problem.WEAK));
        assertThat(keys.audit().get(0).message()).contains("CN=Old", "SHA1");
    }

    private X509Certificate signedWithSha1(String issuer) throws Exception {
        var pair = TestCa.keys("EC");
        var from = now.get().minus(Duration.ofDays(1));
        var until = now.get().plus(Duration.ofDays(90));
        var builder = new JcaX509v3CertificateBuilder(
                new X500Name(issuer),
                BigInteger.ONE,
                Date.from(from),
                Date.from(until),
                new X500Name("CN=Old"),
                pair.getPublic());
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA1withECDSA").build(pair.getPrivate())));
    }

    @Test
    void shortKeysAreTold() throws Exception {
        var rsa = IdentityFixtures.file("rsa-pkcs8.pem");
        keys.put("server", Identity.fromPem(IdentityFixtures.file("rsa-cert.pem"), rsa));
        keys.put("envelopes", KeyFiles.readEnvelopeKeyPair(rsa));
        keys.put("signatures", KeyFiles.readSigningKeyPair(rsa));
        assertThat(keys.audit()).extracting(AuditFinding::name).containsExactly("server", "envelopes", "signatures");
        assertThat(keys.audit()).extracting(AuditFinding::problem).containsOnly(Problem.WEAK);
    }

    @Test
    void versionsThatNobodyNeedsAreTold() throws Exception {
        keys.put("secret", SharedSecret.random());
        keys.rotate("secret", SharedSecret.random());
        now.set(now.get().plus(Duration.ofDays(31)));
        assertThat(keys.audit()).extracting(AuditFinding::problem).containsExactly(Problem.OLD_VERSIONS);
        keys.prune("secret");
        assertThat(keys.audit()).isEmpty();
    }

    @Test
    void aPasswordThatIsGuessedTooFastIsTold() throws Exception {
        try (var password = Password.copyOf("audit".toCharArray());
                var weak = KeyStoreManager.builder(directory.resolve("weak.keys"))
                        .passwordCost(PasswordCost.insecureForTests())
                        .create(password)) {
            assertThat(weak.audit())
                    .singleElement()
                    .satisfies(finding -> assertThat(finding.problem()).isEqualTo(Problem.CHEAP_PASSWORD))
                    .satisfies(finding -> assertThat(finding.message()).contains("32 KiB, 1 pass, 1 lane"));
        }
    }

    private Identity valid(int fromDays, int toDays) {
        return CA.leaf("x")
                .valid(now.get().plus(Duration.ofDays(fromDays)), now.get().plus(Duration.ofDays(toDays)))
                .issue();
    }
}
