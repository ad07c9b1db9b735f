package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.crypto.MlDsa;
import io.securechannel.internal.pki.http.HttpStub;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.peer.Trust;
import io.securechannel.pki.ocsp.OcspResponder;
import io.securechannel.pki.ocsp.OcspRevocation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.Security;
import java.security.SignatureException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Authorities whose own keys are ML-DSA-65 (RFC 9881), on every Java. */
@Tag("verify")
class PostQuantumAuthorityTest {

    private static final String ML_DSA_65 = "2.16.840.1.101.3.4.3.18";
    private static final CertificateAuthority ROOT = CertificateAuthority.builder("New Root")
            .keyType(KeyType.ML_DSA_65)
            .pathLength(1)
            .build();

    @TempDir
    Path directory;

    @Test
    void aRootHasTheFormOfRfc9881() throws Exception {
        var certificate = ROOT.certificate();
        var key = new X509CertificateHolder(certificate.getEncoded()).getSubjectPublicKeyInfo();

        assertThat(key.getAlgorithm().getAlgorithm().getId()).isEqualTo(ML_DSA_65);
        assertThat(key.getAlgorithm().getParameters()).isNull(); // section 2
        assertThat(key.getPublicKeyData().getOctets()).hasSize(1_952); // FIPS 204, table 2
        assertThat(certificate.getSigAlgOID()).isEqualTo(ML_DSA_65);
        assertThat(certificate.getSigAlgParams()).isNull();
        assertThat(certificate.getSignature()).hasSize(3_309);
        assertThat(certificate.getKeyUsage()[5]).isTrue();
        MlDsa.verify(certificate, certificate.getPublicKey());
        assertThat(Security.getProvider("BC")).isNull();
        var hash = MessageDigest.getInstance("SHA-256").digest(key.getEncoded());
        assertThat(Trust.pinOf(certificate))
                .as("a pin is that of the certificate's own bytes, on every Java")
                .isEqualTo("sha256/" + Base64.getEncoder().encodeToString(hash));
    }

    @Test
    void javaVerifiesWhatItCan() throws Exception {
        var leaf = ROOT.issue(CertificateProfile.tlsServer("chat.example")).certificate();
        assertThat(MlDsa.inThisJava()).isEqualTo(Runtime.version().feature() >= 24);
        if (MlDsa.inThisJava()) {
            leaf.verify(ROOT.certificate().getPublicKey());
        }
        MlDsa.verify(leaf, ROOT.certificate().getPublicKey());
    }

    @Test
    void whatAnotherKeySignedOrSomebodyChangedIsRefused() throws Exception {
        var leaf = ROOT.issue(CertificateProfile.tlsServer("chat.example")).certificate();
        var stranger = CertificateAuthority.builder("New Root")
                .keyType(KeyType.ML_DSA_65)
                .build();
        var ec = CertificateAuthority.builder("New Root").build();

        assertNotSigned(leaf, stranger.certificate());
        assertNotSigned(ec.certificate(), ROOT.certificate());
        assertNotSigned(leaf, ec.certificate());
        var encoded = leaf.getEncoded();
        encoded[encoded.length - 1] ^= 1;
        assertNotSigned(
                (X509Certificate) CertificateFactory.getInstance("X.509")
                        .generateCertificate(new java.io.ByteArrayInputStream(encoded)),
                ROOT.certificate());
    }

    @Test
    void itIsKeptAndOpenedAgain() throws Exception {
        var protection = KeyEncryption.aesGcm("test", new SecretKeySpec(new byte[32], "AES"));
        try (var keys = KeyStoreManager.create(directory.resolve("ca.keys"), protection)) {
            var kept = ROOT.keepIn(keys, "ca");
            var middle =
                    kept.intermediate(CertificateProfile.intermediate("Middle").withKeyType(KeyType.ML_DSA_65));
            var opened = CertificateAuthority.open(keys, "ca");
            var leaf = opened.issue(CertificateProfile.tlsServer("chat.example"));

            assertThat(opened.certificate()).isEqualTo(ROOT.certificate());
            MlDsa.verify(leaf.certificate(), ROOT.certificate().getPublicKey());
            MlDsa.verify(middle.certificate(), ROOT.certificate().getPublicKey());
            var below = middle.issue(CertificateProfile.tlsClient("ada"));
            assertThat(below.certificateChain()).containsExactly(below.certificate(), middle.certificate());
        }
    }

