package io.securechannel.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two hours of {@link MixedTraffic}, or {@code -Dsecurechannel.soak.seconds}, 120 at least: heap, threads, descriptors and direct buffers stay as they are, and
 * come back to where they were. Samples, a plot and what was counted are written to {@code target/soak}, and with
 * {@code -Dsecurechannel.soak.publish=true} to {@code docs/performance}.
 */
@Tag("soak")
class MixedTrafficSoak {

    private static final Duration LENGTH = Duration.ofSeconds(Long.getLong("securechannel.soak.seconds", 7_200));
    private static final Duration WARM_UP = Duration.ofSeconds(20);
    private static final long MOST_HEAP_LEFT = 8 << 20;
    private static final String NAME = "mixed-traffic-jdk-" + Runtime.version().feature();
    private static final Path OUTPUT = Path.of("target", "soak");

    @TempDir
    Path directory;

    /** The JDK replaces TLS keys by itself after 2^37 bytes, which no such run reaches; here after every MiB. */
    @BeforeAll
    static void replaceTlsKeysOften() {
        Security.setProperty("jdk.tls.keyLimits", "AES/GCM/NoPadding KeyUpdate 2^20");
    }

    @Test
    void nothingGrowsAndNobodyMeetsWhatItMayNot() throws Exception {
        new MixedTraffic(directory.resolve("warm-up.csv")).run(WARM_UP);
        long heap = SoakSamples.heapAfterCollection();
        long descriptors = SoakSamples.descriptors();
        long cpu = SoakSamples.cpuMillis();
        var csv = OUTPUT.resolve(NAME + ".csv");
        var figures = new MixedTraffic(csv).run(LENGTH);
        var summary = summary(figures, SoakSamples.cpuMillis() - cpu);
        System.out.println(summary);
        Files.writeString(OUTPUT.resolve(NAME + ".txt"), summary);
        var plot = OUTPUT.resolve(NAME + ".svg");
        Files.writeString(plot, SoakPlot.of(title(), figures.samples().all()));
        figures.samples().requireFlat();
        MixedTraffic.requireDescriptorsBack(descriptors);
        assertThat(SoakSamples.heapAfterCollection())
                .as("heap after all was closed")
                .isLessThanOrEqualTo(heap + MOST_HEAP_LEFT);
        requireAllWasDone(figures);
        if (Boolean.getBoolean("securechannel.soak.publish")) {
            publish(csv, plot, summary);
        }
    }

    /** What is asserted would be worth nothing if some of it had not happened, for which two minutes are enough. */
    static void requireAllWasDone(MixedTraffic.Figures figures) {
        assertThat(figures.steps())
                .containsKeys(
                        "tls-visits-resumed, resumed",
                        "tls-visits-conscrypt",
                        "noise-visits-pinned",
                        "tls-logins",
                        "noise-logins",
                        "reloads of tls",
                        "reloads of noise",
                        "restarts of tls-restarted",
                        "restarts of noise-restarted",
                        "exchanges over a hostile wire",
                        "tls-cut-by-reset",
                        "noise-cut-by-end",
                        "65536 records of a TLSv1.3 client",
                        "new keys in both directions of a Noise client");
        assertThat(figures.errors())
                .containsKeys(
                        "tls-logins-unknown LOGIN_REFUSED",
                        "noise-logins-wrong LOGIN_REFUSED",
                        "server tls WRITE_TIMEOUT",
                        "server noise WRITE_TIMEOUT",
                        "server tls HANDSHAKE_TIMEOUT",
                        "server noise HANDSHAKE_TIMEOUT",
                        "server tls NOT_SECURE_CHANNEL",
                        "server noise NOT_SECURE_CHANNEL");
    }

    private static String title() {
        return String.format(
                Locale.ROOT,
                "%,d seconds of mixed traffic, JDK %d",
                LENGTH.toSeconds(),
                Runtime.version().feature());
    }

    private static String summary(MixedTraffic.Figures figures, long cpuMillis) {
        var text = new StringBuilder(String.format(
                Locale.ROOT,
                "%s: %,d MiB of messages, %.2f of a core, seed %d%n%nsteps%n",
                title(),
                figures.transferred() >> 20,
                (double) cpuMillis / LENGTH.toMillis(),
                MixedTraffic.SEED));
        figures.steps().forEach((name, count) -> text.append(String.format(Locale.ROOT, "%,12d %s%n", count, name)));
        text.append(String.format("%nerrors, each of which its worker or server may meet%n"));
        figures.errors().forEach((name, count) -> text.append(String.format(Locale.ROOT, "%,12d %s%n", count, name)));
        return text.toString().replace("\r\n", "\n");
    }

    private static void publish(Path csv, Path plot, String summary) throws IOException {
        var target = Path.of(System.getProperty("securechannel.root"), "docs", "performance");
        Files.writeString(target.resolve(NAME + ".csv"), Files.readString(csv));
        Files.writeString(target.resolve(NAME + ".svg"), Files.readString(plot));
        Files.writeString(target.resolve(NAME + ".txt"), summary);
    }
}
