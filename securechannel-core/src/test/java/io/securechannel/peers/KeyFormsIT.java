package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.Identity;
import io.securechannel.keys.JsonWebKeys;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.OpenSshKeys;
import io.securechannel.keys.RoleKeyPair;
import io.securechannel.keys.RolePublicKey;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.TestCa;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys cross to OpenSSL, GnuTLS, keytool, Node and OpenSSH, and back. */
@Tag("it")
@Timeout(60)
class KeyFormsIT {

    private static final String PASSWORD = "correct horse";
    private static final String NOT_ASCII = "clé secrète";
    private static final TestCa CA = TestCa.create("Key Forms Root").intermediate("Key Forms Intermediate");

    @TempDir
    Path directory;

    private enum Kind {
        X25519,
        P256,
        RSA,
        ED25519
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void opensslOpensOurKeys(Kind kind) throws Exception {
        Program.require("openssl");
        try (var keys = generate(kind);
                var password = password(NOT_ASCII)) {
            KeyFiles.writePem(keys, file("plain.pem"));
            KeyFiles.writePem(keys, file("encrypted.pem"), password);
            KeyFiles.writePem(keys.publicKey(), file("public.pem"));

            var expected = Files.readString(file("public.pem"));
            assertThat(run("openssl", "pkey", "-in", name("plain.pem"), "-pubout"))
                    .isEqualTo(expected);
            assertThat(run("openssl", "pkey", "-in", name("encrypted.pem"), "-passin", "pass:" + NOT_ASCII, "-pubout"))
                    .isEqualTo(expected);
            assertThat(run("openssl", "asn1parse", "-in", name("encrypted.pem")))
                    .contains("PBES2", "PBKDF2", ":0927C0", "hmacWithSHA256", "aes-256-cbc");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "X25519,-algorithm X25519",
        "P256,-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
        "RSA,-algorithm RSA -pkeyopt rsa_keygen_bits:2048",
        "ED25519,-algorithm ED25519"
    })
    void weOpenTheKeysOfOpenssl(Kind kind, String options) throws Exception {
        Program.require("openssl");
        var command = new ArrayList<>(List.of("openssl", "genpkey", "-out", name("plain.pem")));
        command.addAll(List.of(options.split(" ")));
        run(command.toArray(String[]::new));
        run(
                "openssl",
                "pkcs8",
                "-topk8",
                "-in",
                name("plain.pem"),
                "-scrypt",
                "-passout",
                "pass:" + NOT_ASCII,
                "-out",
                name("encrypted.pem"));
        run("openssl", "pkey", "-in", name("plain.pem"), "-pubout", "-out", name("public.pem"));

        try (var password = password(NOT_ASCII);
                var plain = read(kind, file("plain.pem"), password);
                var encrypted = read(kind, file("encrypted.pem"), password)) {
            assertThat(encrypted).isEqualTo(plain);
            assertThat(plain.publicKey()).isEqualTo(readPublic(kind, file("public.pem")));
        }
    }

    @Test
    void gnuTlsOpensOurEncryptedKeys() throws Exception {
        Program.require("certtool");
        var identity = CA.server("localhost");
        try (var password = password(PASSWORD)) {
            identity.writePem(file("chain.pem"), file("key.pem"), password);
        }
        assertThat(run("certtool", "--key-info", "--infile", name("key.pem"), "--password", PASSWORD))
                .contains("EC/ECDSA", "SECP256R1");
        assertThat(run("certtool", "--certificate-info", "--infile", name("chain.pem")))
                .contains("CN=localhost", "CN=Key Forms Intermediate");
    }

    @ParameterizedTest
    @CsvSource({"EC,256", "EC,384", "RSA,2048", "Ed25519,0"})
    void opensslOpensOurIdentities(String algorithm, int bits) throws Exception {
        Program.require("openssl");
        var identity = identity(algorithm, bits);
        try (var password = password(PASSWORD)) {
            identity.writePem(file("chain.pem"), file("key.pem"), password);
            identity.writePkcs12(file("all.p12"), password, "chat");
        }
        var publicKey = run("openssl", "x509", "-in", name("chain.pem"), "-noout", "-pubkey");
        assertThat(run("openssl", "pkey", "-in", name("key.pem"), "-passin", "pass:" + PASSWORD, "-pubout"))
                .isEqualTo(publicKey);

        try (var openssl = Program.start(
                "openssl",
                "pkcs12",
                "-in",
                name("all.p12"),
                "-passin",
                "pass:" + PASSWORD,
                "-noenc",
                "-info",
                "-out",
                name("all.pem"))) {
            assertThat(openssl.awaitExit()).as("%s", openssl).isZero();
            assertThat(openssl.errors())
                    .contains("MAC: sha256, Iteration 600000")
                    .contains("PBES2, PBKDF2, AES-256-CBC, Iteration 600000, PRF hmacWithSHA256");
        }
        assertThat(run("openssl", "pkey", "-in", name("all.pem"), "-pubout")).isEqualTo(publicKey);
        assertThat(Identity.fromPem(file("all.pem"), file("all.pem")).certificateChain())
                .isEqualTo(identity.certificateChain());
    }

