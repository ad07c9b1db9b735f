package io.securechannel.pki;

import static io.securechannel.pki.Validation.pkix;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.keys.Identity;
import io.securechannel.testkit.TestCa;
import java.nio.file.Path;
import java.security.cert.CertPathValidatorException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Authorities below authorities: what is issued validates, and what would not is refused before it is made. */
@Tag("verify")
class IntermediateTest {

    private static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final CertificateAuthority ROOT = root("Deep Root", 2);
    private static final CertificateProfile SERVER = CertificateProfile.tlsServer("www.chat.example", "10.0.0.7");

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P384", "ED25519", "RSA_2048"})
    void whatAnIntermediateIssuesValidatesUpToTheRoot(KeyType keyType) throws Exception {
        var intermediate =
                ROOT.intermediate(CertificateProfile.intermediate("Issuing CA").withKeyType(keyType));
        var server = intermediate.issue(SERVER);

        assertThat(server.certificateChain()).containsExactly(server.certificate(), intermediate.certificate());
        pkix(server.certificateChain(), ROOT.certificate(), NOW);
        var certificate = intermediate.certificate();
        assertThat(intermediate.identity().certificateChain()).containsExactly(certificate);
        assertThat(certificate.getBasicConstraints()).isZero();
        assertThat(certificate.getKeyUsage())
                .containsExactly(false, false, false, false, false, true, true, false, false);
        assertThat(certificate.getExtendedKeyUsage()).isNull();
        assertThat(certificate.getSubjectAlternativeNames()).isNull();
        assertThat(certificate.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(1_825)));
        assertThat(intermediate).hasToString("CertificateAuthority[CN=Issuing CA, until 2035-05-31T12:00:00Z]");
    }

    @Test
    void threeLevelsAreThePathLengthOfTwo() throws Exception {
        var upper =
                ROOT.intermediate(CertificateProfile.intermediate("Upper CA").withPathLength(1));
        var lower = upper.intermediate(CertificateProfile.intermediate("Lower CA"));
        var server = lower.issue(SERVER);

        pkix(server.certificateChain(), ROOT.certificate(), NOW);
        assertThat(lower.identity().certificateChain()).containsExactly(lower.certificate(), upper.certificate());
        assertThat(server.certificateChain()).hasSize(3);
        refused(
                () -> lower.intermediate(CertificateProfile.intermediate("Too Deep CA")),
                "CN=Lower CA has path length 0",
                "pathLength(1)");
    }

    @Test
    void aPathThatWouldBeTooLongIsRefused() throws Exception {
        refused(
                () -> root("Flat Root", 0).intermediate(CertificateProfile.intermediate("Issuing CA")),
                "CN=Flat Root has path length 0",
                "CertificateAuthority.builder(name).pathLength(1)");
        refused(
                () -> ROOT.intermediate(
                        CertificateProfile.intermediate("Issuing CA").withPathLength(2)),
                "path length 2 does not fit below CN=Deep Root, which has 2",
                "ask for 1 at most");
        for (int wrong : new int[] {-1, 9}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CertificateAuthority.builder("Root").pathLength(wrong))
                    .withMessageContaining("0 to 8, not " + wrong);
        }
    }

    @Test
    void pkixRefusesTheSameWhereNobodyLooks() throws Exception {
        // An intermediate that forgets its own path length: opened without its chain, by another program's will.
        var flat = ROOT.intermediate(CertificateProfile.intermediate("Issuing CA"));
        var rogue = signedWithoutChecks(flat, CertificateProfile.intermediate("Rogue CA"));
        var server = rogue.issue(SERVER.withValidity(Duration.ofHours(1)));

        assertThatExceptionOfType(CertPathValidatorException.class)
                .isThrownBy(() -> pkix(server.certificateChain(), ROOT.certificate(), NOW))
                .withMessageContaining("basic constraints");
    }

    @Test
    void namesWithinTheConstraintsValidate() throws Exception {
        var intermediate = constrained();
        for (var profile : List.of(
                SERVER,
                CertificateProfile.tlsServer("*.chat.example"),
                CertificateProfile.tlsClient("Ada Lovelace").withEmail("ada@chat.example"),
                CertificateProfile.tlsClient("ada").withNames("laptop.chat.example"),
                CertificateProfile.tlsClient("Ada L").withUri("spiffe://anywhere.example/ada"),
                CertificateProfile.tlsClient("Ada Lovelace"))) {
            pkix(intermediate.issue(profile).certificateChain(), ROOT.certificate(), NOW);
        }
        assertThat(intermediate.certificate().getCriticalExtensionOIDs()).contains("2.5.29.30");
    }

    @Test
    void namesOutsideTheConstraintsAreRefusedHereAndByPkix() throws Exception {
        var intermediate = constrained();
        for (var profile : List.of(
                CertificateProfile.tlsServer("evil.example"),
                CertificateProfile.tlsServer("www.chat.example", "a.secret.chat.example"),
                CertificateProfile.tlsServer("11.0.0.7"),
                CertificateProfile.tlsClient("Ada L").withEmail("ada@evil.example"),
                CertificateProfile.tlsClient("ada"))) {
            refused(() -> intermediate.issue(profile), "name constraints of CN=Issuing CA", "section 4.2.1.10");
            var rogue = Issuer.ofCertificate(intermediate.identity().privateKey(), intermediate.certificate())
                    .certificate(
                            profile,
                            KeyType.EC_P256.generate().getPublic(),
                            ValidityPeriod.from(NOW, Duration.ofDays(1)));
            assertThatExceptionOfType(CertPathValidatorException.class)
                    .isThrownBy(() -> pkix(List.of(rogue, intermediate.certificate()), ROOT.certificate(), NOW))
                    .withMessageContaining("name constraints");
        }
    }

    @Test
    void aCommonNameThatLooksLikeAHostIsHeldAgainstTheConstraints() throws Exception {
        refused(() -> constrained().issue(CertificateProfile.tlsClient("evil.example")), "DNS evil.example");
        refused(() -> constrained().issue(CertificateProfile.tlsClient("192.0.2.1")), "IP 192.0.2.1");
        refused(
                () -> constrained().issue(CertificateProfile.tlsClient("ada")),
                "DNS ada is in none of the permitted",
                "Java and OpenSSL hold its common name against them");
        for (var fine : List.of("ada.chat.example", "Ada Lovelace", "10.0.0.9")) {
            pkix(constrained().issue(CertificateProfile.tlsClient(fine)).certificateChain(), ROOT.certificate(), NOW);
        }
        // To a root's own constraints OpenSSL alone holds it, and only what has a dot.
        var root = CertificateAuthority.builder("Bound Root")
                .nameConstraints(NameConstraints.none().permitDns("chat.example"))
                .clock(CLOCK)
                .build();
        pkix(root.issue(CertificateProfile.tlsClient("ada")).certificateChain(), root.certificate(), NOW);
        refused(() -> root.issue(CertificateProfile.tlsClient("ada.example")), "DNS ada.example");
    }

    @Test
    void theConstraintsOfARootBindItAndGoDown() throws Exception {
        var root = CertificateAuthority.builder("Bound Root")
                .pathLength(1)
                .nameConstraints(
                        NameConstraints.none().permitDns("chat.example").excludeAddresses("0.0.0.0/0", "::/0"))
                .clock(CLOCK)
                .build();
        refused(() -> root.issue(SERVER), "IP 10.0.0.7 is in the excluded IP 0.0.0.0/0");
        pkix(root.issue(CertificateProfile.tlsServer("chat.example")).certificateChain(), root.certificate(), NOW);

        var intermediate = root.intermediate(CertificateProfile.intermediate("Issuing CA"));
        refused(() -> intermediate.issue(SERVER), "name constraints of CN=Issuing CA");
        refused(
                () -> root.intermediate(CertificateProfile.intermediate("Wide CA")
                        .withNameConstraints(NameConstraints.none().permitDns("example"))),
                "CN=Wide CA",
                "DNS example is in none of the permitted [DNS chat.example]");
    }

    @Test
    void constraintsOfAnotherProgramThatWeCannotSayAreAskedOfTheJdk() throws Exception {
        var directoryName = new GeneralName(new X500Name("O=Example Ltd"));
        var foreign = withConstraints(new org.bouncycastle.asn1.x509.NameConstraints(
                new GeneralSubtree[] {new GeneralSubtree(directoryName)}, null));
        refused(() -> foreign.issue(SERVER), "the JDK does not find all of its names");
        var organized = foreign.issue(SERVER.withSubject(Subject.empty().withOrganization("Example Ltd")));
        pkix(organized.certificateChain(), ROOT.certificate(), NOW);
    }

    @Test
    void constraintsOfARootThatWeCannotSayAreNotLost() throws Exception {
        // As OpenSSL's users write it: what is below the domain, and not the domain itself.
        var below = new GeneralName(GeneralName.dNSName, ".chat.example");
        var constraints =
                new org.bouncycastle.asn1.x509.NameConstraints(new GeneralSubtree[] {new GeneralSubtree(below)}, null);
        var foreign =
                TestCa.create("Foreign Root", new Extension(Extension.nameConstraints, true, constraints.getEncoded()));
        var root = CertificateAuthority.of(Identity.of(foreign.privateKey(), foreign.certificate()));

        refused(() -> root.issue(CertificateProfile.tlsServer("evil.example")), "name constraints of CN=Foreign Root");
        assertThat(root.issue(CertificateProfile.tlsServer("www.chat.example"))).isNotNull();
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> root.intermediate(CertificateProfile.intermediate("Issuing CA")))
                .withMessageContainingAll("CN=Foreign Root", "not known here")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
    }

    /** What is issued is what Java takes; where a JDK fails on a comparison, nothing is issued. */
    @Test
    void nothingIsIssuedOnWhichJavaFails() throws Exception {
        var noIpv6 = ROOT.intermediate(CertificateProfile.intermediate("Issuing CA")
                .withNameConstraints(NameConstraints.none().excludeAddresses("::/0")));
        try {
            pkix(noIpv6.issue(SERVER).certificateChain(), ROOT.certificate(), NOW);
        } catch (KeyMaterialException e) {
            assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED);
            assertThat(e).hasMessageContaining("constraints that permit IPv4 ranges alone exclude IPv6");
        }
        var ipv4 = ROOT.intermediate(CertificateProfile.intermediate("Issuing CA")
                .withNameConstraints(NameConstraints.none().permitAddresses("0.0.0.0/0")));
        pkix(ipv4.issue(SERVER).certificateChain(), ROOT.certificate(), NOW);
        refused(() -> ipv4.issue(CertificateProfile.tlsServer("fd00::7")), "IP fd00:0:0:0:0:0:0:7 is in none");
    }

    @Test
    void anIntermediateOpensAgainFromItsFiles() throws Exception {
        var upper =
                ROOT.intermediate(CertificateProfile.intermediate("Upper CA").withPathLength(1));
        var lower = upper.intermediate(CertificateProfile.intermediate("Lower CA"));
        Pem.write(lower.identity(), directory.resolve("ca.crt"), directory.resolve("ca.key"));

        var opened = CertificateAuthority.of(
                Identity.fromPem(directory.resolve("ca.crt"), directory.resolve("ca.key")), CLOCK);
        pkix(opened.issue(SERVER).certificateChain(), ROOT.certificate(), NOW);

        // With the root in its chain too, as other programs write it: leaves do not show it.
        var whole = new ArrayList<>(lower.identity().certificateChain());
        whole.add(ROOT.certificate());
        var withRoot = CertificateAuthority.of(
                Identity.of(
                        lower.identity().privateKey(),
                        whole.get(0),
                        whole.subList(1, 3).toArray(X509Certificate[]::new)),
                CLOCK);
        assertThat(withRoot.issue(SERVER).certificateChain())
                .hasSize(3)
                .doesNotContain(ROOT.certificate())
                .endsWith(lower.certificate(), upper.certificate());
    }

    @Test
    void nobodyBelowHasTheNameOfAnAuthority() throws Exception {
        var intermediate = ROOT.intermediate(CertificateProfile.intermediate("Issuing CA"));
        refused(
                () -> intermediate.issue(CertificateProfile.tlsClient("Deep Root")),
                "CN=Deep Root is the name of the authority itself or of one above it");
        refused(
                () -> intermediate.issue(CertificateProfile.tlsClient("Issuing CA")),
                "CN=Issuing CA is the name of the authority itself",
                "choose another name");
        refused(() -> ROOT.intermediate(CertificateProfile.intermediate("Deep Root")), "CN=Deep Root is the name");
    }

    @Test
    void profilesOfAuthoritiesAndOfLeavesAreNotMixedUp() {
        var intermediate = CertificateProfile.intermediate("Issuing CA");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ROOT.issue(intermediate))
                .withMessageContaining("authority.intermediate(profile)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ROOT.intermediate(SERVER))
                .withMessageContaining("CertificateProfile.intermediate(name)");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> intermediate.withNames("chat.example"))
                .withMessageContaining("withNameConstraints");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SERVER.withPathLength(1))
                .withMessageContaining("only authorities have a path length");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SERVER.withNameConstraints(NameConstraints.none()))
                .withMessageContaining("only authorities have name constraints");
        for (var nameless : List.of(
                CertificateProfile.tlsServer(),
                CertificateProfile.tlsClient(),
                CertificateProfile.tlsServerAndClient(),
                CertificateProfile.tlsServer().withEmail("ops@chat.example"))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ROOT.issue(nameless))
                    .withMessageContaining("names nobody, and is for requests: authority.sign");
        }
    }

    @Test
    void anIntermediateDoesNotOutliveItsRoot() {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> ROOT.intermediate(
                        CertificateProfile.intermediate("Issuing CA").withValidity(Duration.ofDays(3_651))))
                .withMessageContaining("outlive CN=Deep Root")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OUTSIDE_VALIDITY));
    }

    private static CertificateAuthority root(String name, int pathLength) {
        return CertificateAuthority.builder(name)
                .pathLength(pathLength)
                .clock(CLOCK)
                .build();
    }

    private static CertificateAuthority constrained() throws Exception {
        return ROOT.intermediate(CertificateProfile.intermediate("Issuing CA")
                .withNameConstraints(NameConstraints.none()
                        .permitDns("chat.example")
                        .excludeDns("a.secret.chat.example")
                        .permitAddresses("10.0.0.0/8")
                        .permitEmail("chat.example")));
    }

    /** An authority below one that has no room for it, made by the layer that does not check. */
    private static CertificateAuthority signedWithoutChecks(CertificateAuthority above, CertificateProfile profile)
            throws Exception {
        var keys = KeyType.EC_P256.generate();
        var certificate = Issuer.ofCertificate(above.identity().privateKey(), above.certificate())
                .certificate(profile, keys.getPublic(), ValidityPeriod.from(NOW, Duration.ofDays(1)));
        return CertificateAuthority.of(Identity.of(keys.getPrivate(), certificate, above.certificate()), CLOCK);
    }

    private static CertificateAuthority withConstraints(org.bouncycastle.asn1.x509.NameConstraints constraints)
            throws Exception {
        return CertificateAuthority.of(
                HostileCertificates.authority(ROOT.identity(), Extension.nameConstraints, constraints, NOW), CLOCK);
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String... texts) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(call)
                .withMessageContainingAll(texts)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED));
    }
}
