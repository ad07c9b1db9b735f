package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyCommandHasHelp() {
        var line = Main.commandLine();
        for (var path : paths(line, List.of())) {
            var arguments = new ArrayList<>(path);
            arguments.add("--help");
            assertThat(execute(line, arguments)).as("%s", arguments).isEqualTo(Main.DONE);
            assertThat(out.toString()).as("%s", arguments).contains("Usage: securechannel");
            if (path.size() == 1) {
                assertThat(out.toString()).as("%s", arguments).contains("Example");
            }
            assertThat(out.toString().lines())
                    .as("an example is not broken in its middle: %s", arguments)
                    .containsAll(List.of(footer(line, path)));
            assertThat(err.toString()).as("%s", arguments).isEmpty();
            out.getBuffer().setLength(0);
        }
    }

    @Test
    void aPortThatIsTakenIsToldWithTheOptionThatNamesAnother() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var port = Integer.toString(taken.getLocalPort());
            assertThat(execute(Main.commandLine(), List.of("tap", "--listen", port)))
                    .isEqualTo(Main.FAILED);
            assertThat(execute(Main.commandLine(), List.of("secret-road", "plain-server", "--port", port)))
                    .isEqualTo(Main.FAILED);
            var beginning = "securechannel: cannot listen at 127.0.0.1:" + port + ": Address already in use";
            var advice = ": another program listens there; end it, or take another port by ";
            assertThat(err.toString().lines())
                    .hasSize(2)
                    .allMatch(line -> line.startsWith(beginning))
                    .anyMatch(line -> line.endsWith(advice + "--listen"))
                    .anyMatch(line -> line.endsWith(advice + "--port"));
        }
    }

    @Test
    void doneIsZero() {
        assertThat(execute(Main.commandLine(), List.of("about"))).isEqualTo(0);
        assertThat(out.toString()).contains("Java " + Runtime.version());
    }

    @Test
    void failedIsOneAndOneLine() {
        var line = Main.commandLine().addSubcommand("fail", new Failing());
        assertThat(execute(line, List.of("fail"))).isEqualTo(1);
        assertThat(err.toString()).isEqualToNormalizingNewlines("securechannel: no route to chat.example\n");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void anOptionThatIsMisspelledIsSuggested() {
        assertThat(execute(Main.commandLine("echo-client"), List.of("echo-client", "--prot", "7444")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Unknown option").contains("Did you mean: --port\n");
        err.getBuffer().setLength(0);
        assertThat(execute(Main.commandLine("echo-client"), List.of("echo-client", "--hots=localhost")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Did you mean: --host\n");
    }

    @Test
    void wrongUsageIsTwo() {
        assertThat(execute(Main.commandLine(), List.of())).isEqualTo(2);
        assertThat(err.toString()).contains("Usage: securechannel");
        err.getBuffer().setLength(0);
        assertThat(execute(Main.commandLine(), List.of("nonsense"))).isEqualTo(2);
        assertThat(execute(Main.commandLine(), List.of("about", "--nonsense"))).isEqualTo(2);
        // Which ones it suggests depends on all that there are.
        assertThat(err.toString().lines().map(line -> line.replaceFirst("(?<=mean: securechannel ).*", "…")))
                .containsExactly(
                        "Unmatched argument at index 0: 'nonsense'",
                        "Did you mean: securechannel …",
                        "see securechannel --help",
                        "Unknown option: '--nonsense'",
                        "see securechannel about --help");
        assertThat(out.toString()).isEmpty();
    }

    private int execute(CommandLine line, List<String> arguments) {
        return line.setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    private static String[] footer(CommandLine line, List<String> path) {
        var command = line;
        for (var name : path) {
            command = command.getSubcommands().get(name);
        }
        return command.getCommandSpec().usageMessage().footer();
    }

    private static List<List<String>> paths(CommandLine line, List<String> path) {
        var paths = new ArrayList<List<String>>();
        paths.add(path);
        line.getSubcommands().forEach((name, sub) -> {
            var longer = new ArrayList<>(path);
            longer.add(name);
            paths.addAll(paths(sub, longer));
        });
        return paths;
    }

    @CommandLine.Command(name = "fail")
    private static final class Failing implements Runnable {
        @Override
        public void run() {
            throw new IllegalStateException("no route\n  to chat.example");
        }
    }
}
