package io.securechannel.examples.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;

/** What is written down of a run. */
class ReportsTest {

    private static final String PAGE = "# Speed\n\n<!-- bench jdk-17 -->\nold\n<!-- end of bench jdk-17 -->\n\nafter\n"
            + "<!-- bench envelopes-jdk-17 -->\n<!-- end of bench envelopes-jdk-17 -->\n"
            + "<!-- bench messenger-jdk-17 -->\n<!-- end of bench messenger-jdk-17 -->\n"
            + "<!-- bench noise-jdk-17 -->\n<!-- end of bench noise-jdk-17 -->\n";

    private final Results results = new Results();
    private final Report report =
            new Report(Map.of("java", "17 \"quoted\""), Map.of("rounds", "2"), Map.of("plain", "unprotected"), results);

    @TempDir
    private Path docs;

    @BeforeEach
    void fill() {
        results.add(1, "jdk-socket", Map.of(Metric.BULK_RATE, 1_000.0, Metric.RESUMED_SHARE, 1.0));
        results.add(1, "channel-jdk", Map.of(Metric.BULK_RATE, 1_500.0, Metric.RESUMED_SHARE, 0.0));
        results.add(2, "jdk-socket", Map.of(Metric.BULK_RATE, 2_000.0, Metric.RESUMED_RATE, 300.0));
        results.add(2, "channel-jdk", Map.of(Metric.BULK_RATE, 2_000.0));
    }

    @Test
    void theTableHasMediansAndPairedRatios() {
        assertThat(TableReport.of(report))
                .contains("java 17 \"quoted\".", "rounds 2.", "- `plain`: unprotected")
                .contains("| bulk | rate, MB/s | × jdk-socket |\n|---|---:|---:|\n")
                .contains("| jdk-socket | **1,500** (1,000 to 2,000) |  |\n")
                .contains("| channel-jdk | **1,750** (1,500 to 2,000) | **1.25** (1.00 to 1.50) |\n");
    }

    @Test
    void theTableSaysWhoResumesNothing() {
        assertThat(TableReport.of(report))
                .contains("| jdk-socket | **300** (300 to 300) |  |\n")
                .contains("| channel-jdk | resumes no sessions | |\n")
                .doesNotContain("share");
    }

    @Test
    void theTableHoldsWhereNobodyResumes() {
        var none = new Results();
        none.add(1, "bouncycastle-socket", Map.of(Metric.RESUMED_SHARE, 0.0));
        assertThat(TableReport.of(new Report(Map.of(), Map.of(), Map.of(), none)))
                .contains("| resumed | |\n|---|---:|\n| bouncycastle-socket | resumes no sessions |\n");
    }

    @Test
    void everyRowHasAsManyCellsAsItsHead() {
        var tables = Pattern.compile("\n\n")
                .splitAsStream(TableReport.of(report))
                .filter(each -> each.startsWith("|"))
                .toList();
        assertThat(tables).hasSize(2);
        assertThat(tables)
                .allSatisfy(table -> assertThat(table.lines().map(ReportsTest::cells))
                        .as(table)
                        .containsOnly(cells(table)));
    }

    private static long cells(String text) {
        return text.lines()
                .findFirst()
                .orElseThrow()
                .chars()
                .filter(each -> each == '|')
                .count();
    }

    @Test
    void numbersHaveAboutThreeDigits() {
        assertThat(TableReport.number(0.1234)).isEqualTo("0.12");
        assertThat(TableReport.number(12.34)).isEqualTo("12.3");
        assertThat(TableReport.number(-123.4)).isEqualTo("-123");
        assertThat(TableReport.number(1_234_567)).isEqualTo("1,234,567");
    }

    @Test
    void theJsonHoldsEveryValue() {
        var json = JsonParser.parseString(JsonReport.of(report)).getAsJsonObject();
        assertThat(json.get("format").getAsString()).isEqualTo("securechannel-bench/1");
        assertThat(json.getAsJsonObject("environment").get("java").getAsString())
                .isEqualTo("17 \"quoted\"");
        assertThat(json.getAsJsonArray("samples")).hasSize(results.samples().size());
        var first = json.getAsJsonArray("samples").get(0).getAsJsonObject();
        assertThat(first.get("round").getAsInt()).isEqualTo(1);
        assertThat(first.get("contender").getAsString()).isEqualTo("jdk-socket");
        assertThat(first.get("metric").getAsString()).isEqualTo("bulk.rate");
        assertThat(first.get("value").getAsDouble()).isEqualTo(1_000);
    }

    @Test
    void whatIsNotFiniteIsNullInJson() {
        results.add(3, "plain", Map.of(Metric.BULK_RATE, Double.POSITIVE_INFINITY));
        assertThat(JsonReport.of(report)).contains("\"plain\", \"metric\": \"bulk.rate\", \"value\": null");
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(JsonParser.parseString(JsonReport.string("a\n\"\\\u0001")).getAsString())
                .isEqualTo("a\n\"\\\u0001");
    }

    @Test
    void thePictureHasABarForEachContender() throws Exception {
        var svg = parse(SvgPlot.of(results, Metric.BULK_RATE));
        var bars = svg.getElementsByTagName("rect");
        assertThat(bars.getLength()).isEqualTo(2);
        double baseline = width(bars.item(0));
        assertThat(baseline).isPositive();
        assertThat(width(bars.item(1)) / baseline).as("medians 1,750 and 1,500").isBetween(1.15, 1.18);
        assertThat(svg.getElementsByTagName("path").getLength()).isEqualTo(2);
        assertThat(svg.getTextContent()).contains("MB/s (more is better)", "channel-jdk", "1,750 (1,500 to 2,000)");
    }

