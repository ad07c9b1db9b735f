package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged echo-server under the Flight Recorder, by the commands of docs/how-to/observe.md; and without one. */
@Timeout(300)
class FlightRecorderIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();
    private static final String SEEN = "io.securechannel.*";

    /** All that the example needs, without jdk.jfr. */
    private static final String WITHOUT_RECORDER =
            "java.base,java.logging,java.naming,java.net.http,java.sql,java.desktop,"
                    + "java.management,java.security.jgss,jdk.httpserver,jdk.crypto.ec,jdk.unsupported";

    @TempDir
    private Path elsewhere;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aRecordingFromTheBeginningHasHandshakeAndClose(boolean noise) throws Exception {
        try (var server = start(List.of("-XX:StartFlightRecording=filename=server.jfr"), noise)) {
            say(connectCommand(server));
            server.awaitLine("ended, closed by the peer");
            server.stop();
        }
        var printed = jfr("print", "--events", SEEN, "server.jfr");
        assertThat(printed)
                .contains(
                        "io.securechannel.Handshake {",
                        "succeeded = true",
                        "protocol = \"" + (noise ? "Noise" : "TLSv1.3"))
                .containsPattern("waiting = [\\d.,]+ m?s")
                .containsPattern("engine = [\\d.,]+ m?s")
                .contains("io.securechannel.Close {", "by = \"PEER\"", "reason = \"NORMAL\"", "messagesReceived = 1")
                .doesNotContain("hello");
    }

    /** As when trouble has begun already: the classes are loaded, and become events then. */
    @Test
    void aRecordingThatBeginsLaterHasWhatComesThen() throws Exception {
        try (var server = start(List.of(), true)) {
            var client = connectCommand(server);
            say(client);
            server.awaitLine("ended, closed by the peer");
            jcmd(
                    server,
                    "JFR.start",
                    "name=channels",
                    "settings=none",
                    "+io.securechannel.Handshake#enabled=true",
                    "+io.securechannel.Close#enabled=true",
                    "+io.securechannel.SlowPeer#threshold=1s");
            say(client);
            server.awaitLine("ended, closed by the peer");
            // The line is written before the socket is closed, and the event after it: so that of the first channel may
            // be in it, too.
            String printed;
            do {
                jcmd(server, "JFR.dump", "name=channels", "filename=" + elsewhere.resolve("later.jfr"));
                printed = jfr("print", "--events", SEEN, "later.jfr");
            } while (!channels(printed, "Close").contains("2"));
            assertThat(channels(printed, "Handshake")).containsExactly("2");
            assertThat(channels(printed, "Close")).isSubsetOf("1", "2");
        }
    }

    /** {@return the numbers of the channels of which a recording has such an event} */
    private static List<String> channels(String printed, String event) {
        return Pattern.compile("io\\.securechannel\\." + event + " \\{[^}]*\\bchannel = (\\d+)")
                .matcher(printed)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    @Test
    void aRuntimeWithoutTheRecorderServesAsWell() throws Exception {
        try (var server = start(List.of("--limit-modules", WITHOUT_RECORDER), true)) {
            say(connectCommand(server));
            server.awaitLine("ended, closed by the peer");
        }
    }

    private RunningProcess start(List<String> options, boolean noise) throws Exception {
        var command = new ArrayList<>(List.of(Jdk.found().get(0).tool("java"), "-XX:TieredStopAtLevel=1"));
        command.addAll(options);
        command.addAll(List.of("-jar", JAR.toString(), "echo-server", "--port", "0"));
        if (noise) {
            command.add("--noise");
        }
        return RunningProcess.start(elsewhere, command);
    }

    private static String[] connectCommand(RunningProcess server) throws Exception {
        return server.awaitLine("connect by: (echo-client .*)$").group(1).split(" ", -1);
    }

    private void say(String[] client) throws Exception {
        var command = new ArrayList<>(
                List.of(Jdk.found().get(0).tool("java"), "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
        command.addAll(Arrays.asList(client));
        assertThat(Processes.runWithInput(elsewhere, 60, "hello\n", command).orThrow())
                .isEqualToNormalizingNewlines("hello\n");
    }

    private String jfr(String... arguments) throws Exception {
        return tool("jfr", arguments);
    }

    private void jcmd(RunningProcess server, String... arguments) throws Exception {
        var all = new ArrayList<>(List.of(Long.toString(server.pid())));
        all.addAll(Arrays.asList(arguments));
        assertThat(tool("jcmd", all.toArray(String[]::new))).doesNotContain("Exception");
    }

    private String tool(String name, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of(Jdk.found().get(0).tool(name)));
        command.addAll(Arrays.asList(arguments));
        return Processes.run(elsewhere, Map.of(), 60, command).orThrow();
    }
}
