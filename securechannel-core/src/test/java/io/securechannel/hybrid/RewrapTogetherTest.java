package io.securechannel.hybrid;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two programs re-wrap one file, and both read it all the time. */
class RewrapTogetherTest {

    private static final int TIMES = 30;

    @TempDir
    private Path directory;

    @Test
    void neitherUndoesWhatTheOtherDid() throws Exception {
        var keys = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519);
        var key = directory.resolve("key");
        KeyFiles.writePem(keys, key, RewrappingMain.password());
        var shared = Files.createDirectory(directory.resolve("shared"));
        var envelope = shared.resolve("envelope");
        var plain = Files.writeString(directory.resolve("plain"), "what stays", UTF_8);
        HybridCipher.to(keys.publicKey()).unsigned().seal(plain, envelope, new byte[0], Progress.none());
        var child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RewrappingMain.class.getName(),
                        envelope.toString(),
                        key.toString(),
                        Integer.toString(TIMES))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = child.inputReader()) {
            assertThat(out.readLine()).isEqualTo("ready");
            child.getOutputStream().write('\n');
            child.getOutputStream().flush();
            RewrappingMain.toggle(envelope, keys, TIMES);
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(child.exitValue()).isZero();
        } finally {
            child.destroyForcibly().waitFor();
        }
        assertThat(EnvelopeFilesTest.names(shared)).containsExactly("envelope");
    }
}
