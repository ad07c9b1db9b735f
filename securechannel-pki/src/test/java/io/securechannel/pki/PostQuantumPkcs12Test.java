package io.securechannel.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.MlDsa;
import io.securechannel.keys.Identity;
import io.securechannel.secret.Password;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** PKCS#12 files of others with keys for ML-DSA-65, on every Java: those before 24 do not know the algorithm, later ones not the seed. */
@Tag("verify")
class PostQuantumPkcs12Test {

    private static final String PASSWORD = "Password-4711";
    private static final CertificateAuthority ROOT = root();

    @TempDir
    Path directory;

    @Test
    void whatBouncyCastleHasWrittenIsTaken() throws Exception {
        var file = written(ROOT.certificate());
        var read = read(file, PASSWORD);
        assertThat(read.certificate()).isEqualTo(ROOT.certificate());
        var leaf = CertificateAuthority.of(read).issue(CertificateProfile.tlsServer("chat.example"));
        MlDsa.verify(leaf.certificate(), ROOT.certificate().getPublicKey());
        try (var password = Password.copyOf(PASSWORD.toCharArray())) {
            assertThat(Identity.fromPkcs12(file, password, "ROOT").certificate())
                    .isEqualTo(ROOT.certificate());
        }
    }

    @Test
    void aWrongPasswordIsOne() throws Exception {
        assertRefused(written(ROOT.certificate()), "Password-4712", Reason.WRONG_PASSWORD, "the password is wrong");
    }

    @Test
    void theKeyHasToBeTheCertificates() throws Exception {
        assertRefused(written(root().certificate()), PASSWORD, Reason.KEY_MISMATCH, "does not belong to");
    }

    /** keytool -genkeypair -keyalg ML-DSA-65, of Java 25. */
    @Test
    void keytoolsKeysHaveNoSeed() throws Exception {
        var file = directory.resolve("keytool.p12");
        try (var in = Objects.requireNonNull(getClass().getResourceAsStream("/keytool-ml-dsa-65.p12"))) {
            Files.copy(in, file);
        }
        assertRefused(file, PASSWORD, Reason.UNSUPPORTED, "without its seed");
    }

    private static CertificateAuthority root() {
        return CertificateAuthority.builder("New Root")
                .keyType(KeyType.ML_DSA_65)
                .build();
    }

    private Path written(X509Certificate certificate) throws Exception {
        var file = directory.resolve("root.p12");
        var store = KeyStore.getInstance("PKCS12", MlDsa.provider());
        store.load(null, null);
        store.setKeyEntry(
                "root", ROOT.identity().privateKey(), PASSWORD.toCharArray(), new Certificate[] {certificate});
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return file;
    }

    private static Identity read(Path file, String word) throws KeyMaterialException {
        try (var password = Password.copyOf(word.toCharArray())) {
            return Identity.fromPkcs12(file, password);
        }
    }

    private static void assertRefused(Path file, String word, Reason reason, String words) {
        assertThatExceptionOfType(KeyMaterialException.class)
                .isThrownBy(() -> read(file, word))
                .withMessageContaining(words)
                .extracting(KeyMaterialException::reason)
                .isEqualTo(reason);
    }
}
