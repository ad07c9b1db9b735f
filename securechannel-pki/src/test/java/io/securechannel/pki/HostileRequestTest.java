package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests that this library would not make, and what of them does not come into a certificate. */
@Tag("verify")
class HostileRequestTest {

    private static final CertificateAuthority ROOT = CertificateAuthority.create("Example Root CA");
    private static final KeyPair KEYS = KeyType.EC_P256.generate();
    private static final X500Name ADA = new X500Name("CN=chat.example");

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
        assertThat(leaf.getSubjectAlternativeNames()).isEqualTo(own.getSubjectAlternativeNames());
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
    void aSignatureOfAnotherKeyIsRefused() throws Exception {
        var other = KeyType.EC_P256.generate();
        var stolen = new KeyPair(KEYS.getPublic(), other.getPrivate());
        refused(
                Reason.BAD_SIGNATURE,
                request(ADA, names(dns("chat.example")), stolen, "SHA256withECDSA"),
                "is not that of the key in it");
        var rsa = KeyType.RSA_2048.generate();
        refused(
                Reason.BAD_SIGNATURE,
                request(ADA, null, new KeyPair(KEYS.getPublic(), rsa.getPrivate()), "SHA256withRSA"),
                "is not that of the key in it");
    }

    @Test
    void weakKeysAndHashesAreRefused() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(1024);
        refused(
                Reason.TOO_WEAK,
                request(ADA, null, generator.generateKeyPair(), "SHA256withRSA"),
                "RSA key of 1024 bits; 2048 is the least");
        refused(Reason.TOO_WEAK, request(ADA, null, KEYS, "SHA1withECDSA"), "SHA-1", "-sha256");
        refused(
                Reason.UNSUPPORTED,
                request(ADA, null, KeyType.RSA_2048.generate(), "SHA256withRSAandMGF1"),
                "supported are RSA (PKCS#1 v1.5)");
    }

    @Test
    void aKeyOfAnotherKindIsRefused() throws Exception {
        var sound = CertificationRequest.getInstance(request(ADA, null));
        var x25519 = KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic();
        refused(Reason.UNSUPPORTED, withKey(sound, x25519.getEncoded()), "1.3.101.110", "supported are RSA");
        var dsa = KeyPairGenerator.getInstance("DSA");
        dsa.initialize(1024);
        refused(
                Reason.UNSUPPORTED,
                withKey(sound, dsa.generateKeyPair().getPublic().getEncoded()),
                "1.2.840.10040.4.1");
        var point = KEYS.getPublic().getEncoded();
        point[point.length - 1] ^= 1; // not on the curve
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateRequest.parse(withKey(sound, point)))
                .satisfies(e -> assertThat(e.reason()).isIn(Reason.MALFORMED, Reason.UNSUPPORTED));
    }

    @Test
    void oddFormsAreRefused() throws Exception {
        var sound = ASN1Sequence.getInstance(request(ADA, names(dns("chat.example"))));
        var ber = new BERSequence(sound.toArray()).getEncoded(ASN1Encoding.BER);
        refused(Reason.MALFORMED, ber, "not DER");
        refused(
                Reason.MALFORMED,
                Arrays.copyOf(sound.getEncoded(), sound.getEncoded().length + 1),
                "no PKCS#10 request");
        var info = ASN1Sequence.getInstance(sound.getObjectAt(0)).toArray();
        info[0] = new ASN1Integer(1);
        refused(Reason.MALFORMED, with(sound, new DERSequence(info)), "version is not 1");

        var extension =
                new Extensions(Extension.create(Extension.subjectAlternativeName, false, names(dns("chat.example"))));
        var twice = new PKCS10CertificationRequestBuilder(
                        ADA, SubjectPublicKeyInfo.getInstance(KEYS.getPublic().getEncoded()))
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extension)
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, extension)
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate()))
                .getEncoded();
        refused(Reason.MALFORMED, twice, "asks for extensions more than once");
        var repeated = new ASN1EncodableVector();
        repeated.add(extension.getExtension(Extension.subjectAlternativeName));
        repeated.add(extension.getExtension(Extension.subjectAlternativeName));
        var doubled = new PKCS10CertificationRequestBuilder(
                        ADA, SubjectPublicKeyInfo.getInstance(KEYS.getPublic().getEncoded()))
                .addAttribute(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest, new DERSequence(repeated))
                .build(new JcaContentSignerBuilder("SHA256withECDSA").build(KEYS.getPrivate()))
                .getEncoded();
        refused(Reason.MALFORMED, doubled, "no PKCS#10 request");
        refused(Reason.MALFORMED, with(sound, sound.getObjectAt(0)), "no PKCS#10 request");
    }

    @Test
    void everyFlippedOctetIsFound() throws Exception {
        var sound = request(ADA, names(dns("chat.example")));
        for (int i = 0; i < sound.length; i++) {
            var damaged = sound.clone();
            damaged[i] ^= 0x01;
            assertThatExceptionOfType(KeyMaterialException.class)
                    .as("octet " + i)
                    .isThrownBy(() -> CertificateRequest.parse(damaged));
        }
        for (int length = 0; length < sound.length; length++) {
            var cut = Arrays.copyOf(sound, length);
            assertThatExceptionOfType(KeyMaterialException.class)
                    .as("cut at " + length)
                    .isThrownBy(() -> CertificateRequest.parse(cut));
        }
    }

    @Test
    void randomOctetsAreNoRequest() {
        var seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 2_000; i++) {
            var bytes = new byte[random.nextInt(300)];
            random.nextBytes(bytes);
            if (bytes.length > 2) {
                bytes[0] = 0x30;
            }
            assertThatExceptionOfType(KeyMaterialException.class)
                    .as("seed " + seed)
                    .isThrownBy(() -> CertificateRequest.parse(bytes));
        }
    }

    @Test
    void deepNestingAndHugeLengthsCostNothing() {
        var deep = new byte[60_000];
        for (int i = 0; i + 1 < deep.length; i += 2) {
            deep[i] = 0x30;
            deep[i + 1] = (byte) 0x80;
        }
        var huge = new byte[] {0x30, (byte) 0x84, 0x7F, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x30};
        for (var each : List.of(deep, huge)) {
            assertThatExceptionOfType(KeyMaterialException.class)
                    .isThrownBy(() -> CertificateRequest.parse(each))
                    .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
        }
        refused(Reason.TOO_LARGE, new byte[(64 << 10) + 1], "larger than 64 KiB");
    }

    @Test
    void filesThatHoldSomethingElseSaySo(@TempDir Path directory) throws Exception {
        var file = directory.resolve("server.csr");
        Pem.writeCertificate(ROOT.certificate(), file);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateRequest.read(file))
                .withMessageContaining("\"CERTIFICATE\" where a CERTIFICATE REQUEST was expected")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MISSING));
        var pem = CertificateRequest.parse(request(ADA, null)).toPem();
        Files.writeString(file, pem + pem);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateRequest.read(file))
                .withMessageContaining("it holds 2 requests")
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateRequest.read(directory.resolve("missing.csr")))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.UNREADABLE));
        refused(Reason.MALFORMED, pem.replace("MI", "M!").getBytes(StandardCharsets.US_ASCII), "Base64");
    }

    @Test
    void curvesOfOthersAreRefused() throws Exception {
        var generator = new org.bouncycastle.jcajce.provider.asymmetric.ec.KeyPairGeneratorSpi.EC();
        generator.initialize(new ECGenParameterSpec("secp256k1"));
        var keys = generator.generateKeyPair();
        var sound = CertificationRequest.getInstance(request(ADA, null));
        refused(Reason.UNSUPPORTED, withKey(sound, keys.getPublic().getEncoded()), "make a new key and request");
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

    private static void refused(Reason reason, byte[] request, String... texts) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateRequest.parse(request))
                .withMessageContainingAll(texts)
                .withNoCause()
                .satisfies(e -> assertThat(e.reason()).isEqualTo(reason));
    }

    private static byte[] request(X500Name subject, GeneralNames names) throws Exception {
        return request(subject, names, KEYS, "SHA256withECDSA");
    }

    private static byte[] request(X500Name subject, GeneralNames names, KeyPair keys, String algorithm)
            throws Exception {
        var builder = new PKCS10CertificationRequestBuilder(
                subject, SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
        if (names != null) {
            builder.addAttribute(
                    PKCSObjectIdentifiers.pkcs_9_at_extensionRequest,
                    new Extensions(Extension.create(Extension.subjectAlternativeName, false, names)));
        }
        return builder.build(new JcaContentSignerBuilder(algorithm)
                        .setProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider())
                        .build(keys.getPrivate()))
                .getEncoded();
    }

    private static byte[] withKey(CertificationRequest sound, byte[] publicKey) throws Exception {
        var info = ASN1Sequence.getInstance(sound.getCertificationRequestInfo()).toArray();
        info[2] = SubjectPublicKeyInfo.getInstance(publicKey);
        return with(ASN1Sequence.getInstance(sound), new DERSequence(info));
    }

    private static byte[] with(ASN1Sequence sound, org.bouncycastle.asn1.ASN1Encodable info) throws Exception {
        var all = sound.toArray();
        all[0] = info;
        if (info == sound.getObjectAt(0)) {
            all[2] = new DERBitString(new byte[] {1, 2, 3}, 3); // not whole octets
        }
        return new DERSequence(all).getEncoded(ASN1Encoding.DER);
    }

    private static GeneralNames names(GeneralName... names) {
        return new GeneralNames(names);
    }

    private static GeneralName dns(String name) {
        return new GeneralName(GeneralName.dNSName, new DERIA5String(name));
    }

    private static GeneralName uri(String uri) {
        return new GeneralName(GeneralName.uniformResourceIdentifier, new DERIA5String(uri));
    }

    private static byte[] mapped() {
        return new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 7};
    }
}
