package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.examples.ConsolePage.Kind;
import io.securechannel.examples.ConsolePage.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The tutorial's commands are commands that there are. {@link SecretRoadIT} runs them. */
class SecretRoadPageTest {

    static final Path PAGE = Path.of("../docs/tutorial-secret-server.md");

    private static final Pattern COMMAND = Pattern.compile("(?:^|[ (])securechannel ([^)>]*)");

    @TempDir
    private Path directory;

    @Test
    void everyCommandParses() throws IOException {
        var commands = ConsolePage.read(PAGE).steps().stream()
                .flatMap(step -> COMMAND.matcher(step.command()).results())
                .map(found -> found.group(1).strip())
                .toList();
        assertThat(commands).hasSizeGreaterThan(20);
        var line = Main.commandLine();
        for (var command : commands) {
            assertThat(line.parseArgs(words(command)).errors()).as(command).isEmpty();
        }
    }

    @Test
    void whatIsStartedIsStopped() throws IOException {
        var steps = ConsolePage.read(PAGE).steps();
        assertThat(named(steps, Kind.STOP)).isEqualTo(named(steps, Kind.START)).isNotEmpty();
    }

    @Test
    void readsCommandsAndWhatTheyPrint() throws IOException {
        var page = Files.writeString(directory.resolve("page.md"), """
                <!-- start: tap -->
                ```console
                $ tap --listen 8001 \\
                      --text
                tap: …
                ```
                <!-- run -->
                ```console
                $ true
                $ echo
                one … three
                …
                ```
                <!-- stop: tap -->
                """);
        var steps = ConsolePage.read(page).steps();
        assertThat(steps.stream().map(Step::command)).containsExactly("tap --listen 8001 --text", "true", "echo", "");
        assertThat(steps.get(0).output().matcher("tap: listening\n").matches()).isTrue();
        assertThat(steps.get(1).output().matcher("").matches()).isTrue();
        assertThat(steps.get(2).output().matcher("one two three\nfour\nfive\n").matches())
                .isTrue();
        assertThat(steps.get(2).output().matcher("one two four\n").matches()).isFalse();
        assertThat(steps.get(2).output().matcher("zero\none two three\n").matches())
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "```console\n$ true\n```\n",
                "<!-- run -->\n\n```console\n$ true\n```\n",
                "<!-- start -->\n```console\n$ true\n```\n",
                "<!-- run -->\n```console\nno command\n```\n"
            })
    void refusesBlocksThatWouldNotBeRun(String text) throws IOException {
        var page = Files.writeString(directory.resolve("page.md"), text);
        assertThatThrownBy(() -> ConsolePage.read(page)).isInstanceOf(IOException.class);
    }

    private static List<String> named(List<Step> steps, Kind kind) {
        return steps.stream()
                .filter(step -> step.kind() == kind)
                .map(Step::name)
                .sorted()
                .collect(Collectors.toList());
    }

    /** As a shell would, for what the page has. */
    private static String[] words(String command) {
        return Pattern.compile("\"([^\"]*)\"|\\S+")
                .matcher(command)
                .results()
                .map(found -> found.group(1) == null ? found.group() : found.group(1))
                .toArray(String[]::new);
    }
}
