package io.securechannel.keys;

import static io.securechannel.keys.IdentityFixtures.file;
import static io.securechannel.keys.IdentityFixtures.password;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("verify")
class IdentityErrorsTest {

    private static final String WRONG = "not the right one";

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ec-cert.pem          | MISSING           | holds a CERTIFICATE where a PRIVATE KEY was expected
        ec-public.pem        | MISSING           | cannot be computed from a public one
        two-keys.pem         | MALFORMED         | more than one private key
        openssh.pem          | UNSUPPORTED       | ssh-keygen -p -m PKCS8
        dsa-pkcs8.pem        | UNSUPPORTED       | a DSA key
        rsa-pss-pkcs8.pem    | UNSUPPORTED       | RSA restricted to PSS
        x25519-pkcs8.pem     | UNSUPPORTED       | a X25519 key
        secp256k1-pkcs8.pem  | UNSUPPORTED       | secp256k1
        ec-sec1-explicit.pem | UNSUPPORTED       | -param_enc named_curve
        weak-pkcs8.pem       | TOO_WEAK          | 1024 bits; 2048 is the least
        ec-pkcs8-aes256.pem  | PASSWORD_REQUIRED | no password was given
        ec-sec1-aes256.pem   | PASSWORD_REQUIRED | no password was given
        rsa-pkcs8.pem        | KEY_MISMATCH      | does not belong to [CN=ec.example]
        p384-pkcs8.pem       | KEY_MISMATCH      | does not belong to [CN=ec.example]
        ed25519-pkcs8.pem    | KEY_MISMATCH      | does not belong to [CN=ec.example]
        """)
    void namesWhatIsWrongWithTheKey(String key, Reason reason, String message) {
        assertFails(
                () -> Identity.fromPem(file("ec-cert.pem"), file(key)),
                reason,
                file(key).toString(),
                message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        ec-pkcs8.pem           | MISSING      | holds a PRIVATE KEY where a CERTIFICATE was expected
        ec-pkcs8-aes256.pem    | MISSING      | holds an ENCRYPTED PRIVATE KEY where
        rsa-pkcs1-aes256.pem   | MISSING      | holds an RSA PRIVATE KEY where
        ec-request.pem         | MISSING      | openssl x509 -req
        ec-trusted.pem         | UNSUPPORTED  | openssl x509 -in old.pem
        ec-pkcs7.pem           | UNSUPPORTED  | openssl pkcs7 -print_certs
        rsa-cert.pem           | KEY_MISMATCH | CN=rsa.example
        secp256k1-cert.pem     | KEY_MISMATCH | CN=secp256k1.example
        ec-chain-gap.pem       | BROKEN_CHAIN | issued by CN=Fixture Intermediate, which none of [CN=Fixture Root]
        ec-chain-stranger.pem  | BROKEN_CHAIN | CN=rsa.example
        ec-chain-ambiguous.pem | BROKEN_CHAIN | several issuers for CN=ec.example
        """)
    void namesWhatIsWrongWithTheCertificates(String certificates, Reason reason, String message) {
        assertFails(
                () -> Identity.fromPem(file(certificates), file("ec-pkcs8.pem")),
                reason,
                file(certificates).toString(),
                message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ec-pkcs8-aes256.pem", "ec-pkcs8-scrypt.pem", "ec-pkcs8-des3.pem", "ec-pkcs8-v1-3des.pem",
                "ec-pkcs8-v1-md5-des.pem", "ec-sec1-aes256.pem", "ec-sec1-des3.pem", "rsa-pkcs1-aes256.pem"
            })
    void tellsAWrongPassword(String key) {
        var certificate = key.startsWith("rsa") ? "rsa-cert.pem" : "ec-cert.pem";
        assertFails(
                () -> Identity.fromPem(file(certificate), file(key), wrong()),
                Reason.WRONG_PASSWORD,
                file(key).toString(),
                "the password is wrong, or the encrypted key is damaged",
                "-noout\" (OpenSSL knows ML-DSA from 3.5 on)");
    }

    @Test
    void tellsAWrongPasswordEvenWhereThePaddingLooksRight() {
        // One wrong password in 256 leaves something that ends like padding.
        for (int i = 0; i < 600; i++) {
            var guess = Password.copyOf(("guess " + i).toCharArray());
            assertFails(
                    () -> Identity.fromPem(file("ec-cert.pem"), file("ec-sec1-aes256.pem"), guess),
                    Reason.WRONG_PASSWORD,
                    "the password is wrong");
        }
    }

    @Test
    void blamesTheRuntimeAndNotThePasswordBeyondAscii() throws Exception {
        var file = file("ec-utf8.p12");
        if (Runtime.version().feature() < 18) {
            assertFails(
                    () -> Identity.fromPkcs12(file, IdentityFixtures.utf8Password()),
                    Reason.UNSUPPORTED,
                    "ASCII",
                    "openssl pkcs12");
        } else if (Runtime.version().feature() >= 25) {
            assertThat(Identity.fromPkcs12(file, IdentityFixtures.utf8Password())
                            .certificate()
                            .getSubjectX500Principal()
                            .getName())
                    .isEqualTo("CN=ec.example");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ec-pkcs8-camellia.pem", "ec-sec1-camellia.pem"})
    void namesCiphersThatAreNotSupported(String key) {
        assertFails(
                () -> Identity.fromPem(file("ec-cert.pem"), file(key), password()),
                Reason.UNSUPPORTED,
                "openssl pkcs8 -topk8");
    }

    @Test
    void refusesACostlyDerivationBeforeItCosts() {
        assertFails(
                () -> Identity.fromPem(file("ec-cert.pem"), file("hostile-pbkdf2.pem"), password()),
                Reason.TOO_LARGE,
                "10000000 iterations");
        assertFails(() -> Identity.fromPkcs12(file("hostile.p12"), password()), Reason.TOO_LARGE, "5000000 iterations");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        no-certificate.p12 | MISSING     | without its certificate
        no-key.p12         | MISSING     | holds no private key
        two-keys.p12       | MALFORMED   | [my key, other]
        ec.jks             | UNSUPPORTED | keytool -importkeystore
        ec-all.pem         | MALFORMED   | read it with fromPem
        """)
    void namesWhatIsWrongWithPkcs12(String store, Reason reason, String message) {
        assertFails(
                () -> Identity.fromPkcs12(file(store), password()),
                reason,
                file(store).toString(),
                message);
    }

    @Test
    void tellsAWrongPasswordOrNameForPkcs12() {
        for (var store : new String[] {"rsa.p12", "ec.p12", "rsa-legacy.p12"}) {
            assertFails(() -> Identity.fromPkcs12(file(store), wrong()), Reason.WRONG_PASSWORD, "password is wrong");
        }
        assertFails(
                () -> Identity.fromPkcs12(file("ec.p12"), password(), "nobody"),
                Reason.MISSING,
                "\"nobody\"; it holds [my key]");
    }

    /** Whoever made the file has chosen them: they steer no terminal, begin no line, and do not fill a log. */
    @Test
    void showsNamesOfPkcs12AsText() throws Exception {
        var secret = "fixture password".toCharArray();
        var from = KeyStore.getInstance(file("ec.p12").toFile(), secret);
        var key = from.getKey("my key", secret);
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, secret);
        for (var name : List.of("a\u001b]0;title\u0007\r\nsecond line\u202e", "b".repeat(100_000))) {
            store.setKeyEntry(name, key, secret, from.getCertificateChain("my key"));
        }
        var hostile = directory.resolve("names.p12");
        try (var out = Files.newOutputStream(hostile)) {
            store.store(out, secret);
        }
        for (ThrowingCallable read : List.<ThrowingCallable>of(
                () -> Identity.fromPkcs12(hostile, password()),
                () -> Identity.fromPkcs12(hostile, password(), "nobody"))) {
            assertThat(catchThrowableOfType(KeyMaterialException.class, read).getMessage())
                    .contains("[a?]0;title???second line?, bbb")
                    .doesNotContainPattern("[\\p{Cc}\\p{Cf}]")
                    .hasSizeLessThan(1_024);
        }
    }

    @Test
    void tellsFilesThatCannotBeRead() throws IOException {
        var absent = directory.resolve("absent.pem");
        assertFails(() -> Identity.fromPem(absent, absent), Reason.UNREADABLE, absent + " does not exist");
        assertFails(
                () -> Identity.fromPem(file("ec-cert.pem"), directory),
                Reason.UNREADABLE,
                directory + " is a directory");
        assertFails(() -> Identity.fromPkcs12(absent, password()), Reason.UNREADABLE, "does not exist");
        var huge = Files.write(directory.resolve("huge"), new byte[(1 << 20) + 1]);
        assertFails(() -> Identity.fromPem(huge, huge), Reason.TOO_LARGE, "larger than 1 MiB");
        assertFails(() -> Identity.fromPkcs12(huge, password()), Reason.TOO_LARGE, "larger than 1 MiB");
    }

    @Test
    void guessesWhatAFileWithoutBlocksIs() throws IOException {
        assertFails(() -> Identity.fromPem(write(""), file("ec-pkcs8.pem")), Reason.MISSING, "is empty");
        assertFails(() -> Identity.fromPem(write("hello"), file("ec-pkcs8.pem")), Reason.MISSING, "no PEM block");
        assertFails(() -> Identity.fromPem(file("ec.p12"), file("ec-pkcs8.pem")), Reason.MISSING, "fromPkcs12");
        var utf16 = Files.readString(file("ec-cert.pem")).getBytes(StandardCharsets.UTF_16);
        var powerShell = Files.write(directory.resolve("utf16.pem"), utf16);
        assertFails(() -> Identity.fromPem(powerShell, file("ec-pkcs8.pem")), Reason.MISSING, "UTF-16");
        var putty = write("PuTTY-User-Key-File-3: ssh-rsa\n");
        assertFails(() -> Identity.fromPem(file("ec-cert.pem"), putty), Reason.MISSING, "puttygen");
        assertFails(() -> Identity.fromPkcs12(write(""), password()), Reason.MISSING, "is empty");
        assertFails(() -> Identity.fromPkcs12(write("hello"), password()), Reason.MALFORMED, "not PKCS#12");
    }

    @Test
    void refusesBundles() throws IOException {
        var text = new StringBuilder();
        for (int i = 0; i < 65; i++) {
            text.append(Files.readString(file("ec-cert.pem")));
        }
        assertFails(() -> Identity.fromPem(write(text.toString()), file("ec-pkcs8.pem")), Reason.TOO_LARGE, "64 PEM");
    }

    @Test
    void refusesPartsThatDoNotFit() throws Exception {
        var ec = Identity.fromPem(file("ec-cert.pem"), file("ec-pkcs8.pem"));
        var rsa = Identity.fromPem(file("rsa-cert.pem"), file("rsa-pkcs8.pem"));
        assertFails(
                () -> Identity.of(ec.privateKey(), rsa.certificate()),
                Reason.KEY_MISMATCH,
                "the given key does not belong to [CN=rsa.example]");
        assertFails(
                () -> Identity.of(ec.privateKey(), ec.certificate(), rsa.certificate()),
                Reason.BROKEN_CHAIN,
                "the given chain");
        assertFails(() -> Identity.of(new LockedKey(), ec.certificate()), Reason.MALFORMED, "does not sign");
    }

    /** A key like one in hardware that refuses: it has no encoding. */
    private static final class LockedKey implements PrivateKey {
        private static final long serialVersionUID = 1L;

        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        public String getFormat() {
            return "none";
        }

        @Override
        public byte[] getEncoded() {
            return new byte[0];
        }
    }

    private Path write(String text) throws IOException {
        return Files.writeString(directory.resolve("some.pem"), text);
    }

    private static Password wrong() {
        return Password.copyOf(WRONG.toCharArray());
    }

    private static void assertFails(ThrowingCallable call, Reason reason, String... parts) {
        assertThatThrownBy(call).isInstanceOf(KeyMaterialException.class);
        var error = catchThrowableOfType(KeyMaterialException.class, call);
        assertThat(error.reason()).as(error.getMessage()).isEqualTo(reason);
        assertThat(error).hasMessageContainingAll(parts);
        for (Throwable each = error; each != null; each = each.getCause()) {
            assertThat(String.valueOf(each.getMessage())).doesNotContain(WRONG, "fixture password");
        }
    }
}
