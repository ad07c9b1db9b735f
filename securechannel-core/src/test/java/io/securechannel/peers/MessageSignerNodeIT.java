package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.MessageSigner;
import io.securechannel.hybrid.Sender;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import io.securechannel.keys.SigningPublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** ML-DSA-65 crosses to @noble/post-quantum in Node and back: an implementation that shares nothing with Bouncy Castle's. */
@Tag("it")
@Timeout(120)
class MessageSignerNodeIT {

    private static final int PUBLIC_KEY = 1_952;
    private static final Path PACKAGES = Path.of("target/node-signatures").toAbsolutePath();

    @TempDir
    Path directory;

    /** In the versions of package-lock.json, which holds their hashes; from npm's cache if they are in it. */
    @BeforeAll
    static void installPackages() throws Exception {
        Program.require("node");
        Program.require("npm");
        Files.createDirectories(PACKAGES);
        for (var name : List.of("package.json", "package-lock.json", ".npmrc", "signatures.mjs")) {
            try (var in = MessageSignerNodeIT.class.getResourceAsStream("signatures/" + name)) {
                Files.copy(in, PACKAGES.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        boolean installed = install("--offline") || install("--prefer-offline");
        if (!installed) {
            System.out.println(
                    "SKIPPED: npm cannot fetch @noble/post-quantum, and so the checks against it are left out");
        }
        assumeTrue(installed, "npm cannot fetch @noble/post-quantum: the checks against it are skipped");
    }

    @BeforeEach
    void writeMessages() throws IOException {
        Files.writeString(file("message"), "release 7 of the program\n");
        Files.writeString(file("changed"), "release 8 of the program\n");
    }

    @Test
    void nobleVerifiesOurs() throws Exception {
        try (var keys = SigningKeyPair.generate(SigningKeyType.ML_DSA_65)) {
            var spki = keys.publicKey().subjectPublicKeyInfo();
            Files.write(file("key"), Arrays.copyOfRange(spki, spki.length - PUBLIC_KEY, spki.length));
            Files.write(file("signature"), MessageSigner.of(keys).sign(file("message")));
        }
        assertThat(node("verify", "message")).isEqualTo("true\n");
        assertThat(node("verify", "changed")).isEqualTo("false\n");
    }

    @Test
    void weVerifyThoseOfNoble() throws Exception {
        assertThat(node("sign", "message")).isEmpty();
        var key = publicKey(Files.readAllBytes(file("key")));
        var signature = Files.readAllBytes(file("signature"));
        var verifier = MessageSigner.verifier(key);
        assertThat(verifier.verify(file("message"), signature)).isEqualTo(Sender.of(key));
        assertThat(verifier.verify(Files.readAllBytes(file("message")), signature))
                .isEqualTo(Sender.of(key));
        var error = catchThrowableOfType(KeyMaterialException.class, () -> verifier.verify(file("changed"), signature));
        assertThat(error.reason()).isEqualTo(Reason.BAD_SIGNATURE);
    }

    /** RFC 9881, section 4: what stands before the key is the same for all. */
    private static SigningPublicKey publicKey(byte[] raw) throws KeyMaterialException {
        assertThat(raw).hasSize(PUBLIC_KEY);
        try (var any = SigningKeyPair.generate(SigningKeyType.ML_DSA_65)) {
            var spki = any.publicKey().subjectPublicKeyInfo();
            System.arraycopy(raw, 0, spki, spki.length - PUBLIC_KEY, PUBLIC_KEY);
            return SigningPublicKey.fromSubjectPublicKeyInfo(spki);
        }
    }

    private String node(String command, String message) throws Exception {
        try (var node = Program.start(
                "node",
                PACKAGES.resolve("signatures.mjs").toString(),
                command,
                file(message).toString(),
                file("key").toString(),
                file("signature").toString())) {
            assertThat(node.awaitExit()).as("%s", node).isZero();
            return node.output();
        }
    }

    private static boolean install(String option) throws Exception {
        try (var npm = Program.start("npm", "ci", option, "--prefix", PACKAGES.toString())) {
            return npm.awaitExit(Duration.ofSeconds(90)) == 0;
        }
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