    @Test
    void thePictureLoadsNothing() {
        assertThat(SvgPlot.of(results, Metric.BULK_RATE))
                .doesNotContain("href", "url(", "<image", "<style", "<script")
                .containsOnlyOnce("http");
    }

    @Test
    void aMetricThatIsZeroThroughoutHasAPictureToo() throws Exception {
        results.add(1, "plain", Map.of(Metric.IDLE_HEAP, 0.0));
        var bar = parse(SvgPlot.of(results, Metric.IDLE_HEAP))
                .getElementsByTagName("rect")
                .item(0);
        assertThat(width(bar)).isZero();
    }

    @Test
    void publishingReplacesWhatIsBetweenTheMarks() throws IOException {
        Files.writeString(docs.resolve("performance.md"), PAGE);
        Publication.publish(report, docs, 17);
        Publication.publish(report, docs, 17);
        assertThat(Files.readString(docs.resolve("performance.md")))
                .startsWith("# Speed\n\n<!-- bench jdk-17 -->\n\njava 17")
                .endsWith("<!-- end of bench jdk-17 -->\n\nafter\n"
                        + "<!-- bench envelopes-jdk-17 -->\n<!-- end of bench envelopes-jdk-17 -->\n"
                        + "<!-- bench messenger-jdk-17 -->\n<!-- end of bench messenger-jdk-17 -->\n"
                        + "<!-- bench noise-jdk-17 -->\n<!-- end of bench noise-jdk-17 -->\n")
                .doesNotContain("old")
                .containsOnlyOnce("| bulk |");
        assertThat(docs.resolve("performance/jdk-17.json")).content().isEqualTo(JsonReport.of(report));
        assertThat(docs.resolve("performance/jdk-17/bulk.rate.svg"))
                .content()
                .isEqualTo(SvgPlot.of(results, Metric.BULK_RATE));
        assertThat(docs.resolve("performance/jdk-17/idle.heap.svg")).doesNotExist();
    }

    @Test
    void aRunOfNoiseIsPublishedByItself() throws IOException {
        Files.writeString(docs.resolve("performance.md"), PAGE);
        var noise = new Results();
        noise.add(1, "jdk-socket-256", Map.of(Metric.BULK_RATE, 1_000.0));
        noise.add(1, "noise-xx", Map.of(Metric.BULK_RATE, 1_650.0));
        Publication.publish(new Report(Map.of(), Map.of(), Map.of(), noise), docs, 17);
        assertThat(Files.readString(docs.resolve("performance.md")))
                .contains("<!-- bench jdk-17 -->\nold\n", "× jdk-socket-256")
                .contains("| bulk, rate, × SSLSocket | ≥ 1.70 | **1.65** (1.65 to 1.65) | missed |");
        assertThat(docs.resolve("performance/noise-jdk-17.json")).content().contains("noise-xx");
        assertThat(docs.resolve("performance/noise-jdk-17/bulk.rate.svg")).exists();
    }

    @Test
    void theMessengerIsPublishedByItself() throws IOException {
        Files.writeString(docs.resolve("performance.md"), PAGE);
        var messenger = new Results();
        messenger.add(1, "1000-clients", Map.of(Metric.MESSENGER_P99, 12.5));
        Publication.publish(new Report(Map.of(), Map.of(), Map.of(), messenger), docs, 17);
        assertThat(Files.readString(docs.resolve("performance.md")))
                .contains("| 1000-clients | **12.5** (12.5 to 12.5) |\n\n<!-- end of bench messenger-jdk-17 -->")
                .contains("<!-- bench envelopes-jdk-17 -->\n<!-- end of bench envelopes-jdk-17 -->");
        assertThat(docs.resolve("performance/messenger-jdk-17.json")).content().contains("messenger.p99");
        assertThat(docs.resolve("performance/envelopes-jdk-17.json")).doesNotExist();
    }

    @Test
    void publishingLooksFirstWhetherItCan() throws IOException {
        Files.writeString(docs.resolve("performance.md"), PAGE);
        Publication.check(docs, 17);
        assertThatThrownBy(() -> Publication.check(docs, 25)).isInstanceOf(IOException.class);
        assertThat(docs.resolve("performance.md")).content().isEqualTo(PAGE);
    }

    @Test
    void publishingNeedsMarksForTheJdk() {
        assertThatThrownBy(() -> Publication.withTables(PAGE, "jdk-25", "new"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("<!-- bench jdk-25 -->");
    }

    /** A run of some loops does not take away what hours have measured of the others. */
    @Test
    void aTableThatLacksRowsReplacesNothing() throws IOException {
        var all =
                "| loop | parameters | ns |\n|---|---|---:|\n| Frame.encode | size 64 | **1** |\n| Frame.encode | size 1024 | **2** |\n";
        var page = Publication.withWholeTable(PAGE, "jdk-17", all);
        assertThat(page).contains(all).doesNotContain("old");
        var newer = all.replace("**1**", "**3**") + "| Frame.decode |  | **4** |\n";
        assertThat(Publication.withWholeTable(page, "jdk-17", newer)).contains(newer);
        assertThatThrownBy(() -> Publication.withWholeTable(page, "jdk-17", newer.replace("size 1024", "size 9")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not measured: Frame.encode size 1024. ")
                .hasMessageContaining("empty the block jdk-17");
    }

    private static double width(org.w3c.dom.Node bar) {
        return Double.parseDouble(((Element) bar).getAttribute("width"));
    }

    private static Element parse(String svg) throws Exception {
        return DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement();
    }
}
