package io.securechannel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The benchmark, in miniature: that it runs and writes everything down, not how fast anything is. {@link BenchCommandIT} runs all of it. */
@Timeout(120)
class BenchCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void saysWhereItWasMeasuredButNotOnWhichMachine() throws IOException {
        var json = directory.resolve("bench.json");
        assertThat(bench("--seconds=0.002 --rounds=1 --warm-up=0 --only=channel-jdk,single --json=" + json))
                .isZero();
        var written = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        assertThat(written.getAsJsonObject("environment").keySet())
                .containsExactly(
                        "java",
                        "vm",
                        "os",
                        "architecture",
                        "cpu",
                        "processors",
                        "heap",
                        "conscrypt",
                        "bouncycastle",
                        "netty",
                        "securechannel");
        assertThat(written.getAsJsonObject("negotiated").get("channel-jdk").getAsString())
                .startsWith("TLSv1.3 TLS_AES_128_GCM_SHA256 ");
        assertThat(Files.readString(json)).doesNotContain(System.getProperty("user.dir"), directory.toString());
    }

    @Test
    void measuresNoiseBesideOthers() {
        // All that is measured over Noise, but for the heap, which needs seconds of silence: NoiseIdleSoak weighs it.
        assertThat(bench("--seconds=0.002 --rounds=1 --warm-up=0 --only=noise,bulk,ping-pong,coalesced,full"))
                .as("%s", err)
                .isZero();
        assertThat(out.toString())
                .contains("× jdk-socket-256", "| noise-xx |", "| noise-java-ik |", "| floor |")
                .contains("`noise-ik-classical`: Noise Noise_IK_25519_AESGCM_SHA256 25519")
                .containsPattern("post-quantum XX, × SSLSocket \\| ≥ 3.00 \\| \\*\\*[0-9.]+\\*\\*");
    }

    @Test
    void startsColdInAJvmOfItsOwn() {
        assertThat(bench("--seconds=0.002 --rounds=1 --warm-up=0 --only=plain,full --jdk-cold"))
                .as("%s", err)
                .isZero();
        assertThat(out.toString()).contains("| cold | first-handshake, ms |", "first-100-mb, ms");
        assertThat(err.toString()).contains("cold starts, round 1");
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(bench("--only=netty")).isEqualTo(2);
        assertThat(bench("--seconds=0")).isEqualTo(2);
        assertThat(bench("--rounds=0")).isEqualTo(2);
        assertThat(bench("--warm-up=-1")).isEqualTo(2);
        assertThat(bench("--recipients=0")).isEqualTo(2);
        assertThat(bench("--stream-size=0")).isEqualTo(2);
        assertThat(bench("--file-size=100000")).isEqualTo(2);
        assertThat(err.toString()).contains("--only does not know netty; it knows plain, jdk-socket");
    }

    private int bench(String arguments) {
        return new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.split(" "));
    }
}
