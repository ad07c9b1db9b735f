package io.securechannel.examples.snippets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;

/** The regions of tested files that the documentation and the Javadoc show: from each marker to its end. */
final class Regions {

    private Regions() {}

    /** {@return the text of each region by its name, without the indentation} */
    static Map<String, String> in(String file) throws IOException {
        var found = new LinkedHashMap<String, String>();
        var lines = new ArrayList<String>();
        String name = null;
        for (var line : Files.readAllLines(Path.of("src/test/java/io/securechannel/examples/snippets", file))) {
            if (line.strip().startsWith("// snippet: ")) {
                name = line.strip().substring("// snippet: ".length());
                lines.clear();
            } else if (line.strip().equals("// end") && name != null) {
                found.put(name, String.join("\n", lines).stripIndent() + "\n");
                name = null;
            } else {
                lines.add(line);
            }
        }
        return found;
    }
}
