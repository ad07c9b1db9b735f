package io.securechannel.pki.peers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Another program that looks at what we made, run to its end without input. */
final class Program {

    private static final long PATIENCE_SECONDS = 30;

    private Program() {}

    /** Skips the test, by name, where the machine lacks a program. */
    static void require(String name) {
        boolean found = Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, name)));
        if (!found) {
            System.out.println("SKIPPED: " + name + " is not on the PATH, and so the checks against it are left out");
        }
        assumeTrue(found, name + " is not on the PATH: the checks against it are skipped");
    }

    /** The keytool of the JDK that runs the tests. */
    static String keytool() {
        return Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    }

    static Result run(List<String> command) throws IOException, InterruptedException {
        return run(Path.of("").toAbsolutePath(), command);
    }

    static Result run(String... command) throws IOException, InterruptedException {
        return run(List.of(command));
    }

    /** Runs it in a directory; its arguments have a space between them and none in them. */
    static Result run(Path directory, String command) throws IOException, InterruptedException {
        return run(directory, List.of(command.split(" ", -1)));
    }

    private static Result run(Path directory, List<String> command) throws IOException, InterruptedException {
        // A file, because a pipe that nobody reads would stop the program, and its reader could outlive the deadline.
        var output = Files.createTempFile("program-", ".out");
        try {
            var process = new ProcessBuilder(command)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly().waitFor();
                throw new AssertionError("no end after " + PATIENCE_SECONDS + " s: " + command);
            }
            return new Result(command, process.exitValue(), Files.readString(output));
        } finally {
            Files.delete(output);
        }
    }

    /** What came of a program; what it wrote to its two outputs is one. */
    record Result(List<String> command, int exitCode, String output) {

        /** It succeeded. Gives its output. */
        String succeeded() {
            assertThat(exitCode).as("%s", this).isZero();
            return output;
        }

        /** It failed, and said this. */
        void failedWith(String message) {
            assertThat(exitCode).as("%s", this).isNotZero();
            assertThat(output).as("%s", this).contains(message);
        }

        @Override
        public String toString() {
            return String.join(" ", command) + "\n--- exit code " + exitCode + "\n" + output + "---";
        }
    }
}
