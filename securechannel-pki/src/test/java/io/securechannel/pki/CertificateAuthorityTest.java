package io.securechannel.pki;

import static io.securechannel.pki.Validation.authorityKeyIdentifier;
import static io.securechannel.pki.Validation.pkix;
import static io.securechannel.pki.Validation.subjectKeyIdentifier;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.MlDsa;
import java.math.BigInteger;
import java.security.Security;
import java.security.cert.CertPathValidatorException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

@Tag("verify")
class CertificateAuthorityTest {

    private static final Instant NOW = Instant.parse("2030-06-01T12:00:00.75Z");
    private static final InstantSource CLOCK = InstantSource.fixed(NOW);
    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
    private static final EnumSet<KeyType> LONG = EnumSet.of(KeyType.RSA_3072, KeyType.RSA_4096);
    private static final CertificateAuthority ROOT =
            CertificateAuthority.builder("Example Root CA").clock(CLOCK).build();

    static Stream<Arguments> leaves() {
        return leaves(EnumSet.complementOf(LONG));
    }

    /** They take seconds to make: {@link LongRsaKeysIT}. */
    static Stream<Arguments> leavesWithLongKeys() {
        return leaves(LONG);
    }

    private static Stream<Arguments> leaves(Set<KeyType> keyTypes) {
        var profiles = List.of(
                Arguments.of(CertificateProfile.tlsServer("chat.example", "10.0.0.7"), List.of(SERVER_AUTH)),
                Arguments.of(CertificateProfile.tlsClient("ada"), List.of(CLIENT_AUTH)),
                Arguments.of(
                        CertificateProfile.tlsServerAndClient("node1.chat.example"),
                        List.of(SERVER_AUTH, CLIENT_AUTH)));
        var all = new ArrayList<Arguments>();
        for (var keyType : keyTypes) {
            for (var each : profiles) {
                var profile = (CertificateProfile) each.get()[0];
                all.add(Arguments.of(keyType, profile.withKeyType(keyType), each.get()[1]));
            }
        }
        return all.stream();
    }

