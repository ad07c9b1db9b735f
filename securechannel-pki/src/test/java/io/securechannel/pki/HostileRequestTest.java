package io.securechannel.pki;

import static io.securechannel.pki.HostileRequests.ADA;
import static io.securechannel.pki.HostileRequests.KEYS;
import static io.securechannel.pki.HostileRequests.dns;
import static io.securechannel.pki.HostileRequests.mapped;
import static io.securechannel.pki.HostileRequests.names;
import static io.securechannel.pki.HostileRequests.refused;
import static io.securechannel.pki.HostileRequests.request;
import static io.securechannel.pki.HostileRequests.uri;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.time.Duration;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What hostile requests ask for, and what of it does not come into a certificate. */
@Tag("verify")
class HostileRequestTest {

    private static final CertificateAuthority ROOT = CertificateAuthority.create("Example Root CA");

    @Test
    void nothingButKeyAndGrantedNamesComesIntoTheCertificate() throws Exception {
        var extensions = new ExtensionsGenerator();
        extensions.addExtension(Extension.basicConstraints, true, new BasicConstraints(5));
        extensions.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));
        extensions.addExtension(Extension.extendedKeyUsage, true, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.anyExtendedKeyUsage, KeyPurposeId.id_kp_codeSigning
        }));
        extensions.addExtension(
                Extension.subjectAlternativeName, true, names(dns("Chat.Example"), dns("www.chat.example")));
        extensions.addExtension(
                Extension.nameConstraints,
                true,
                NameConstraints.none().permitDns("evil.example").encode());
        extensions.addExtension(Extension.subjectKeyIdentifier, false, new DEROctetString(new byte[20]));
        extensions.addExtension(PKCSObjectIdentifiers.id_aa_msgSigDigest, true, new DERUTF8String("odd"));
        var subject = new X500NameBuilder()
                .addRDN(BCStyle.C, "XX")
                .addRDN(BCStyle.O, "Another Ltd")
                .addRDN(BCStyle.EmailAddress, "ceo@evil.example")
                .addRDN(BCStyle.CN, "ceo")
                .build();
        var request = CertificateRequest.parse(new PKCS10CertificationRequestBuilder(
                        subject,
                        SubjectPublicKeyInfo.getInstance(KEYS.getPublic().getEncoded()))
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extensions.generate())
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_challengePassword, new DERUTF8String("secret"))
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_unstructuredName, new DERUTF8String("odd"))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate()))
                .getEncoded());

        assertThat(request.requestedExtensions())
                .containsExactlyInAnyOrder(
                        "basicConstraints (CA)",
                        "keyUsage",
                        "extKeyUsage",
                        "subjectAltName",
                        "nameConstraints",
                        "subjectKeyIdentifier",
                        PKCSObjectIdentifiers.id_aa_msgSigDigest.getId());
        assertThat(request.toString()).doesNotContain("secret");
        var leaf = ROOT.sign(request, CertificateProfile.tlsServer(), NamePolicy.within("chat.example"))
                .get(0);
        var own = ROOT.issue(CertificateProfile.tlsServer("chat.example", "www.chat.example"))
                .certificate();

        assertThat(leaf.getPublicKey()).isEqualTo(KEYS.getPublic());
        assertThat(leaf.getSubjectX500Principal().getName()).isEqualTo("CN=chat.example");
        assertThat(leaf.getBasicConstraints()).isEqualTo(-1);
        assertThat(leaf.getKeyUsage()).isEqualTo(own.getKeyUsage());
        assertThat(leaf.getExtendedKeyUsage()).isEqualTo(own.getExtendedKeyUsage());
        assertThat(leaf.getSubjectAlternativeNames()).containsExactlyElementsOf(own.getSubjectAlternativeNames());
        assertThat(leaf.getCriticalExtensionOIDs()).isEqualTo(own.getCriticalExtensionOIDs());
        assertThat(leaf.getNonCriticalExtensionOIDs()).isEqualTo(own.getNonCriticalExtensionOIDs());
        assertThat(Validation.subjectKeyIdentifier(leaf)).isNotEqualTo(new byte[20]);
    }

    @Test
    void namesOfOtherKindsAreShownAndNeverGranted() throws Exception {
        var request = CertificateRequest.parse(request(
                ADA,
                names(
                        dns("chat.example"),
                        new GeneralName(new X500Name("CN=root")),
                        new GeneralName(GeneralName.registeredID, "1.2.3"))));
        assertThat(request.names())
                .extracting(RequestedName::kind)
                .containsExactly(RequestedName.Kind.DNS, RequestedName.Kind.OTHER, RequestedName.Kind.OTHER);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> ROOT.sign(request, CertificateProfile.tlsServer(), NamePolicy.insecureGrantAll()))
                .withMessageContaining("does not grant [other \"directoryName\", other \"registeredID\"]")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.NOT_GRANTED));
    }

    static Stream<Arguments> hostileNames() {
        return Stream.of(
                Arguments.of(dns("chat.example\0.evil.example"), "U+0000"),
                Arguments.of(dns("chat.example\u001B[2J"), "U+001B"),
                Arguments.of(dns("10.0.0.7"), "an address, where a host name is said to be"),
                Arguments.of(dns("*"), "a wildcard"),
                Arguments.of(dns("*.example"), "whole top-level domain"),
                Arguments.of(dns(""), "is empty"),
                Arguments.of(dns("a".repeat(300)), "octets long"),
                Arguments.of(new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[5])), "5 octets"),
                Arguments.of(
                        new GeneralName(GeneralName.iPAddress, new DEROctetString(mapped())), "give the IPv4 address"),
                Arguments.of(new GeneralName(GeneralName.rfc822Name, new DERIA5String("ada")), "has an @"),
                Arguments.of(uri("https://chat.example@evil.example/"), "user information"),
                Arguments.of(uri("relative/path"), "no scheme"));
    }

    @ParameterizedTest
    @MethodSource("hostileNames")
    void aNameThatIsNoneIsRefusedWithTheReason(GeneralName name, String why) throws Exception {
        var request = request(ADA, names(name));
        refused(Reason.MALFORMED, request, why, "among its names", "make it again");
    }

    @Test
    void commonNamesThatMisleadAreRefused() throws Exception {
        var twice = new X500NameBuilder()
                .addRDN(BCStyle.CN, "ada")
                .addRDN(BCStyle.CN, "root")
                .build();
        refused(Reason.MALFORMED, request(twice, null), "the common name (CN) stands twice");
        var reversed = new X500NameBuilder()
                .addRDN(BCStyle.CN, new DERUTF8String("ada\u202Etoor"))
                .build();
        refused(Reason.MALFORMED, request(reversed, null), "U+202E");
        var longName = new X500NameBuilder()
                .addRDN(BCStyle.CN, new DERUTF8String("a".repeat(65)))
                .build();
        refused(Reason.MALFORMED, request(longName, null), "64 is the most");
        // Other attributes are for display alone, and left out where they are odd.
        var odd = new X500NameBuilder()
                .addRDN(BCStyle.C, new DERUTF8String("Finland"))
                .addRDN(BCStyle.O, new DERUTF8String("\u202Edtl"))
                .addRDN(BCStyle.OU, "first")
                .addRDN(BCStyle.OU, "second")
                .addRDN(BCStyle.CN, "ada")
                .build();
        assertThat(CertificateRequest.parse(request(odd, null)).subject())
                .isEqualTo(Subject.of("ada").withOrganizationalUnit("first"));
    }

    @Test
    void theLifeOfACertificateIsThatOfTheProfile() throws Exception {
        var leaf = ROOT.sign(
                        CertificateRequest.parse(request(ADA, names(dns("chat.example")))),
                        CertificateProfile.tlsServer().withValidity(Duration.ofHours(1)),
                        NamePolicy.exactly("chat.example"))
                .get(0);
        assertThat(Duration.between(
                        leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant()))
                .isLessThanOrEqualTo(Duration.ofHours(2));
    }
}