    @Test
    void pemHoldsTheSeedAlone() throws Exception {
        var certificates = directory.resolve("ca.crt");
        var key = directory.resolve("ca.key");
        Pem.write(ROOT.identity(), certificates, key);
        var read = Identity.fromPem(certificates, key);

        var der = Base64.getMimeDecoder()
                .decode(Files.readString(key)
                        .replaceAll("-----[A-Z ]+-----", "")
                        .strip());
        assertThat(PrivateKeyInfo.getInstance(der).getPrivateKey().getOctets()).hasSize(34); // RFC 9881, section 6
        assertThat(read.certificate()).isEqualTo(ROOT.certificate());
        assertThat(read.toString()).contains("ML-DSA-65 key");
        var leaf = CertificateAuthority.of(read).issue(CertificateProfile.tlsServer("chat.example"));
        MlDsa.verify(leaf.certificate(), ROOT.certificate().getPublicKey());

        var other = CertificateAuthority.builder("New Root")
                .keyType(KeyType.ML_DSA_65)
                .build();
        Pem.writeCertificate(other.certificate(), certificates);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> Identity.fromPem(certificates, key))
                .withMessageContaining("does not belong to")
                .extracting(KeyMaterialException::reason)
                .isEqualTo(Reason.KEY_MISMATCH);
    }

    @Test
    void revocationListsAreSignedAndChecked() throws Exception {
        var ada = ROOT.issue(CertificateProfile.tlsClient("ada"));
        ROOT.revoke(ada.certificate().getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        var list = ROOT.crl();

        assertThat(list.getSigAlgOID()).isEqualTo(ML_DSA_65);
        assertThat(list.getRevokedCertificate(ada.certificate())).isNotNull();
        MlDsa.verify(list, ROOT.certificate().getPublicKey());
        var stranger = CertificateAuthority.builder("New Root")
                .keyType(KeyType.ML_DSA_65)
                .build();
        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(() -> MlDsa.verify(list, stranger.certificate().getPublicKey()));
    }

    /** By a delegate with a classical key, and by its own. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aResponderAnswersForIt(boolean delegated) throws Exception {
        var ada = ROOT.issue(CertificateProfile.tlsClient("ada")).certificate();
        var path = List.of(ada, ROOT.certificate());
        var builder = OcspResponder.builder(ROOT).reloadInterval(Duration.ZERO);
        if (delegated) {
            builder.signer(ROOT.issue(CertificateProfile.ocspSigner("OCSP")));
        }
        var responder = builder.build();
        try (var site = HttpStub.answering(posted -> responder.answer(posted).encoded())) {
            var policy = OcspRevocation.builder()
                    .responder(site.uri())
                    .cacheFor(Duration.ZERO)
                    .build();
            policy.check(path);
            ROOT.revoke(ada.getSerialNumber(), RevocationReason.KEY_COMPROMISE);
            assertThatExceptionOfType(SecureChannelException.class)
                    .isThrownBy(() -> policy.check(path))
                    .extracting(SecureChannelException::reason)
                    .isEqualTo(SecureChannelException.Reason.CERTIFICATE_REVOKED);
        }
    }

    @Test
    void aRequestIsMadeReadAndSigned() throws Exception {
        var pending = CertificateRequest.make(
                CertificateProfile.tlsServer("chat.example").withKeyType(KeyType.ML_DSA_65));
        var file = directory.resolve("server.csr");
        pending.request().writePem(file);
        var read = CertificateRequest.read(file);
        assertThat(read.publicKey()).isEqualTo(pending.request().publicKey());

        var chain = ROOT.sign(read, CertificateProfile.tlsServer(), NamePolicy.exactly("chat.example"));
        var leaf = pending.complete(chain).certificate();
        MlDsa.verify(leaf, ROOT.certificate().getPublicKey());
        assertThat(MlDsa.subjectPublicKeyInfo(leaf.getPublicKey()))
                .isEqualTo(pending.request().publicKey().getEncoded());
    }

    @Test
    void aRequestWithAChangedSignatureIsRefused() throws Exception {
        var pending = CertificateRequest.make(
                CertificateProfile.tlsServer("chat.example").withKeyType(KeyType.ML_DSA_65));
        var file = directory.resolve("server.csr");
        pending.request().writePem(file);

        var der = Base64.getMimeDecoder()
                .decode(Files.readString(file)
                        .replaceAll("-----[A-Z ]+-----", "")
                        .strip());
        var cut = Arrays.copyOf(der, der.length);
        cut[der.length - 1] ^= 1;
        Files.write(file, cut);
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> CertificateRequest.read(file))
                .extracting(KeyMaterialException::reason)
                .isEqualTo(Reason.BAD_SIGNATURE);
    }

    private static void assertNotSigned(X509Certificate certificate, X509Certificate issuer) {
        assertThatExceptionOfType(SignatureException.class)
                .isThrownBy(() -> MlDsa.verify(certificate, issuer.getPublicKey()))
                .withMessageContaining("not signed by this key");
    }
}
