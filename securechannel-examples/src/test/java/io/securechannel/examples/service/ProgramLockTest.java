package io.securechannel.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Held by one at a time, and by nobody who has ended. */
@Timeout(60)
class ProgramLockTest {

    @TempDir
    private Path directory;

    @Test
    void heldByOneInThisProgram() throws Exception {
        var file = directory.resolve("x.in-use");
        var first = ProgramLock.take(file).orElseThrow();
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
        assertThat(ProgramLock.take(directory.resolve("./x.in-use"))).isEmpty();
        first.close();
        assertThat(file).doesNotExist();
        var second = ProgramLock.take(file).orElseThrow();
        first.close();
        assertThat(file).as("the second's").exists();
        assertThat(ProgramLock.take(file)).isEmpty();
        second.close();
    }

    @Test
    void heldByAnotherProgramUntilItIsKilled() throws Exception {
        var file = directory.resolve("x.in-use");
        var other = start(file);
        try (var said = other.inputReader()) {
            assertThat(said.readLine()).isEqualTo("held");
            assertThat(ProgramLock.take(file)).isEmpty();
            assertThat(ProgramLock.take(file)).as("to look releases nothing").isEmpty();
        } finally {
            other.destroyForcibly().onExit().join();
        }
        assertThat(file).as("left by who was killed").exists();
        ProgramLock.take(file).orElseThrow().close();
        assertThat(file).doesNotExist();
    }

    @Test
    void aRefusedOneReleasesNothingOfTheHolder() throws Exception {
        var file = directory.resolve("x.in-use");
        try (var held = ProgramLock.take(file).orElseThrow()) {
            assertThat(ProgramLock.take(file)).isEmpty();
            var other = start(file);
            try (var said = other.inputReader()) {
                assertThat(said.readLine()).isEqualTo("refused");
            } finally {
                other.destroyForcibly().onExit().join();
            }
            assertThat(held).isNotNull();
        }
    }

    private static Process start(Path file) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Holder.class.getName(),
                        file.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Another program. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws IOException {
            var lock = ProgramLock.take(Path.of(arguments[0]));
            System.out.println(lock.isPresent() ? "held" : "refused");
            System.out.flush();
            int end = System.in.read(); // until it is killed
            System.exit(end < 0 ? 0 : 1);
        }
    }
}