    @ParameterizedTest
    @CsvSource({"EC,256", "RSA,2048", "Ed25519,0"})
    void keytoolOpensOurPkcs12(String algorithm, int bits) throws Exception {
        var identity = identity(algorithm, bits);
        try (var password = password(PASSWORD)) {
            identity.writePkcs12(file("all.p12"), password, "chat");
        }
        assertThat(keytool("-list", "-v", "-keystore", name("all.p12"), "-storepass", PASSWORD))
                .contains("Your keystore contains 1 entry", "PrivateKeyEntry", "Certificate chain length: 2");
        // Moving an entry decrypts the key.
        keytool(
                "-importkeystore",
                "-srckeystore",
                name("all.p12"),
                "-srcstorepass",
                PASSWORD,
                "-destkeystore",
                name("copy.p12"),
                "-deststoretype",
                "PKCS12",
                "-deststorepass",
                PASSWORD);
        try (var password = password(PASSWORD)) {
            var copy = Identity.fromPkcs12(file("copy.p12"), password, "chat");
            assertThat(copy.privateKey()).isEqualTo(identity.privateKey());
            assertThat(copy.certificateChain()).isEqualTo(identity.certificateChain());
        }
    }

    @Test
    void weOpenThePkcs12OfKeytoolAndOpenssl() throws Exception {
        Program.require("openssl");
        keytool(
                "-genkeypair",
                "-alias",
                "made",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=made by keytool",
                "-keystore",
                name("keytool.p12"),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD);
        var identity = CA.server("localhost");
        var files = PemFiles.write(directory, "localhost", identity);
        run(
                "openssl",
                "pkcs12",
                "-export",
                "-in",
                files.certificates().toString(),
                "-inkey",
                files.key().toString(),
                "-passout",
                "pass:" + PASSWORD,
                "-out",
                name("openssl.p12"));
        try (var password = password(PASSWORD)) {
            assertThat(Identity.fromPkcs12(file("keytool.p12"), password, "made")
                            .certificate()
                            .getSubjectX500Principal()
                            .getName())
                    .isEqualTo("CN=made by keytool");
            assertThat(Identity.fromPkcs12(file("openssl.p12"), password).privateKey())
                    .isEqualTo(identity.privateKey());
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void jsonWebKeysCrossToNodeAndBack(Kind kind) throws Exception {
        Program.require("node");
        try (var keys = generate(kind);
                var json = JsonWebKeys.toPrivateJson(keys)) {
            KeyFiles.writePem(keys.publicKey(), file("public.pem"));
            json.use(bytes -> Files.write(file("key.json"), bytes));
            var script = "const c = require('crypto'), fs = require('fs');"
                    + "const key = JSON.parse(fs.readFileSync(process.argv[1]));"
                    + "process.stdout.write(c.createPublicKey({key, format: 'jwk'}).export({type: 'spki', format: 'pem'}));"
                    + "fs.writeFileSync(process.argv[2],"
                    + " JSON.stringify(c.createPrivateKey({key, format: 'jwk'}).export({format: 'jwk'})));";
            assertThat(run("node", "-e", script, name("key.json"), name("back.json")))
                    .isEqualTo(Files.readString(file("public.pem")));
            try (var back = SecretBytes.owning(Files.readAllBytes(file("back.json")))) {
                assertThat(readJson(kind, back)).isEqualTo(keys);
            }
        }
    }

    @Test
    void opensshReadsOurLinesAndWeReadItsOwn() throws Exception {
        Program.require("ssh-keygen");
        run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "ada@example", "-f", name("id"));
        var theirs = Files.readString(file("id.pub"));
        assertThat(OpenSshKeys.toLine(OpenSshKeys.read(theirs), "ada@example") + "\n")
                .isEqualTo(theirs);

        try (var keys = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            Files.writeString(file("ours.pub"), OpenSshKeys.toLine(keys.publicKey(), "ours") + "\n");
            assertThat(run("ssh-keygen", "-l", "-f", name("ours.pub")))
                    .matches("256 SHA256:\\S+ ours \\(ED25519\\)\\n");
        }
    }

    private static RoleKeyPair generate(Kind kind) {
        return switch (kind) {
            case X25519 -> NoiseKeyPair.generate();
            case P256 -> EnvelopeKeyPair.generate(EnvelopeKeyType.P256);
            case RSA -> EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048);
            case ED25519 -> SigningKeyPair.generate(SigningKeyType.ED25519);
        };
    }

    private static RoleKeyPair read(Kind kind, Path file, Password password) throws Exception {
        return switch (kind) {
            case X25519 -> KeyFiles.readNoiseKeyPair(file, password);
            case P256, RSA -> KeyFiles.readEnvelopeKeyPair(file, password);
            case ED25519 -> KeyFiles.readSigningKeyPair(file, password);
        };
    }

    private static RolePublicKey readPublic(Kind kind, Path file) throws Exception {
        return switch (kind) {
            case X25519 -> KeyFiles.readNoisePublicKey(file);
            case P256, RSA -> KeyFiles.readEnvelopePublicKey(file);
            case ED25519 -> KeyFiles.readSigningPublicKey(file);
        };
    }

    private static RoleKeyPair readJson(Kind kind, SecretBytes json) throws Exception {
        return switch (kind) {
            case X25519 -> JsonWebKeys.readNoiseKeyPair(json);
            case P256, RSA -> JsonWebKeys.readEnvelopeKeyPair(json);
            case ED25519 -> JsonWebKeys.readSigningKeyPair(json);
        };
    }

    private static Identity identity(String algorithm, int bits) {
        return CA.leaf("localhost")
                .names("localhost")
                .keys(TestCa.keys(algorithm, bits))
                .issue();
    }

    /** That of the JDK that runs the test. */
    private static String keytool(String... arguments) throws Exception {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        return run(command.toArray(String[]::new));
    }

    private static String run(String... command) throws Exception {
        try (var program = Program.start(command)) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
            return program.output();
        }
    }

    private static Password password(String text) {
        return Password.copyOf(text.toCharArray());
    }

    private String name(String name) {
        return file(name).toString();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
