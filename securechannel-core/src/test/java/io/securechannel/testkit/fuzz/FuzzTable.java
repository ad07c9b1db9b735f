package io.securechannel.testkit.fuzz;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.TreeMap;

/** The table of what the last run of each target came to: docs/testing/fuzz.md with {@code -Dfuzz.update=true}, else in target/. */
final class FuzzTable {

    private static final String HEAD = """
            # What fuzzing came to

            Written by the ring `fuzz` ([testing.md](../testing.md#fuzzing)) with `-Dfuzz.update=true`: the last run of each target. Edges are the
            branches of our own classes, and of the parsers that they call, that the inputs reached; the corpus is what was kept of them.

            | target | module | seconds | inputs | edges | corpus | findings |
            |---|---|--:|--:|--:|--:|---|
            """;

    private FuzzTable() {}

    /** Two targets may end at once, each in a process of its own. */
    static void add(String name, String module, FuzzFigures figures) throws IOException {
        boolean update = Boolean.getBoolean("fuzz.update");
        var root = Path.of(System.getProperty("securechannel.root", ".."));
        var file = update ? root.resolve("docs/testing/fuzz.md") : Path.of("target/fuzz/fuzz.md");
        Files.createDirectories(file.getParent());
        Files.createDirectories(Path.of("target/fuzz"));
        try (var channel = FileChannel.open(
                        Path.of("target/fuzz/table.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            if (!lock.isValid()) {
                throw new IOException("the table is locked");
            }
            var rows = new TreeMap<String, String>();
            if (Files.exists(file)) {
                Files.readString(file)
                        .lines()
                        .filter(line -> line.startsWith("| ") && line.contains(" | securechannel-"))
                        .forEach(line -> rows.put(line.substring(2, line.indexOf(" | ")), line));
            }
            rows.put(name, figures.row(name, module));
            Files.writeString(file, HEAD + String.join("\n", rows.values()) + "\n");
        }
    }
}
