package io.securechannel.testkit.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a run came to.
 *
 * @param seconds that it ran, whatever was asked for
 * @param executions how many inputs were tried
 * @param edges of the followed classes that were reached
 * @param corpus how many inputs are worth keeping
 * @param findings how many inputs broke what the target asserts
 */
record FuzzFigures(long seconds, long executions, long edges, long corpus, long findings) {

    /** Of libFuzzer: {@code #4711 pulse cov: 12 ft: 34 …}. */
    private static final Pattern STATUS = Pattern.compile("^#(\\d+)\\s+\\w+\\s+cov: (\\d+) ");

    /** Of libFuzzer, once the time is over: {@code Done 4711 runs in 601 second(s)}. */
    private static final Pattern DONE = Pattern.compile("^Done \\d+ runs in (\\d+) second");

    /** From the log of a run; a run that was not ended by its time has had as many seconds as its process. */
    static FuzzFigures read(Path log, long secondsOfProcess, long corpus, long findings) throws IOException {
        long executions = 0;
        long edges = 0;
        long seconds = secondsOfProcess;
        for (var line :
                Files.readString(log, StandardCharsets.ISO_8859_1).lines().toList()) {
            var status = STATUS.matcher(line);
            if (status.find()) {
                executions = Long.parseLong(status.group(1));
                edges = Long.parseLong(status.group(2));
            }
            var done = DONE.matcher(line);
            if (done.find()) {
                seconds = Long.parseLong(done.group(1));
            }
        }
        return new FuzzFigures(seconds, executions, edges, corpus, findings);
    }

    /**
     * {@return whether there is something to tell} A fuzzer that tried nothing, or that failed without an input to show for it, has not looked: "none" would
     * be no result.
     *
     * @param exit of Jazzer
     */
    boolean tell(int exit) {
        return findings > 0 || (exit == 0 && executions > 0);
    }

    String row(String name, String module) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %,d | %,d | %,d | %,d | %s |",
                name,
                module,
                seconds,
                executions,
                edges,
                corpus,
                findings == 0 ? "none" : findings);
    }
}
