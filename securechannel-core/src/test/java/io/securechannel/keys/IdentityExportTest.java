package io.securechannel.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.PasswordEncryption;
import io.securechannel.secret.Password;
import io.securechannel.testkit.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an identity writes, it reads again; at a cost for tests ({@link IdentityExportIT} has the real one). */
@Tag("verify")
class IdentityExportTest {

    private static final TestCa CA = TestCa.create("Root").intermediate("Intermediate");
    private static final int FEW = 1_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"EC,256", "EC,384", "EC,521", "RSA,2048", "Ed25519,0", "Ed448,0"})
    void everyKindOfKeyComesBack(String algorithm, int bits) throws Exception {
        var identity = identity(algorithm, bits);
        try (var password = password("clé secrète");
                var ascii = password("only ascii")) {
            IdentityFiles.writePem(identity, file("chain.pem"), file("key.pem"), new PasswordEncryption(password, FEW));
            assertSame(Identity.fromPem(file("chain.pem"), file("key.pem"), password), identity);
            assertThat(Files.readString(file("key.pem"))).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");

            IdentityFiles.writePkcs12(identity, file("all.p12"), new PasswordEncryption(ascii, FEW), "Ada's");
            assertSame(Identity.fromPkcs12(file("all.p12"), ascii), identity);
            assertSame(Identity.fromPkcs12(file("all.p12"), ascii, "Ada's"), identity);
        }
    }

    @Test
    void theWrongPasswordOpensNothing() throws Exception {
        try (var password = password("right");
                var wrong = password("wrong")) {
            var encryption = new PasswordEncryption(password, FEW);
            IdentityFiles.writePem(CA.client("ada"), file("chain.pem"), file("key.pem"), encryption);
            IdentityFiles.writePkcs12(CA.client("ada"), file("all.p12"), encryption, "ada");

            assertThat(catchThrowableOfType(
                                    KeyMaterialException.class,
                                    () -> Identity.fromPem(file("chain.pem"), file("key.pem"), wrong))
                            .reason())
                    .isEqualTo(Reason.WRONG_PASSWORD);
            assertThat(catchThrowableOfType(
                                    KeyMaterialException.class, () -> Identity.fromPkcs12(file("all.p12"), wrong))
                            .reason())
                    .isEqualTo(Reason.WRONG_PASSWORD);
        }
    }

    @Test
    void theSameKeyIsNeverEncryptedTheSameWay() throws Exception {
        try (var password = password("the same")) {
            var encryption = new PasswordEncryption(password, FEW);
            byte[] pkcs8 = CA.client("ada").privateKey().getEncoded();
            assertThat(encryption.encryptKey(pkcs8)).isNotEqualTo(encryption.encryptKey(pkcs8));
        }
    }

    @Test
    void theFilesAreForTheirOwner() throws Exception {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"), "no POSIX permissions here");
        try (var password = password("only ascii")) {
            var encryption = new PasswordEncryption(password, FEW);
            IdentityFiles.writePem(CA.client("ada"), file("chain.pem"), file("key.pem"), encryption);
            IdentityFiles.writePkcs12(CA.client("ada"), file("all.p12"), encryption, "ada");
        }
        for (var name : new String[] {"key.pem", "all.p12"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aPasswordThatProgramsReadDifferentlyIsRefusedInPkcs12() {
        try (var password = password("clé")) {
            var refused = catchThrowableOfType(
                    KeyMaterialException.class, () -> CA.client("ada").writePkcs12(file("all.p12"), password));
            assertThat(refused.reason()).isEqualTo(Reason.UNSUPPORTED);
            assertThat(refused).hasMessageContaining("choose another password, or write PEM");
            assertThat(file("all.p12")).doesNotExist();
        }
    }

    @Test
    void misuseIsToldAsThat() {
        var identity = CA.client("ada");
        var password = password("closed");
        password.close();
        assertThatIllegalStateException().isThrownBy(() -> identity.writePem(file("c"), file("k"), password));
        assertThatIllegalStateException().isThrownBy(() -> identity.writePkcs12(file("p"), password));
        assertThatIllegalArgumentException().isThrownBy(() -> identity.writePkcs12(file("p"), password, " "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> identity.writePem(file("k"), directory.resolve("x/../k"), password))
                .withMessageContaining("a file each");
        assertThat(directory).isEmptyDirectory();
    }

    private static Identity identity(String algorithm, int bits) {
        return CA.leaf("chat.example")
                .names("chat.example")
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .keys(TestCa.keys(algorithm, bits))
                .issue();
    }

    private static void assertSame(Identity read, Identity written) {
        assertThat(read.privateKey()).isEqualTo(written.privateKey());
        assertThat(read.certificateChain()).isEqualTo(written.certificateChain());
    }

    private static Password password(String text) {
        return Password.copyOf(text.toCharArray());
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
