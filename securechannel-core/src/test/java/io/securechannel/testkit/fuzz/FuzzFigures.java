package io.securechannel.testkit.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * What a run came to.
 *
 * @param seconds that it had
 * @param executions how many inputs were tried
 * @param edges of the followed classes that were reached
 * @param corpus how many inputs are worth keeping
 * @param findings how many inputs broke what the target asserts
 */
record FuzzFigures(long seconds, long executions, long edges, long corpus, long findings) {

    /** Of libFuzzer: {@code #4711 pulse cov: 12 ft: 34 …}. */
    private static final Pattern STATUS = Pattern.compile("^#(\\d+)\\s+\\w+\\s+cov: (\\d+) ");

    static FuzzFigures read(Path log, long seconds, long corpus, long findings) throws IOException {
        long executions = 0;
        long edges = 0;
        for (var line :
                Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList()) {
            var status = STATUS.matcher(line);
            if (status.find()) {
                executions = Long.parseLong(status.group(1));
                edges = Long.parseLong(status.group(2));
            }
        }
        return new FuzzFigures(seconds, executions, edges, corpus, findings);
    }

    String row(String name, String module) {
        return "| %s | %s | %,d | %,d | %,d | %,d | %s |"
                .formatted(name, module, seconds, executions, edges, corpus, findings == 0 ? "none" : findings);
    }
}
