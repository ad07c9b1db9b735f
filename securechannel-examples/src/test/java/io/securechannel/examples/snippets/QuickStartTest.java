package io.securechannel.examples.snippets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The two programs of the quick start run as they are pasted, each in a process of its own, in one directory. */
@Timeout(120)
class QuickStartTest {

    @TempDir
    private Path directory;

    @Test
    void theTwoProgramsTalk() throws Exception {
        var server = start("Server", "0");
        try (var said = server.inputReader(StandardCharsets.UTF_8)) {
            var port = awaitLine(said, "listening at port ");
            var client = start("Client", port);
            try (var answered = client.inputReader(StandardCharsets.UTF_8)) {
                assertThat(answered.lines()).containsExactly("hello");
            } finally {
                client.destroyForcibly().onExit().join();
            }
            assertThat(awaitLine(said, "connected: ")).isNotEmpty();
        } finally {
            server.destroyForcibly().onExit().join();
        }
    }

    @Test
    void theProjectFileAsksForThisVersion() throws IOException {
        var page = Files.readString(Path.of("../docs/quick-start.md"));
        var parent = Files.readString(Path.of("../pom.xml"));
        var version = Pattern.compile("<artifactId>securechannel-parent</artifactId>\\s*<version>([^<]+)<")
                .matcher(parent);
        assertThat(version.find()).isTrue();
        assertThat(page)
                .contains(
                        // Maven 3.8 comes with a compiler plugin that does not know maven.compiler.release.
                        "<maven.compiler.source>17</maven.compiler.source>",
                        "<maven.compiler.target>17</maven.compiler.target>",
                        "<artifactId>securechannel-pki</artifactId>",
                        "<version>" + version.group(1) + "</version>\n    </dependency>");
    }

    private Process start(String program, String port) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var name = "io.securechannel.examples.snippets.quickstart." + program;
        return new ProcessBuilder(List.of(
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        name,
                        port))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
    }

    /** {@return what follows this beginning, in the first line that has it} */
    private static String awaitLine(BufferedReader lines, String beginning) throws IOException {
        var seen = new StringBuilder();
        for (var line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(beginning)) {
                return line.substring(beginning.length());
            }
            seen.append(line).append('\n');
        }
        throw new AssertionError("no line that begins with \"" + beginning + "\" in\n" + seen);
    }
}
