package io.securechannel.examples.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.securechannel.examples.InProcess;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.Identity;
import io.securechannel.keys.KnownPeer;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.RoleKeyPair;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportExportTest {

    private static final CertificateAuthority ROOT = CertificateAuthority.create("Root");
    private static final String EXPORT_PASSWORD = "Export-Password-4711";

    @TempDir
    private Path directory;

    private InProcess line;

    @BeforeEach
    void makeKeyStore() throws Exception {
        line = new InProcess(directory);
        Files.writeString(line.file("epw"), EXPORT_PASSWORD);
        line.store("keys init").done();
    }

    @Test
    void publicKeysGoToStandardOutputOrAFile() throws Exception {
        line.store("keys new news --kind signing").done();
        assertThat(line.store("keys export news").done()).startsWith("-----BEGIN PUBLIC KEY-----\n");
        assertThat(line.store("keys export news --form openssh").done()).startsWith("ssh-ed25519 ");
        var jwk = JsonParser.parseString(
                        line.store("keys export news --form jwk").done())
                .getAsJsonObject();
        assertThat(jwk.get("crv").getAsString()).isEqualTo("Ed25519");
        assertThat(jwk.has("d")).isFalse();
        line.store("keys export news --out @news.pub").done();
        assertThat(line.file("news.pub")).content().startsWith("-----BEGIN PUBLIC KEY-----\n");
        assertThat(line.store("keys export news --out @news.pub").failed()).contains("--force replaces it");
        line.store("keys export news --out @news.pub --force").done();

        line.store("keys new chat --kind noise").done();
        assertThat(line.store("keys export chat --form openssh").wrong()).contains("Ed25519");
        assertThat(line.store("keys export chat --form pkcs12").wrong()).contains("--private");
        line.store("keys new shared --kind secret").done();
        assertThat(line.store("keys export shared").wrong()).contains("--private");
    }

    @Test
    void privateKeysComeBackAsTheyWere() throws Exception {
        for (var kind : List.of("noise", "envelope", "signing")) {
            line.store("keys new " + kind + " --kind " + kind).done();
            line.store("keys export " + kind + " --private --plain --out @" + kind + ".plain")
                    .done();
            assertThat(line.file(kind + ".plain")).content().contains("BEGIN PRIVATE KEY");
            assertThat(permissions(kind + ".plain")).isEqualTo("rw-------");
            line.store("keys import " + kind + "2 @" + kind + ".plain --kind " + kind)
                    .done();
        }
        line.store("keys export noise --private --out @noise.key --export-password-file @epw")
                .done();
        assertThat(line.file("noise.key")).content().contains("ENCRYPTED PRIVATE KEY");
        assertThat(permissions("noise.key")).isEqualTo("rw-------");
        line.store("keys import noise3 @noise.key --key-password-file @epw --kind noise")
                .done();
        try (var keys = line.open()) {
            assertThat(keys.get("noise3", NoiseKeyPair.class)).isEqualTo(keys.get("noise", NoiseKeyPair.class));
            assertThat(keys.get("noise2", NoiseKeyPair.class)).isEqualTo(keys.get("noise", NoiseKeyPair.class));
            assertThat(keys.get("envelope2", EnvelopeKeyPair.class))
                    .isEqualTo(keys.get("envelope", EnvelopeKeyPair.class));
            assertThat(keys.get("signing2", SigningKeyPair.class)).isEqualTo(keys.get("signing", SigningKeyPair.class));
        }
        assertThat(line.store("keys import x @noise.key --kind noise --key-password-file @pw")
                        .failed())
                .contains("(WRONG_PASSWORD)");
        assertThat(line.store("keys import x @noise.key").wrong()).contains("does not say what it is for", "--kind");
    }

    @Test
    void jwkAndSecretsHaveNoEncryptedForm() throws Exception {
        line.store("keys new chat --kind noise").done();
        assertThat(line.store("keys export chat --private --form jwk --out @chat.jwk")
                        .wrong())
                .contains("--plain");
        line.store("keys export chat --private --form jwk --plain --out @chat.jwk")
                .done();
        line.store("keys import chat2 @chat.jwk --kind noise").done();
        line.store("keys new shared --kind secret").done();
        line.store("keys export shared --private --plain --out @shared.b64").done();
        line.store("keys import shared2 @shared.b64 --kind secret").done();
        assertThat(permissions("chat.jwk")).isEqualTo("rw-------");
        assertThat(permissions("shared.b64")).isEqualTo("rw-------");
        try (var keys = line.open()) {
            assertThat(keys.get("chat2", NoiseKeyPair.class)).isEqualTo(keys.get("chat", NoiseKeyPair.class));
            assertThat(keys.get("shared2", SharedSecret.class)).isEqualTo(keys.get("shared", SharedSecret.class));
        }
    }

    @Test
    void aPrivateKeyNeverGoesToATerminal() {
        line.store("keys new chat --kind noise").done();
        assertThat(line.store("keys export chat --private").wrong()).contains("--out FILE");
        assertThat(line.store("keys export chat --plain").wrong()).contains("--private");
    }

    @Test
    void identitiesGoThereAndBack() throws Exception {
        var identity = ROOT.issue(CertificateProfile.tlsServer("chat.example"));
        Pem.write(identity, line.file("a.crt"), line.file("a.key"));
        Pem.writeCertificate(ROOT.certificate(), line.file("root.crt"));
        Files.writeString(
                line.file("both.pem"), Files.readString(line.file("a.crt")) + Files.readString(line.file("a.key")));
        assertThat(line.store("keys import server @a.crt @a.key").done()).contains("tls-identity", "CN=chat.example");
        line.store("keys import both @both.pem").done();
        assertThat(line.store("keys import root @root.crt").done()).contains("trusted-certificate");

        line.store("keys export server --private --plain --out @out.key").done();
        line.store("keys import again @out.crt @out.key").done();
        assertThat(permissions("out.key")).isEqualTo("rw-------");
        assertThat(line.store("keys export server --private --form pkcs12 --plain --out @x.p12")
                        .wrong())
                .contains("leave --plain away");
        assertThat(line.store("keys export server --private --out @server.crt").wrong())
                .contains("--out names the key's file");
        try (var keys = line.open()) {
            for (var name : List.of("server", "both", "again")) {
                assertThat(keys.get(name, Identity.class).privateKey()).isEqualTo(identity.privateKey());
            }
        }
        assertThat(line.store("keys export root").done())
                .isEqualToNormalizingNewlines(Files.readString(line.file("root.crt")));
        assertThat(line.store("keys rotate server").wrong()).contains("ca issue --renew");
        var renewed = ROOT.issue(CertificateProfile.tlsServer("chat.example"));
        Pem.write(renewed, line.file("b.crt"), line.file("b.key"));
        assertThat(line.store("keys rotate server @b.crt @b.key").done()).contains("version 2");
    }

    @Test
    void aKnownPeerIsALine() throws Exception {
        Files.writeString(line.file("peer"), "chat.example:7443 sha256/abc\n");
        line.store("keys import chat @peer --kind peer").done();
        try (var keys = line.open()) {
            assertThat(keys.get("chat", KnownPeer.class)).isEqualTo(new KnownPeer("chat.example:7443", "sha256/abc"));
        }
        assertThat(line.store("keys export chat").done()).isEqualTo("chat.example:7443 sha256/abc\n");
    }

    @Test
    void noOutputHoldsASecret() throws Exception {
        Pem.write(ROOT.issue(CertificateProfile.tlsClient("ada")), line.file("a.crt"), line.file("a.key"));
        line.store("keys import ada @a.crt @a.key").done();
        line.store("keys new noise --kind noise").done();
        line.store("keys new signing --kind signing").done();
        line.store("keys new shared --kind secret").done();
        for (var name : List.of("ada", "noise", "signing", "shared")) {
            line.store("keys show " + name).done();
            line.store("keys show --json " + name).done();
            line.store("keys export " + name);
            line.store("keys export --private --plain " + name + " --out @" + name + ".key")
                    .done();
            line.store("keys import other @" + name + ".key");
            line.store("keys import other @" + name + ".key --kind envelope");
        }
        line.store("keys export --private noise --export-password-file @epw --out @closed.key")
                .done();
        line.store("keys import other @closed.key --kind noise --key-password-file @pw")
                .failed();
        line.store("keys list --json").done();
        line.store("keys audit --json");
        var secrets = new ArrayList<byte[]>();
        try (var keys = line.open();
                var shared = keys.get("shared", SharedSecret.class).bytes()) {
            secrets.add(keys.get("ada", Identity.class).privateKey().getEncoded());
            secrets.add(pkcs8(keys.get("noise", NoiseKeyPair.class)));
            secrets.add(pkcs8(keys.get("signing", SigningKeyPair.class)));
            secrets.add(shared.copy());
        }
        var said = line.said();
        assertThat(said).hasSizeGreaterThan(2_000).doesNotContain(InProcess.PASSWORD, EXPORT_PASSWORD);
        var joined = said.replaceAll("\\s", "");
        for (var secret : secrets) {
            // The end of an encoded key is its secret number.
            var end = HexFormat.of().formatHex(secret, Math.max(0, secret.length - 24), secret.length);
            assertThat(joined.toLowerCase(Locale.ROOT)).doesNotContain(end);
            for (int skip = 0; skip < 3; skip++) {
                var part = Arrays.copyOfRange(secret, secret.length - 24 + skip, secret.length);
                assertThat(joined)
                        .doesNotContain(Base64.getEncoder().encodeToString(part).substring(0, 24));
            }
        }
    }

    private static byte[] pkcs8(RoleKeyPair keys) {
        try (keys;
                var pkcs8 = keys.pkcs8()) {
            return pkcs8.copy();
        }
    }

    private String permissions(String name) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(line.file(name)));
    }
}
