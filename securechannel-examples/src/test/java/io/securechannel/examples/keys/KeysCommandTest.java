package io.securechannel.examples.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.securechannel.examples.InProcess;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {

    @TempDir
    private Path directory;

    private InProcess line;

    @BeforeEach
    void makeKeyStore() throws Exception {
        line = new InProcess(directory);
        assertThat(line.store("keys init").done()).startsWith("made test.keys, empty");
    }

    @Test
    void everyKindIsMadeAndListed() throws Exception {
        line.store("keys new chat --kind noise").done();
        line.store("keys new letters --kind envelope --note", "for the post").done();
        line.store("keys new old-letters --kind envelope --type P256").done();
        line.store("keys new news --kind signing").done();
        line.store("keys new releases --kind signing --type ml-dsa-65").done();
        line.store("keys new shared --kind secret").done();
        try (var keys = line.open()) {
            assertThat(keys.get("letters", EnvelopeKeyPair.class).type()).isEqualTo(EnvelopeKeyType.X_WING);
            assertThat(keys.get("old-letters", EnvelopeKeyPair.class).type()).isEqualTo(EnvelopeKeyType.P256);
            assertThat(keys.get("news", SigningKeyPair.class).type()).isEqualTo(SigningKeyType.ED25519);
            assertThat(keys.get("releases", SigningKeyPair.class).type()).isEqualTo(SigningKeyType.ML_DSA_65);
        }
        var table = line.store("keys list").done().lines().toList();
        assertThat(table).hasSize(7);
        assertThat(table.get(0)).matches("NAME +KIND +DETAIL +VERSION +CREATED +NOTE");
        int kind = table.get(0).indexOf("KIND");
        assertThat(table)
                .allSatisfy(each -> assertThat(each.substring(kind - 2)).matches(" {2}\\S.*"));
        assertThat(table.get(2)).contains("letters", "envelope-key", "X-Wing SHA256:", "for the post");

        var json = JsonParser.parseString(line.store("keys list --json").done()).getAsJsonArray();
        assertThat(json).hasSize(6);
        assertThat(json.get(1).getAsJsonObject().get("name").getAsString()).isEqualTo("letters");
        assertThat(json.get(1).getAsJsonObject().get("note").getAsString()).isEqualTo("for the post");
        assertThat(json.get(5).getAsJsonObject().get("kind").getAsString()).isEqualTo("shared-secret");
    }

    @Test
    void whatIsNoKindOrTypeIsWrongUsage() {
        assertThat(line.store("keys new chat --kind tls").wrong())
                .containsIgnoringCase("noise, envelope, signing, secret");
        assertThat(line.store("keys new chat --kind noise --type x25519").wrong())
                .contains("one type alone");
        assertThat(line.store("keys new chat --kind signing --type dsa").wrong())
                .contains("ed25519, ml-dsa-65");
        assertThat(line.store("keys new --kind noise", " x").wrong()).contains("begins or ends with a blank");
        assertThat(line.run("keys").wrong()).contains("Missing required subcommand");
    }

    @Test
    void aPasswordIsNeverAnArgument() {
        for (var option : new String[] {"--password", "--passphrase", "--export-password"}) {
            for (var arguments : new String[] {option + "=hunter2", option + " hunter2", option}) {
                var refused = line.run("keys list --store @test.keys " + arguments);
                assertThat(refused.wrong())
                        .contains("a password is never an argument", "--password-file FILE, --password-env NAME");
                assertThat(refused.err()).doesNotContain("hunter2");
            }
        }
        assertThat(line.run("keys list --password-file a --password-env B").wrong())
                .contains("mutually exclusive");
    }

    @Test
    void aWrongPasswordAndAMissingFileAreToldInOneLine() throws Exception {
        Files.writeString(line.file("other"), "another password");
        assertThat(line.run("keys list --store @test.keys --password-file @other")
                        .failed())
                .contains("(WRONG_PASSWORD)")
                .doesNotContain("another password");
        assertThat(line.run("keys list --store @none.keys --password-file @pw").failed())
                .contains("none.keys is not there", "keys init");
        assertThat(line.run("keys list --store @test.keys --password-file @none")
                        .failed())
                .contains("cannot read the password", "(UNREADABLE)");
        assertThat(line.run("keys list --store @test.keys --password-env SECURECHANNEL_NONE")
                        .failed())
                .contains("SECURECHANNEL_NONE is not set");
        assertThat(line.run("keys init --store @test.keys --password-file @pw").failed())
                .contains("test.keys is there already");
        assertThat(line.store("keys new twice --kind noise").code()).isZero();
        assertThat(line.store("keys new twice --kind noise").failed()).contains("(ALREADY_THERE)");
        assertThat(line.store("keys show nobody").failed()).contains("keys list", "(MISSING)");
    }

    @Test
    void rotationKeepsTheOldUntilPruned() throws Exception {
        line.store("keys new letters --kind envelope --type x25519").done();
        assertThat(line.store("keys rotate letters").done()).contains("X25519", "version 2");
        line.store("keys new chat --kind noise").done();
        assertThat(line.store("keys rotate chat").done()).contains("version 2");
        line.store("keys new shared --kind secret").done();
        assertThat(line.store("keys rotate shared").done()).contains("version 2");
        try (var keys = line.open()) {
            assertThat(keys.versions("letters", EnvelopeKeyPair.class))
                    .hasSize(2)
                    .doesNotHaveDuplicates();
            assertThat(keys.versions("chat", NoiseKeyPair.class)).hasSize(2).doesNotHaveDuplicates();
            assertThat(keys.versions("shared", SharedSecret.class)).hasSize(2).doesNotHaveDuplicates();
        }
        assertThat(line.store("keys list").done()).contains("2 (2 kept)");
        assertThat(line.store("keys prune letters").done()).contains("versions dropped: 1");
        assertThat(line.store("keys prune letters").done()).contains("versions dropped: 0");
    }

    @Test
    void notesAndDeletion() throws Exception {
        line.store("keys new chat --kind noise").done();
        line.store("keys note chat", "until spring").done();
        assertThat(line.store("keys list").done()).contains("until spring");
        assertThat(line.store("keys delete chat").wrong()).contains("keys backup FILE", "--force");
        assertThat(line.store("keys delete chat --force").done()).contains("chat: deleted");
        assertThat(line.store("keys delete chat --force").failed()).contains("(MISSING)");
    }

    @Test
    void anotherPasswordAndABackup() throws Exception {
        line.store("keys new chat --kind noise").done();
        line.store("keys backup @copy.keys").done();
        assertThat(line.store("keys backup @copy.keys").failed()).contains("(ALREADY_THERE)");
        Files.writeString(line.file("new"), "New-Password-55");
        line.store("keys passwd --new-password-file @new").done();
        assertThat(line.store("keys list").failed()).contains("(WRONG_PASSWORD)");
        assertThat(line.run("keys list --store @test.keys --password-file @new").done())
                .contains("chat");
        assertThat(line.run("keys list --store @copy.keys --password-file @pw").done())
                .contains("chat");
    }

    @Test
    void showTellsWhatIsPublic() throws Exception {
        var root = CertificateAuthority.create("Root");
        try (var keys = line.open()) {
            keys.put("server", root.issue(CertificateProfile.tlsServer("chat.example", "10.0.0.7")));
        }
        line.store("keys new chat --kind noise").done();
        assertThat(line.store("keys show server").done())
                .contains("chain 0", "  subject    CN=chat.example", "chat.example, 10.0.0.7", "sha256/");
        var shown = JsonParser.parseString(line.store("keys show server --json").done())
                .getAsJsonObject();
        assertThat(shown.getAsJsonArray("chain")
                        .get(0)
                        .getAsJsonObject()
                        .get("issuer")
                        .getAsString())
                .isEqualTo("CN=Root");
        try (var keys = line.open();
                var chat = keys.get("chat", NoiseKeyPair.class)) {
            assertThat(line.store("keys show chat").done())
                    .contains(chat.publicKey().fingerprint());
        }
    }

    @Test
    void auditEndsWithOneIfSomethingIsWrong() throws Exception {
        // Tests make files whose password is cheap, and the audit has to say so.
        var cheap = line.store("keys audit");
        assertThat(cheap.code()).isEqualTo(1);
        assertThat(cheap.out()).contains("cheap-password", "(the file)");
        var then = InstantSource.fixed(Instant.now().minus(Duration.ofDays(400)));
        var root = CertificateAuthority.builder("Root").clock(then).build();
        try (var keys = line.open()) {
            keys.put("server", root.issue(CertificateProfile.tlsServer("chat.example")));
        }
        var audit = line.store("keys audit --json");
        assertThat(audit.code()).isEqualTo(1);
        var findings = JsonParser.parseString(audit.out()).getAsJsonArray();
        assertThat(findings).anySatisfy(each -> {
            assertThat(each.getAsJsonObject().get("problem").getAsString()).isEqualTo("expired");
            assertThat(each.getAsJsonObject().get("name").getAsString()).isEqualTo("server");
            assertThat(each.getAsJsonObject().get("wrong").getAsBoolean()).isTrue();
        });
    }

    @Test
    void auditCountsAdviceOnlyIfStrict() throws Exception {
        Files.delete(line.file("test.keys"));
        StoreOptions.cost = PasswordCost.of(19_456, 2, 1);
        try {
            line.store("keys init").done();
        } finally {
            CheapPasswords.use();
        }
        assertThat(line.store("keys audit").done()).contains("nothing to look at");
        var then = InstantSource.fixed(Instant.now().minus(Duration.ofDays(80)));
        var root = CertificateAuthority.builder("Root").clock(then).build();
        try (var keys = line.open()) {
            keys.put("server", root.issue(CertificateProfile.tlsServer("chat.example")));
        }
        assertThat(line.store("keys audit").done()).contains("expiring", "server");
        var strict = line.store("keys audit --strict");
        assertThat(strict.code()).isEqualTo(1);
        assertThat(strict.err()).isEmpty();
    }
}
