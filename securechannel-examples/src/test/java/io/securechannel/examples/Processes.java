package io.securechannel.examples;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program to its end, or kills it at its deadline. */
public final class Processes {

    private Processes() {}

    /** Skips the test, by name, where the machine lacks a program. */
    public static void require(String program) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
        if (!found) {
            System.out.println(
                    "SKIPPED: " + program + " is not on the PATH, and so the checks against it are left out");
        }
        assumeTrue(found, program + " is not on the PATH: the checks against it are skipped");
    }

    /** Runs it without input; its two outputs come as one. */
    public static Result run(Path directory, Map<String, String> environment, long seconds, List<String> command)
            throws IOException, InterruptedException {
        return run(directory, environment, seconds, "", true, command);
    }

    /** Runs it with input and keeps its two outputs apart. */
    static Result runWithInput(Path directory, long seconds, String input, List<String> command)
            throws IOException, InterruptedException {
        return run(directory, Map.of(), seconds, input, false, command);
    }

    private static Result run(
            Path directory,
            Map<String, String> environment,
            long seconds,
            String input,
            boolean merged,
            List<String> command)
            throws IOException, InterruptedException {
        // Files, because a pipe that nobody reads would stop the program and a reader could outlive the deadline.
        var files = Files.createTempDirectory("process-");
        var in = Files.writeString(files.resolve("in"), input);
        var output = Files.createFile(files.resolve("out"));
        var errors = Files.createFile(files.resolve("err"));
        try {
            var builder = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectInput(in.toFile())
                    .redirectErrorStream(merged)
                    .redirectOutput(output.toFile());
            if (!merged) {
                builder.redirectError(errors.toFile());
            }
            builder.environment().putAll(environment);
            var process = builder.start();
            if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError("no end after " + seconds + " s: " + command + "\n" + read(output));
            }
            return new Result(command, process.exitValue(), read(output), read(errors));
        } finally {
            for (var file : List.of(in, output, errors, files)) {
                Files.delete(file);
            }
        }
    }

    private static String read(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }

    public record Result(List<String> command, int exitCode, String output, String errors) {

        /** The output of a program that must have succeeded. */
        public String orThrow() {
            if (exitCode != 0) {
                throw new AssertionError("exit code " + exitCode + ": " + command + "\n" + output + errors);
            }
            return output;
        }
    }
}
