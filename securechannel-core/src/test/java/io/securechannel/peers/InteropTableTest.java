package io.securechannel.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The table in docs/ is what a run wrote, and nobody edited it or left a cell out. */
class InteropTableTest {

    @Test
    void theDocumentedTableIsARunsAndWhole() throws IOException {
        var text = Files.readString(Path.of("..", "docs", "interop.md"));
        var table = InteropTable.parse(text);
        assertThat(table.toMarkdown()).isEqualTo(text);
        assertThat(table.rows()).hasSizeGreaterThanOrEqualTo(13);
        for (var row : table.rows()) {
            for (var feature : Feature.values()) {
                assertThat(table.cell(row, feature)).as("%s, %s", row, feature).isPresent();
            }
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        var table = new InteropTable();
        table.put("peer", Feature.ALPN, "yes");
        table.put("peer", Feature.SNI, "no: it has no option for it");
        table.put("other", Feature.SNI, "n/a: it has no option for it");
        table.version("Peer", "1.2.3 with a: colon");
        var read = InteropTable.parse(table.toMarkdown());
        assertThat(read.cell("peer", Feature.ALPN)).contains("yes");
        assertThat(read.cell("peer", Feature.SNI)).contains("no: it has no option for it");
        assertThat(read.cell("other", Feature.SNI)).contains("n/a: it has no option for it");
        assertThat(read.cell("other", Feature.ALPN)).isEmpty();
        assertThat(read.version("Peer")).contains("1.2.3 with a: colon");
    }
}
