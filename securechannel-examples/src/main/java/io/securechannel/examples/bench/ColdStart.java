package io.securechannel.examples.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The first handshake and the first 100 MB of a fresh JVM. The handshake counts from before the contender's classes are
 * loaded until the client has the server's first byte; the JVM's own start does not count.
 */
final class ColdStart {

    private static final int BLOCKS = (100_000_000 + Bulk.BLOCK - 1) / Bulk.BLOCK;

    /** The first JDK that warns of native code. */
    private static final int FIRST_WITH_WARNINGS = 22;

    private ColdStart() {}

    /** {@return what a process of its own measured} */
    static Map<Metric, Double> inFreshProcess(Contenders contender, Credentials credentials) throws IOException {
        var process = new ProcessBuilder(command(contender))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var out = new PrintWriter(process.getOutputStream(), false, StandardCharsets.US_ASCII);
                var in = new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
            credentials.encode().forEach(out::println);
            out.flush();
            var measured = parse(in.lines().toList());
            int exit = process.waitFor();
            if (exit != 0 || measured.size() != 2) {
                throw new IOException("the fresh JVM for " + contender.title() + " ended with " + exit);
            }
            return measured;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            process.destroy();
        }
    }

    /**
     * Measures here, in the fresh process.
     *
     * @param contender who
     * @param credentials the parent's, so that no key need be made here, which would warm up
     * @return lines for {@link #parse}
     */
    static List<String> measure(Contenders contender, Credentials credentials)
            throws GeneralSecurityException, IOException {
        long start = System.nanoTime();
        try (var link = Link.open(contender.create(credentials), Contender.Mode.STREAM)) {
            link.server().write(new byte[1]);
            link.client().read(new byte[1]);
            double handshake = (System.nanoTime() - start) / 1e6;
            double bulk = Bulk.blocks(link, BLOCKS).nanos() / 1e6;
            return List.of(Metric.COLD_HANDSHAKE + " " + handshake, Metric.COLD_BULK + " " + bulk);
        }
    }

    static Map<Metric, Double> parse(List<String> lines) {
        var values = new EnumMap<Metric, Double>(Metric.class);
        for (var line : lines) {
            var words = line.split(" ", 2);
            values.put(Metric.valueOf(words[0]), Double.parseDouble(words[1]));
        }
        return values;
    }

    private static List<String> command(Contenders contender) {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= FIRST_WITH_WARNINGS) {
            command.add("--enable-native-access=ALL-UNNAMED"); // as the manifest says it for this process
        }
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add("io.securechannel.examples.Main");
        command.addAll(List.of("bench", BenchCommand.COLD_CHILD, contender.title()));
        return command;
    }
}
