package io.securechannel.pki;

import static io.securechannel.pki.HostileRequests.ADA;
import static io.securechannel.pki.HostileRequests.KEYS;
import static io.securechannel.pki.HostileRequests.dns;
import static io.securechannel.pki.HostileRequests.names;
import static io.securechannel.pki.HostileRequests.refused;
import static io.securechannel.pki.HostileRequests.request;
import static io.securechannel.pki.HostileRequests.with;
import static io.securechannel.pki.HostileRequests.withKey;
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
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.BERSequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequestBuilder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests in forms that are not taken: bad signatures, weak and odd keys, damage. */
@Tag("verify")
class RequestFormsTest {

    private static final CertificateAuthority ROOT = CertificateAuthority.create("Example Root CA");

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
        for (var each : List.of(deep, nested(60_000), huge)) {
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
        refused(Reason.UNSUPPORTED, withKey(sound, keys.getPublic().getEncoded()), "supported are RSA, P-256");
    }

    /** In a place that nobody looks at, of a request that is otherwise sound. */
    @Test
    void deepNestingInAnAttributeCostsNothing() throws Exception {
        var sound = ASN1Sequence.getInstance(request(ADA, null));
        var info = ASN1Sequence.getInstance(sound.getObjectAt(0));
        var deep = nested(50_000);
        var attribute = der(
                0xA0,
                der(0x30, concat(PKCSObjectIdentifiers.pkcs_9_at_challengePassword.getEncoded(), der(0x31, deep))));
        var newInfo = der(
                0x30,
                concat(
                        info.getObjectAt(0).toASN1Primitive().getEncoded(),
                        info.getObjectAt(1).toASN1Primitive().getEncoded(),
                        info.getObjectAt(2).toASN1Primitive().getEncoded(),
                        attribute));
        var whole = der(
                0x30,
                concat(
                        newInfo,
                        sound.getObjectAt(1).toASN1Primitive().getEncoded(),
                        sound.getObjectAt(2).toASN1Primitive().getEncoded()));
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateRequest.parse(whole))
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    private static byte[] der(int tag, byte[] content) {
        return concat(
                new byte[] {(byte) tag, (byte) 0x82, (byte) (content.length >> 8), (byte) content.length}, content);
    }

    private static byte[] concat(byte[]... parts) {
        var all = new java.io.ByteArrayOutputStream();
        for (var part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    /** Sequences in sequences with right lengths, thousands of them. */
    private static byte[] nested(int length) {
        var octets = new byte[length];
        int i = 0;
        while (i + 4 <= length) {
            int rest = length - i - 4;
            octets[i++] = 0x30;
            octets[i++] = (byte) 0x82;
            octets[i++] = (byte) (rest >> 8);
            octets[i++] = (byte) rest;
        }
        return octets;
    }
}
