package io.securechannel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The whole benchmark, in miniature: that it runs and writes everything down, not how fast anything is. */
@Timeout(120)
class BenchCommandIT {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @Test
    void measuresEverythingOfEverybody() throws IOException {
        var json = directory.resolve("bench.json");
        assertThat(bench(
                        "--seconds=0.002 --rounds=1 --warm-up=0 --connections=2 --recipients=1 --stream-size=1 --file-size=1 --rsa-bits=2048 --clients=10 --svg="
                                + directory + " --json=" + json))
                .as("%s", err)
                .isZero();

        var written = JsonParser.parseString(Files.readString(json)).getAsJsonObject();
        for (var contender : Selection.of(List.of()).contenders()) {
            assertThat(measured(written, contender)).as(contender.title()).isEqualTo(expected(contender));
        }
        assertThat(rows(written, Metric.ENVELOPES_SEAL_RATIO))
                .contains("x-wing-1", "x-wing-1-both", "x25519-1-ed25519", "p256-1", "rsa-2048-1")
                .doesNotContain("x-wing-10", "bouncycastle-x-wing", "rsa-3072-1", "rsa-4096-1");
        assertThat(rows(written, Metric.ENVELOPES_OPEN_RATE))
                .contains("bouncycastle-x-wing", "tink-p256", "jdk-rsa-2048");
        assertThat(rows(written, Metric.STREAMS_OPEN_RATE))
                .containsExactlyInAnyOrder("raw", "raw-sha-256", "unsigned", "ed25519", "both");
        assertThat(rows(written, Metric.STREAMS_SEAL_FLOOR_RATIO)).containsExactlyInAnyOrder("ed25519", "both");
        assertThat(rows(written, Metric.REWRAP_P50)).containsExactlyInAnyOrder("file-1-mb", "write-and-sync", "memory");
        assertThat(rows(written, Metric.MESSENGER_P99)).containsExactly("10-clients");
        assertThat(out.toString()).contains("| bulk |", "| idle |", "× jdk-socket");
        assertThat(directory.resolve("bulk.rate.svg"))
                .content()
                .contains("channel-bouncycastle", "bouncycastle-socket", "netty-openssl", "netty-jdk");
        assertThat(err.toString()).contains("round 1 of 1");
    }

    private int bench(String arguments) {
        return new CommandLine(new BenchCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.split(" "));
    }

    /** Whoever has a value, all of which must be positive. */
    private static Set<String> rows(JsonObject written, Metric metric) {
        var found = new TreeSet<String>();
        for (var each : written.getAsJsonArray("samples")) {
            var sample = each.getAsJsonObject();
            if (sample.get("metric").getAsString().equals(metric.id())) {
                assertThat(sample.get("value").getAsDouble()).as(metric.id()).isPositive();
                found.add(sample.get("contender").getAsString());
            }
        }
        return found;
    }

    /** Every value must be a number, and none but the heap, where noise is greater than two connections, less than zero. */
    private static Set<String> measured(JsonObject written, Contenders contender) {
        var found = new TreeSet<String>();
        for (var each : written.getAsJsonArray("samples")) {
            var sample = each.getAsJsonObject();
            if (sample.get("contender").getAsString().equals(contender.title())) {
                var metric = sample.get("metric").getAsString();
                assertThat(found.add(metric)).as("%s only once", metric).isTrue();
                double value = sample.get("value").getAsDouble();
                assertThat(value).as(metric).isFinite();
                if (!metric.equals(Metric.IDLE_HEAP.id())) {
                    assertThat(value).as(metric).isNotNegative();
                }
                if (metric.endsWith("rate") || metric.endsWith("p50")) {
                    assertThat(value).as(metric).isPositive();
                }
            }
        }
        return found;
    }

    private static boolean ofTrials(String id) {
        return Arrays.stream(Trials.values()).anyMatch(each -> id.startsWith(each.title() + "."));
    }

    private static Set<String> expected(Contenders contender) {
        var metrics =
                Arrays.stream(Metric.values()).map(Metric::id).filter(id -> !id.startsWith("cold.") && !ofTrials(id));
        var resumption = List.of(
                Metric.RESUMED_RATE.id(),
                Metric.RESUMED_CPU.id(),
                Metric.LOGIN_RESUMED_RATE.id(),
                Metric.LOGIN_RESUMED_SERVER.id(),
                Metric.LOGIN_RESUMED_FLOOR.id());
        return switch (contender) {
            case CHANNEL_JDK, CHANNEL_CONSCRYPT -> metrics.collect(Collectors.toCollection(TreeSet::new));
            case JDK_SOCKET, CONSCRYPT_SOCKET, NETTY_OPENSSL, NETTY_JDK ->
                metrics.filter(id -> !id.startsWith("login")).collect(Collectors.toCollection(TreeSet::new));
            case PLAIN ->
                metrics.filter(id -> !id.startsWith("resumed.") && !id.startsWith("login"))
                        .collect(Collectors.toCollection(TreeSet::new));
            case JDK_SOCKET_16K ->
                metrics.filter(id -> id.startsWith("coalesced.")).collect(Collectors.toCollection(TreeSet::new));
            case BOUNCY_CASTLE_SOCKET ->
                metrics.filter(id -> !resumption.contains(id) && !id.startsWith("login"))
                        .collect(Collectors.toCollection(TreeSet::new));
            case CHANNEL_BOUNCY_CASTLE ->
                metrics.filter(id -> !resumption.contains(id)).collect(Collectors.toCollection(TreeSet::new));
            default -> throw new IllegalArgumentException(contender + " has a run of its own");
        };
    }
}
