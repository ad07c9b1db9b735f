package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.internal.primitive.Primitives;
import io.securechannel.internal.primitive.X25519;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.NoiseKeyPair;
import io.securechannel.keys.NoisePublicKey;
import io.securechannel.secret.Password;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** X25519 keys cross to OpenSSL and back in PEM, and with them both agree on the same secret. */
@Tag("it")
@Timeout(60)
class NoiseKeysOpenSslIT {

    @TempDir
    Path directory;

    @Test
    void bothAgreeOnTheSameSecret() throws Exception {
        Program.require("openssl");
        run("openssl", "genpkey", "-algorithm", "X25519", "-out", name("theirs.pem"));
        run("openssl", "pkey", "-in", name("theirs.pem"), "-pubout", "-out", name("theirs.pub"));
        try (var ours = NoiseKeyPair.generate();
                var password = Password.copyOf("correct horse".toCharArray());
                var theirs = KeyFiles.readNoiseKeyPair(file("theirs.pem"))) {
            KeyFiles.writePem(ours, file("ours.pem"), password);
            KeyFiles.writePem(ours.publicKey(), file("ours.pub"));
            var theirPublic = KeyFiles.readNoisePublicKey(file("theirs.pub"));
            assertThat(theirs.publicKey()).isEqualTo(theirPublic);
            assertThat(KeyFiles.parseNoisePublicKey(Files.readString(file("theirs.pub"))))
                    .isEqualTo(theirPublic);
            assertThat(KeyFiles.toPem(theirPublic)).isEqualTo(Files.readString(file("theirs.pub")));

            var fromTheirs = derived("theirs.pem", "ours.pub");
            var fromOurs = derived("ours.pem", "theirs.pub");
            assertThat(fromTheirs).hasSize(X25519.LENGTH).isEqualTo(fromOurs);
            for (var primitives : Primitives.values()) {
                assertThat(agreed(primitives, ours, theirPublic))
                        .as("%s", primitives)
                        .isEqualTo(fromTheirs);
                assertThat(agreed(primitives, theirs, ours.publicKey()))
                        .as("%s", primitives)
                        .isEqualTo(fromTheirs);
            }
        }
    }

    /** The fingerprint, and with it the short one, can be made by anybody who has OpenSSL. */
    @Test
    void theFingerprintIsOpenssls() throws Exception {
        Program.require("openssl");
        var key = NoisePublicKey.parse("scn1s5s0qzvfxzn4gayt0hwtg0hhtgxm7wsdycup4a8t5j5ca25mfe4qwg9ld5");
        KeyFiles.writePem(key, file("alice.pub"));
        run("openssl", "pkey", "-pubin", "-in", name("alice.pub"), "-outform", "DER", "-out", name("alice.der"));
        run("openssl", "dgst", "-sha256", "-binary", "-out", name("hash"), name("alice.der"));
        assertThat(key.fingerprint())
                .isEqualTo("SHA256:"
                        + Base64.getEncoder().withoutPadding().encodeToString(Files.readAllBytes(file("hash"))));
    }

    private byte[] derived(String own, String peers) throws Exception {
        run(
                "openssl",
                "pkeyutl",
                "-derive",
                "-inkey",
                name(own),
                "-passin",
                "pass:correct horse",
                "-peerkey",
                name(peers),
                "-out",
                name("secret"));
        return Files.readAllBytes(file("secret"));
    }

    private static byte[] agreed(Primitives primitives, NoiseKeyPair own, NoisePublicKey peers) {
        var result = new byte[X25519.LENGTH];
        try (var secret = own.privateKey()) {
            boolean agreed = secret.use(bytes -> primitives.x25519().agree(bytes, peers.bytes(), result));
            assertThat(agreed).isTrue();
        }
        return result;
    }

    private static void run(String... command) throws Exception {
        try (var program = Program.start(command)) {
            assertThat(program.awaitExit()).as("%s", program).isZero();
        }
    }

    private String name(String name) {
        return file(name).toString();
    }

    private Path file(String name) {
        return directory.resolve(name);
    }
}
