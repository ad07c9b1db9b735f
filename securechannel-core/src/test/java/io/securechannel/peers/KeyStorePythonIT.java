package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.keys.KeyEncryption;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.SharedSecret;
import io.securechannel.secret.Password;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** docs/python/open_keystore.py, written from the specification alone, opens what the library writes at its own cost. */
@Tag("it")
class KeyStorePythonIT {

    private static final String PROGRAM = Path.of("../docs/python/open_keystore.py")
            .toAbsolutePath()
            .normalize()
            .toString();

    private static String python = "";

    @TempDir
    private Path directory;

    @BeforeAll
    static void findPython() throws Exception {
        var found = python();
        if (found.isEmpty()) {
            System.out.println(
                    "SKIPPED: no python3 with argon2 and cryptography, and so the checks against it are left out");
        }
        assumeTrue(found.isPresent(), "no python3 with argon2 and cryptography: the checks against it are skipped");
        python = found.get();
    }

    @Test
    void aFileUnderAPasswordAtTheRecommendedCost() throws Exception {
        var file = directory.resolve("python.keys");
        var secret = SecretBytes.random(32);
        try (var password = Password.copyOf("grüße, 世界".toCharArray());
                var keys = KeyStoreManager.create(file, password)) {
            keys.put("psk", SharedSecret.of(secret), "a note");
            keys.put("server", TestCa.create("Python CA").server("localhost"));
        }
        var passwordFile = Files.writeString(directory.resolve("password"), "grüße, 世界\n");
        var read = run(file.toString(), "--password-file", passwordFile.toString());
        var entries = read.getAsJsonArray("entries");
        assertThat(entries).hasSize(2);
        assertThat(read.get("generation").getAsInt()).isEqualTo(3);
        assertThat(entries.get(0).getAsJsonObject().get("note").getAsString()).isEqualTo("a note");
        assertThat(material(read, 0)).isEqualTo(HexFormat.of().formatHex(secret.copy()));
    }

    @Test
    void aFileUnderAKey() throws Exception {
        var file = directory.resolve("python.keys");
        var key = SecretBytes.random(32);
        var secret = SecretBytes.random(32);
        try (var keys =
                KeyStoreManager.create(file, KeyEncryption.aesGcm("outer", new SecretKeySpec(key.copy(), "AES")))) {
            keys.put("psk", SharedSecret.of(secret));
        }
        var read = run(file.toString(), "--aes-key-hex", HexFormat.of().formatHex(key.copy()));
        assertThat(material(read, 0)).isEqualTo(HexFormat.of().formatHex(secret.copy()));
    }

    private static String material(JsonObject read, int entry) {
        return read.getAsJsonArray("entries")
                .get(entry)
                .getAsJsonObject()
                .getAsJsonArray("versions")
                .get(0)
                .getAsJsonObject()
                .get("material")
                .getAsString();
    }

    private static JsonObject run(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(python, PROGRAM));
        command.addAll(List.of(arguments));
        try (var program = Program.start(command)) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
            return JsonParser.parseString(program.output()).getAsJsonObject();
        }
    }

    /** The first on the PATH, or the system's own, that has both libraries. */
    private static Optional<String> python() throws Exception {
        for (var each : List.of("python3", "/usr/bin/python3")) {
            if (each.startsWith("/") && !Files.isExecutable(Path.of(each))) {
                continue;
            }
            try (var program = Program.start(each, "-c", "import argon2, cryptography")) {
                if (program.awaitExit() == 0) {
                    return Optional.of(each);
                }
            } catch (IOException e) {
                System.out.println("there is no " + each);
            }
        }
        return Optional.empty();
    }
}
