package io.securechannel.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, or kills it at its deadline. */
final class Processes {

    private Processes() {}

    static Result run(Path directory, Map<String, String> environment, long seconds, List<String> command)
            throws IOException, InterruptedException {
        // A file, because a pipe that nobody reads would stop the program and a reader could outlive the deadline.
        var output = Files.createTempFile("output", ".txt");
        try {
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError("no end after " + seconds + " s: " + command + "\n" + read(output));
            }
            return new Result(command, process.exitValue(), read(output));
        } finally {
            Files.delete(output);
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    record Result(List<String> command, int exitCode, String output) {

        /** The output of a program that must have succeeded. */
        String orThrow() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + ": " + command + "\n" + output);
            }
            return output;
        }
    }
}