    @ParameterizedTest
    @MethodSource("leaves")
    void everyKeyTypeAndProfileIsValid(KeyType keyType, CertificateProfile profile, List<String> usages)
            throws Exception {
        var identity = ROOT.issue(profile);
        var leaf = identity.certificate();

        pkix(identity.certificateChain(), ROOT.certificate(), NOW);
        assertThat(identity.certificateChain()).containsExactly(leaf);
        assertKeyIs(keyType, leaf);
        assertThat(leaf.getVersion()).isEqualTo(3);
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getKeyUsage()).startsWith(true).endsWith(new boolean[6]);
        // digitalSignature alone, but for NSS keyEncipherment too where a server's key is RSA.
        var encipherment = keyType.name().startsWith("RSA") && usages.contains(SERVER_AUTH);
        assertThat(leaf.getKeyUsage()[2]).isEqualTo(encipherment);
        assertThat(leaf.getKeyUsage()[1]).isFalse();
        assertThat(leaf.getExtendedKeyUsage()).containsExactlyElementsOf(usages);
        assertThat(leaf.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(leaf.getIssuerX500Principal().getEncoded())
                .isEqualTo(ROOT.certificate().getSubjectX500Principal().getEncoded());
        assertThat(authorityKeyIdentifier(leaf)).isEqualTo(subjectKeyIdentifier(ROOT.certificate()));
        assertThat(subjectKeyIdentifier(leaf)).hasSize(20).isNotEqualTo(authorityKeyIdentifier(leaf));
        assertThat(leaf.getNotBefore().toInstant()).isEqualTo("2030-06-01T11:00:00Z");
        assertThat(leaf.getNotAfter().toInstant()).isEqualTo("2030-08-30T12:00:00Z");
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "EC_P384", "ED25519", "RSA_2048"})
    void everyKindOfRootSigns(KeyType keyType) throws Exception {
        var root = CertificateAuthority.builder("Root").keyType(keyType).build();
        var identity = root.issue(CertificateProfile.tlsServer("chat.example"));

        pkix(identity.certificateChain(), root.certificate(), Instant.now());
        assertThat(identity.certificate().getSigAlgName())
                .isEqualTo(
                        switch (keyType) {
                            case EC_P256 -> "SHA256withECDSA";
                            case EC_P384 -> "SHA384withECDSA";
                            case ED25519 -> "Ed25519";
                            default -> "SHA256withRSA";
                        });
        root.certificate().verify(root.certificate().getPublicKey());
        assertKeyIs(keyType, root.certificate());
    }

    @Test
    void aRootIsAnAuthorityWithoutFurtherAuthorities() {
        var certificate = ROOT.certificate();

        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getBasicConstraints()).isZero();
        assertThat(certificate.getKeyUsage())
                .containsExactly(false, false, false, false, false, true, true, false, false);
        assertThat(certificate.getCriticalExtensionOIDs()).containsExactlyInAnyOrder("2.5.29.19", "2.5.29.15");
        assertThat(certificate.getNonCriticalExtensionOIDs()).containsExactly("2.5.29.14");
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=Example Root CA");
        assertThat(certificate.getIssuerX500Principal()).isEqualTo(certificate.getSubjectX500Principal());
        assertThat(certificate.getNotBefore().toInstant()).isEqualTo("2030-06-01T11:00:00Z");
        assertThat(certificate.getNotAfter().toInstant())
                .isEqualTo(Instant.parse("2030-06-01T12:00:00Z").plus(Duration.ofDays(3_650)));
    }

    @Test
    void theSubjectAlternativeNamesAreInTheCertificate() throws Exception {
        var leaf = ROOT.issue(CertificateProfile.tlsServer("Chat.Example", "10.0.0.7", "::1", "*.bücher.example")
                        .withEmail("ops@Chat.Example"))
                .certificate();

        assertThat(leaf.getSubjectAlternativeNames())
                .containsExactly(
                        List.of(2, "chat.example"),
                        List.of(7, "10.0.0.7"),
                        List.of(7, "0:0:0:0:0:0:0:1"),
                        List.of(2, "*.xn--bcher-kva.example"),
                        List.of(1, "ops@chat.example"));
        assertThat(leaf.getNonCriticalExtensionOIDs()).contains("2.5.29.17");
    }

    @Test
    void alternativeNamesAreCriticalWhereTheSubjectIsEmpty() throws Exception {
        var name = "a".repeat(60) + ".chat.example";
        var identity = ROOT.issue(CertificateProfile.tlsServer(name));
        var leaf = identity.certificate();

        assertThat(leaf.getSubjectX500Principal().getName()).isEmpty();
        assertThat(leaf.getCriticalExtensionOIDs()).contains("2.5.29.17");
        assertThat(leaf.getSubjectAlternativeNames()).containsExactly(List.of(2, name));
        pkix(identity.certificateChain(), ROOT.certificate(), NOW);
    }

    @Test
    void aClientIsNamedInTheSubjectAndHasNoAlternativeNamesUnlessAsked() throws Exception {
        var plain = ROOT.issue(CertificateProfile.tlsClient("ada")).certificate();
        assertThat(plain.getSubjectX500Principal().getName()).isEqualTo("CN=ada");
        assertThat(plain.getSubjectAlternativeNames()).isNull();

        var more = ROOT.issue(CertificateProfile.tlsClient("ada")
                        .withNames("laptop.chat.example")
                        .withEmail("ada@chat.example"))
                .certificate();
        assertThat(more.getSubjectAlternativeNames())
                .containsExactly(List.of(2, "laptop.chat.example"), List.of(1, "ada@chat.example"));
    }

    @Test
    void theWholeSubjectIsInTheCertificate() throws Exception {
        var root = CertificateAuthority.builder("Example Root CA")
                .subject(Subject.empty().withOrganization("Example Ltd").withCountry("FI"))
                .build();
        assertThat(root.certificate().getSubjectX500Principal().getName())
                .isEqualTo("CN=Example Root CA,O=Example Ltd,C=FI");

        var leaf = root.issue(CertificateProfile.tlsClient("ada").withSubject(Subject.of("Ada")))
                .certificate();
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=Ada");
        assertThat(leaf.getIssuerX500Principal()).isEqualTo(root.certificate().getSubjectX500Principal());
    }

    @Test
    void serialNumbersAreRandomPositiveAndShort() throws Exception {
        var serials = new HashSet<BigInteger>();
        int longest = 0;
        for (int i = 0; i < 32; i++) {
            var serial = ROOT.issue(CertificateProfile.tlsClient("ada"))
                    .certificate()
                    .getSerialNumber();
            assertThat(serial).isPositive();
            assertThat(serial.toByteArray()).hasSizeLessThanOrEqualTo(20);
            longest = Math.max(longest, serial.bitLength());
            serials.add(serial);
        }
        assertThat(serials).hasSize(32);
        assertThat(longest).isBetween(120, 128);
    }

    @Test
    void aLeafDoesNotOutliveItsRoot() throws Exception {
        var root = CertificateAuthority.builder("Short Root")
                .validity(Duration.ofDays(30))
                .clock(CLOCK)
                .build();
        var client = CertificateProfile.tlsClient("ada");

        assertThat(root.issue(client.withValidity(Duration.ofDays(30)))
                        .certificate()
                        .getNotAfter())
                .isEqualTo(root.certificate().getNotAfter());
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(
                        () -> root.issue(client.withValidity(Duration.ofDays(30).plusSeconds(1))))
                .withMessageContainingAll("outlive", "CN=Short Root", "2030-07-01T12:00:01Z", "shorter validity")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OUTSIDE_VALIDITY));
    }

    @Test
    void theClockDecides() throws Exception {
        var client = CertificateProfile.tlsClient("ada").withValidity(Duration.ofHours(1));
        var end = ROOT.certificate().getNotAfter().toInstant();
        for (var wrong : List.of(NOW.minus(Duration.ofHours(2)), end.plusSeconds(1))) {
            var misplaced = CertificateAuthority.of(ROOT.identity(), InstantSource.fixed(wrong));
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(() -> misplaced.issue(client))
                    .withMessageContainingAll("CN=Example Root CA", "check the clock", wrong.toString())
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.OUTSIDE_VALIDITY));
        }
        // A clock that was put back a little: the leaf is not backdated past its root.
        var earlier = CertificateAuthority.of(ROOT.identity(), InstantSource.fixed(NOW.minusSeconds(1_800)));
        var leaf = earlier.issue(client).certificate();
        assertThat(leaf.getNotBefore()).isEqualTo(ROOT.certificate().getNotBefore());
        assertThat(leaf.getNotAfter().toInstant()).isEqualTo("2030-06-01T12:30:00Z");
    }

    @Test
    void datesPast2049AreGeneralizedTime() throws Exception {
        var root = CertificateAuthority.builder("Long Root")
                .validity(Duration.ofDays(36_500))
                .clock(CLOCK)
                .build();

        assertThat(root.certificate().getNotAfter().toInstant()).isEqualTo("2130-05-08T12:00:00Z");
        pkix(List.of(root.certificate()), root.certificate(), Instant.parse("2130-05-08T12:00:00Z"));
        assertThatExceptionOfType(CertPathValidatorException.class)
                .isThrownBy(() ->
                        pkix(List.of(root.certificate()), root.certificate(), Instant.parse("2130-05-08T12:00:01Z")));
    }

    @Test
    void whatIsNoRootIsNotOpened() throws Exception {
        var leaf = ROOT.issue(CertificateProfile.tlsClient("ada"));

        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateAuthority.of(leaf))
                .withMessageContaining("CN=ada is not the certificate of an authority")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
    }

    @Test
    void hostileNamesOfRootsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateAuthority.create(" "))
                .withMessage("the common name (CN) is empty");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CertificateAuthority.builder("x".repeat(65)))
                .withMessageContaining("65 characters long, and 64 is the most");
    }

    @Test
    void noProviderIsInstalled() {
        assertThat(Security.getProviders())
                .extracting(provider -> provider.getName())
                .doesNotContain("BC");
    }

    private static void assertKeyIs(KeyType keyType, X509Certificate certificate) {
        var key = certificate.getPublicKey();
        switch (keyType) {
            case EC_P256 ->
                assertThat(((ECPublicKey) key).getParams().toString()).contains("secp256r1");
            case EC_P384 ->
                assertThat(((ECPublicKey) key).getParams().toString()).contains("secp384r1");
            case ED25519 -> assertThat(key.getAlgorithm()).isIn("EdDSA", "Ed25519");
            case RSA_2048, RSA_3072, RSA_4096 ->
                assertThat("RSA_" + ((RSAPublicKey) key).getModulus().bitLength())
                        .isEqualTo(keyType.name());
            case ML_DSA_65 -> assertThat(MlDsa.is(key)).isTrue();
        }
    }
}
