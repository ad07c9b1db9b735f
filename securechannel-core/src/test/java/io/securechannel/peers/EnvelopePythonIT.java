package io.securechannel.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.hybrid.HybridCipher;
import io.securechannel.hybrid.Sender;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** docs/python/envelope.py, with the library cryptography: RSA with every version, the others where it has HPKE. */
@Tag("it")
class EnvelopePythonIT extends EnvelopeScriptContract {

    private static final String PROGRAM =
            Path.of("../docs/python/envelope.py").toAbsolutePath().normalize().toString();

    private static List<String> command = List.of();
    private static List<String> known = List.of();

    @BeforeAll
    static void findPython() throws Exception {
        var found = types("python3").isPresent() ? "python3" : "/usr/bin/python3";
        var types = types(found);
        if (types.isEmpty()) {
            System.out.println("SKIPPED: no python3 with cryptography, and so the checks against it are left out");
        }
        assumeTrue(types.isPresent(), "no python3 with cryptography: the checks against it are skipped");
        command = List.of(found, PROGRAM);
        known = types.get();
    }

    /** The library has ML-DSA since it has HPKE. */
    @Test
    void bothSignaturesCross() throws Exception {
        require(EnvelopeKeyType.X_WING);
        byte[] context = CONTEXT.getBytes(UTF_8);
        try (var keys = generate(EnvelopeKeyType.X_WING);
                var second = SigningKeyPair.generate(SigningKeyType.ML_DSA_65)) {
            KeyFiles.writePem(second, file("second.pem"));
            KeyFiles.writePem(second.publicKey(), file("second.pub"));
            write(
                    "envelope",
                    HybridCipher.to(keys.publicKey()).signedBy(ADA, second).seal(TEXT, context));
            assertThat(opened("--from", name("ada.pub"), "--from", name("second.pub")))
                    .isEqualTo(TEXT);

            byte[] theirs = sealed(
                    "--to", name("bob.pub"), "--sign", name("ada.pem"), "--sign", name("second.pem"), "--segments");
            var sender = Sender.both(ADA.publicKey(), second.publicKey());
            try (var plain = HybridCipher.opener(keys)
                    .requirePostQuantum()
                    .from(sender)
                    .openFrom(new ByteArrayInputStream(theirs), context)) {
                assertThat(plain.readAllBytes()).isEqualTo(TEXT);
            }
        }
    }

    @Override
    List<String> command() {
        return command;
    }

    @Override
    void require(EnvelopeKeyType type) {
        boolean there = known.contains(kind(type));
        if (!there) {
            System.out.println("SKIPPED: this python's cryptography has no HPKE, and so no slots of " + type);
        }
        assumeTrue(there, "this python's cryptography has no HPKE: the checks of " + type + " are skipped");
    }

    @Override
    List<EnvelopeKeyType> types() {
        return super.types().stream().filter(each -> known.contains(kind(each))).toList();
    }

    private static String kind(EnvelopeKeyType type) {
        return type.name().toUpperCase(Locale.ROOT).startsWith("RSA") ? "RSA" : type.name();
    }

    /** {@return the types that the program knows with this Python; empty if it does not run} */
    private static Optional<List<String>> types(String python) throws Exception {
        try (var program = Program.start(python, PROGRAM, "types")) {
            if (program.awaitExit() != 0) {
                return Optional.empty();
            }
            var types = List.of(program.output().strip().split(" ", -1));
            assertThat(types).contains("RSA");
            return Optional.of(types);
        } catch (IOException e) {
            System.out.println("there is no " + python);
            return Optional.empty();
        }
    }
}
