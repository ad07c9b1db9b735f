package io.securechannel.keys;

import static io.securechannel.keys.IdentityFixtures.password;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.PasswordEncryption;
import io.securechannel.internal.crypto.PemWriter;
import io.securechannel.secret.Password;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.HexFormat;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys with a role in PEM: there and back, in each form that is read, and what is refused. */
@Tag("verify")
class KeyFilesTest {

    private static final int FEW = 1_000;

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource(names = {"X_WING", "X25519", "P256", "RSA_2048"})
    void envelopeKeysComeBack(EnvelopeKeyType type) throws Exception {
        try (var keys = EnvelopeKeyPair.generate(type);
                var password = password()) {
            KeyFiles.writePem(keys, file("plain.pem"));
            KeyFiles.writePem(keys, file("encrypted.pem"), new PasswordEncryption(password, FEW));
            KeyFiles.writePem(keys.publicKey(), file("public.pem"));

            assertThat(KeyFiles.readEnvelopeKeyPair(file("plain.pem"))).isEqualTo(keys);
            assertThat(KeyFiles.readEnvelopeKeyPair(file("plain.pem"), password))
                    .isEqualTo(keys);
            assertThat(KeyFiles.readEnvelopeKeyPair(file("encrypted.pem"), password))
                    .isEqualTo(keys);
            assertThat(KeyFiles.readEnvelopePublicKey(file("public.pem"))).isEqualTo(keys.publicKey());
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ED25519", "ML_DSA_65", "RSA_PSS_2048"})
    void signingKeysComeBack(SigningKeyType type) throws Exception {
        try (var keys = SigningKeyPair.generate(type);
                var password = password()) {
            KeyFiles.writePem(keys, file("plain.pem"));
            KeyFiles.writePem(keys, file("encrypted.pem"), new PasswordEncryption(password, FEW));
            KeyFiles.writePem(keys.publicKey(), file("public.pem"));

            assertThat(KeyFiles.readSigningKeyPair(file("plain.pem"))).isEqualTo(keys);
            assertThat(KeyFiles.readSigningKeyPair(file("encrypted.pem"), password))
                    .isEqualTo(keys);
            assertThat(KeyFiles.readSigningPublicKey(file("public.pem"))).isEqualTo(keys.publicKey());
        }
    }

    @Test
    void noiseKeysComeBackAtTheDefaultCost() throws Exception {
        try (var keys = NoiseKeyPair.generate();
                var password = password()) {
            KeyFiles.writePem(keys, file("plain.pem"));
            KeyFiles.writePem(keys, file("encrypted.pem"), password);
            KeyFiles.writePem(keys.publicKey(), file("public.pem"));

            assertThat(KeyFiles.readNoiseKeyPair(file("plain.pem"))).isEqualTo(keys);
            assertThat(KeyFiles.readNoiseKeyPair(file("encrypted.pem"), password))
                    .isEqualTo(keys);
            assertThat(KeyFiles.readNoisePublicKey(file("public.pem"))).isEqualTo(keys.publicKey());
            assertThat(Files.readString(file("plain.pem"))).startsWith("-----BEGIN PRIVATE KEY-----\n");
            assertThat(Files.readString(file("encrypted.pem"))).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
            assertThat(Files.readString(file("public.pem"))).startsWith("-----BEGIN PUBLIC KEY-----\n");
        }
    }

    /** RFC 5915, section 3: GnuTLS reads no elliptic-curve key without its public half. */
    @Test
    void ellipticCurveKeysAreWrittenWithTheirPublicHalf() throws Exception {
        try (var keys = EnvelopeKeyPair.generate(EnvelopeKeyType.P256)) {
            KeyFiles.writePem(keys, file("plain.pem"));
            var written = Base64.getMimeDecoder()
                    .decode(Files.readString(file("plain.pem")).replaceAll("-----[A-Z ]+-----", ""));
            var spki = HexFormat.of().formatHex(keys.publicKey().subjectPublicKeyInfo());
            assertThat(HexFormat.of().formatHex(written)).contains(spki.substring(spki.length() - 130));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ec-pkcs8.pem",
                "ec-sec1.pem",
                "ec-sec1-parameters.pem",
                "ec-sec1-no-public.pem",
                "ec-sec1-aes256.pem",
                "ec-pkcs8-aes256.pem",
                "ec-pkcs8-scrypt.pem",
                "ec-pkcs8-v1-3des.pem"
            })
    void everyFormOfOpenSslIsRead(String name) throws Exception {
        try (var password = password();
                var keys = KeyFiles.readEnvelopeKeyPair(IdentityFixtures.file(name), password)) {
            assertThat(keys.publicKey())
                    .isEqualTo(KeyFiles.readEnvelopePublicKey(IdentityFixtures.file("ec-public.pem")));
        }
    }

    @Test
    void rsaKeysByThemselvesAreRead() throws Exception {
        try (var keys = KeyFiles.readSigningKeyPair(IdentityFixtures.file("rsa-pkcs1.pem"))) {
            assertThat(keys.type().toString()).startsWith("RSA-PSS");
            var spki = keys.publicKey().subjectPublicKeyInfo();
            var pkcs1 =
                    SubjectPublicKeyInfo.getInstance(spki).getPublicKeyData().getOctets();
            Files.write(file("public.pem"), PemWriter.block("RSA PUBLIC KEY", pkcs1));
            assertThat(KeyFiles.readSigningPublicKey(file("public.pem"))).isEqualTo(keys.publicKey());
        }
    }

    @Test
    void rsaKeysWithASmallExponentAreTooWeak() throws Exception {
        var refused = catchThrowableOfType(
                KeyMaterialException.class,
                () -> KeyFiles.readSigningKeyPair(IdentityFixtures.file("rsa-exponent-3-pkcs8.pem")));
        assertThat(refused.reason()).isEqualTo(Reason.TOO_WEAK);
        assertThat(refused).hasMessageContaining("FIPS 186-5").hasMessageContaining("make a new key");
    }

    @ParameterizedTest
    @CsvSource({
        "ec-pkcs8-aes256.pem,PASSWORD_REQUIRED,takes a Password",
        "ec-public.pem,MISSING,cannot be computed from a public one",
        "ec-cert.pem,MISSING,certificate is public",
        "dsa-pkcs8.pem,UNSUPPORTED,DSA",
        "ed448-pkcs8.pem,UNSUPPORTED,no role here",
        "p384-pkcs8.pem,UNSUPPORTED,no role here",
        "ed25519-pkcs8.pem,WRONG_KIND,Ed25519",
        "openssh.pem,UNSUPPORTED,OpenSSH",
        "not-there.pem,UNREADABLE,does not exist"
    })
    void otherPrivateKeysAreToldByName(String name, Reason reason, String says) {
        var file = name.equals("not-there.pem") ? file(name) : IdentityFixtures.file(name);
        var refused = catchThrowableOfType(KeyMaterialException.class, () -> KeyFiles.readEnvelopeKeyPair(file));
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused).hasMessageContaining(says).hasMessageContaining(name);
    }

    @Test
    void aWrongPasswordIsToldAsThat() throws Exception {
        try (var keys = NoiseKeyPair.generate();
                var right = password();
                var wrong = Password.copyOf("wrong".toCharArray())) {
            KeyFiles.writePem(keys, file("key.pem"), new PasswordEncryption(right, FEW));
            assertThat(reason(() -> KeyFiles.readNoiseKeyPair(file("key.pem"), wrong)))
                    .isEqualTo(Reason.WRONG_PASSWORD);
            assertThat(catchThrowable(() -> KeyFiles.readEnvelopeKeyPair(file("key.pem"), wrong)))
                    .hasMessageContaining("-noout\" (OpenSSL knows ML-DSA from 3.5 on, and no X-Wing)");
            assertThat(reason(() -> KeyFiles.readSigningKeyPair(file("key.pem"), right)))
                    .isEqualTo(Reason.WRONG_KIND);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "ec-pkcs8.pem,MISSING,openssl pkey -in key.pem -pubout",
        "ec-pkcs8.pem,MISSING,'KeyFiles.writePem(keys.publicKey(), file)'",
        "ec-pkcs8-aes256.pem,MISSING,holds an ENCRYPTED PRIVATE KEY where",
        "ec-cert.pem,MISSING,openssl x509",
        "ec-request.pem,MISSING,holds the public key"
    })
    void otherPublicFilesAreToldByName(String name, Reason reason, String says) {
        var refused = catchThrowableOfType(
                KeyMaterialException.class, () -> KeyFiles.readEnvelopePublicKey(IdentityFixtures.file(name)));
        assertThat(refused.reason()).isEqualTo(reason);
        assertThat(refused).hasMessageContaining(says).hasMessageContaining(name);
    }

    @Test
    void whichPublicKeyIsMeantHasToBePlain() throws Exception {
        var one = Files.readString(IdentityFixtures.file("ec-public.pem"));
        Files.writeString(file("two.pem"), one + one);
        assertThat(reason(() -> KeyFiles.readEnvelopePublicKey(file("two.pem"))))
                .isEqualTo(Reason.MALFORMED);
        Files.writeString(file("dsa.pem"), one.replace("PUBLIC KEY", "DSA PUBLIC KEY"));
        assertThat(reason(() -> KeyFiles.readEnvelopePublicKey(file("dsa.pem"))))
                .isEqualTo(Reason.UNSUPPORTED);
        Files.writeString(file("rsa.pem"), one.replace("PUBLIC KEY", "RSA PUBLIC KEY"));
        assertThat(reason(() -> KeyFiles.readEnvelopePublicKey(file("rsa.pem"))))
                .isEqualTo(Reason.MALFORMED);
        assertThat(reason(() -> KeyFiles.readNoisePublicKey(IdentityFixtures.file("ec-public.pem"))))
                .isEqualTo(Reason.WRONG_KIND);
    }

    @Test
    void privateFilesAreForTheirOwner() throws Exception {
        assumeTrue(Files.getFileStore(directory).supportsFileAttributeView("posix"), "no POSIX permissions here");
        try (var keys = NoiseKeyPair.generate();
                var password = password()) {
            KeyFiles.writePem(keys, file("plain.pem"));
            KeyFiles.writePem(keys, file("encrypted.pem"), new PasswordEncryption(password, FEW));
        }
        for (var name : new String[] {"plain.pem", "encrypted.pem"}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(name))))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void misuseAndFullDisksAreToldAsThat() {
        var keys = NoiseKeyPair.generate();
        var closed = password();
        closed.close();
        assertThatIllegalStateException().isThrownBy(() -> KeyFiles.writePem(keys, file("key.pem"), closed));
        assertThatIOException()
                .isThrownBy(() -> KeyFiles.writePem(keys, file("missing/key.pem")))
                .withMessageContaining("there is no directory");
        keys.close();
        assertThatIllegalStateException().isThrownBy(() -> KeyFiles.writePem(keys, file("key.pem")));
        assertThat(directory).isEmptyDirectory();
    }

    private static Reason reason(ThrowingCallable code) {
        return catchThrowableOfType(KeyMaterialException.class, code).reason();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
