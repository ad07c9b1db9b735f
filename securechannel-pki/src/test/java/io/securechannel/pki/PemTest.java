package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.keys.Identity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.jcajce.provider.asymmetric.edec.KeyPairGeneratorSpi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("verify")
class PemTest {

    private static final CertificateAuthority ROOT = CertificateAuthority.create("Example Root CA");

    @TempDir
    Path directory;

    private Path certificates;
    private Path key;

    @BeforeEach
    void nameTheFiles() {
        certificates = directory.resolve("server.crt");
        key = directory.resolve("server.key");
    }

    @ParameterizedTest
    @EnumSource(names = {"EC_P256", "ED25519", "RSA_2048"})
    void whatWasWrittenReadsBack(KeyType keyType) throws Exception {
        var identity = ROOT.issue(CertificateProfile.tlsServer("chat.example").withKeyType(keyType));
        Pem.write(identity, certificates, key);

        try (var in = Files.newInputStream(certificates)) {
            assertThat(CertificateFactory.getInstance("X.509").generateCertificates(in))
                    .hasSize(1)
                    .first()
                    .isEqualTo(identity.certificate());
        }
        var der = der(key);
        assertThat(Files.readString(key))
                .startsWith("-----BEGIN PRIVATE KEY-----\n")
                .endsWith("\n-----END PRIVATE KEY-----\n");
        assertThat(Files.readAllLines(key)).allMatch(line -> line.length() <= 64);
        assertThat(PrivateKeyInfo.getInstance(der).getVersion().intValueExact()).isZero();
        var read = KeyFactory.getInstance(identity.privateKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(der));
        if (read instanceof ECPrivateKey ec) {
            assertThat(ec.getS()).isEqualTo(((ECPrivateKey) identity.privateKey()).getS());
            // RFC 5915, section 3: the public half is wanted, and GnuTLS needs it.
            assertThat(HexFormat.of().formatHex(der))
                    .contains(HexFormat.of()
                            .formatHex(SubjectPublicKeyInfo.getInstance(identity.certificate()
                                            .getPublicKey()
                                            .getEncoded())
                                    .getPublicKeyData()
                                    .getBytes()));
        } else {
            assertThat(read.getEncoded()).isEqualTo(identity.privateKey().getEncoded());
        }
    }

    @Test
    void aRootCanBeOpenedAgain() throws Exception {
        Pem.write(ROOT.identity(), certificates, key);
        var opened = CertificateAuthority.of(Identity.fromPem(certificates, key));
        var leaf = opened.issue(CertificateProfile.tlsClient("ada")).certificate();

        leaf.verify(ROOT.certificate().getPublicKey());
        assertThat(opened.certificate()).isEqualTo(ROOT.certificate());
    }

    @Test
    void aChainIsWrittenLeafFirst() throws Exception {
        var leaf = ROOT.issue(CertificateProfile.tlsServer("chat.example"));
        var identity = Identity.of(leaf.privateKey(), leaf.certificate(), ROOT.certificate());
        Pem.write(identity, certificates, key);

        try (var in = Files.newInputStream(certificates)) {
            assertThat(CertificateFactory.getInstance("X.509").generateCertificates(in))
                    .extracting(Object::toString)
                    .containsExactly(
                            leaf.certificate().toString(), ROOT.certificate().toString());
        }
    }

    @Test
    void theKeyIsForItsOwnerAloneEvenWhereTheOldFileWasNot() throws Exception {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"), "no POSIX permissions here");
        Files.writeString(key, "old");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-rw-rw-"));
        Pem.write(ROOT.identity(), certificates, key);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(Files.getPosixFilePermissions(certificates))
                .isSubsetOf(PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp");
    }

    @Test
    void aFailureLeavesNothingBehind() throws Exception {
        Files.createDirectories(key.resolve("occupied"));

        assertThatIOException().isThrownBy(() -> Pem.write(ROOT.identity(), certificates, key));
        assertThat(directory).isDirectoryNotContaining("glob:**.tmp").isDirectoryNotContaining("glob:**.crt");
        assertThatIOException()
                .isThrownBy(() -> Pem.writeCertificate(ROOT.certificate(), directory.resolve("missing/root.crt")))
                .withMessageContaining("there is no directory");
    }

    @Test
    void theKeyAndTheCertificatesNeedAFileEach() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Pem.write(ROOT.identity(), key, directory.resolve("x/../server.key")))
                .withMessageContaining("a file each");
        assertThat(key).doesNotExist();
    }

    @Test
    void anotherProvidersEd25519KeyLosesItsPublicHalf() throws Exception {
        var pair = new KeyPairGeneratorSpi.Ed25519().generateKeyPair();
        assertThat(PrivateKeyInfo.getInstance(pair.getPrivate().getEncoded()).hasPublicKey())
                .isTrue();
        var ed25519 = KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(pair.getPublic().getEncoded()));
        var leaf = Issuer.ofCertificate(ROOT.identity().privateKey(), ROOT.certificate())
                .certificate(
                        CertificateProfile.tlsClient("ada"),
                        ed25519,
                        ValidityPeriod.from(Instant.now(), Duration.ofDays(1)));
        Pem.write(Identity.of(pair.getPrivate(), leaf), certificates, key);

        var written = PrivateKeyInfo.getInstance(der(key));
        assertThat(written.hasPublicKey()).isFalse();
        assertThat(written.getVersion().intValueExact()).isZero();
    }

    private static byte[] der(Path file) throws Exception {
        return Base64.getMimeDecoder().decode(Files.readString(file).replaceAll("-----[A-Z ]+-----", ""));
    }
}
