package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.KeyFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged echo-server and echo-client over Noise, as a user runs them: by the command that the server prints. */
class NoiseEchoIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();

    @TempDir
    private Path elsewhere;

    @Test
    void theCommandThatTheServerPrintsTalks() throws Exception {
        try (var server = start("echo-server", "--noise", "--port", "0")) {
            server.awaitLine("fingerprint of its key: \\d{5}( \\d{5}){5}$");
            var client = server.awaitLine("connect by: (echo-client --noise --port \\d+ --server-key scn1\\w{58})$");
            var said = withInput("one\nzwölf\n\n", client.group(1).split(" ", -1));
            assertThat(said.orThrow()).isEqualToNormalizingNewlines("one\nzwölf\n\n");
            assertThat(said.errors()).isEmpty();
            server.awaitLine("connected, no key, Noise, Noise_NKhfs_25519\\+MLKEM768_AESGCM_SHA256");
            server.awaitLine("ended, closed by the peer, 0 \\(normal\\)");

            var raw = withInput("hello\n", (client.group(1) + " --raw").split(" ", -1));
            assertFailedInOneLine(raw, "ALPN_MISMATCH");
            var tls = withInput(
                    "hello\n", "echo-client", "--port", client.group(1).split(" ", -1)[3]);
            assertFailedInOneLine(tls, "Noise");
        }
    }

    @Test
    void keysOfOpensslStayAndUsersLogIn() throws Exception {
        for (var name : List.of("server", "client")) {
            Processes.run(
                            elsewhere,
                            Map.of(),
                            60,
                            List.of("openssl", "genpkey", "-algorithm", "X25519", "-out", name + ".key"))
                    .orThrow();
        }
        Files.writeString(elsewhere.resolve("ada.pw"), "secret of ada\n");
        run("users", "add", "ada", "--password-file", "ada.pw").orThrow();
        try (var server =
                start("echo-server --noise --port 0 --key server.key --users securechannel.users".split(" ", -1))) {
            var client = server.awaitLine("connect by: (echo-client --noise .* --server-key scn1\\w{58}) --user NAME$");
            var said = withInput(
                    "hello\n",
                    (client.group(1) + " --key client.key --user ada --password-file ada.pw").split(" ", -1));
            assertThat(said.orThrow()).isEqualToNormalizingNewlines("hello\n");
            server.awaitLine("connected, key scn1\\w{58}, Noise, Noise_IKhfs_");
            server.awaitLine("logged in, ada by SCRAM-SHA-256-PLUS, bound by noise-handshake-hash");
        }
        try (var keys = KeyFiles.readNoiseKeyPair(elsewhere.resolve("client.key"));
                var server = start(("echo-server --noise --port 0 --key server.key --user-key robot="
                                + keys.publicKey().text())
                        .split(" ", -1))) {
            var client = server.awaitLine("connect by: (echo-client --noise .*) --key FILE --by-key$");
            var said = withInput("hello\n", (client.group(1) + " --key client.key --by-key").split(" ", -1));
            assertThat(said.orThrow()).isEqualToNormalizingNewlines("hello\n");
            server.awaitLine("logged in, robot by EXTERNAL");
        }
    }

    @Test
    void aCodeLetsOneClientInAndTheServerEnds() throws Exception {
        try (var server = start("echo-server", "--noise", "--one-time-code", "--port", "0")) {
            var code = server.awaitLine("one-time code: (\\d{3}-\\d{3}-\\d{3}), for one client")
                    .group(1);
            var client = server.awaitLine("connect by: (echo-client --noise --port \\d+) --one-time-code$");
            Files.writeString(elsewhere.resolve("code"), code + "\n");
            var said = withInput("hello\n", (client.group(1) + " --one-time-code-file code").split(" ", -1));
            assertThat(said.orThrow()).isEqualToNormalizingNewlines("hello\n");
            server.awaitLine("connected, no key, holds the shared secret, Noise, Noise_NNhfs_");
            assertThat(server.awaitEnd()).isZero();
        }
    }

    private static void assertFailedInOneLine(Processes.Result result, String... words) {
        assertThat(result.exitCode()).as("%s", result).isEqualTo(1);
        assertThat(result.errors().lines()).as("%s", result).hasSize(1);
        assertThat(result.errors()).startsWith("securechannel: ").contains(words);
    }

    private Processes.Result run(String... arguments) throws Exception {
        return Processes.run(elsewhere, Map.of(), 60, command(arguments));
    }

    private Processes.Result withInput(String input, String... arguments) throws Exception {
        return Processes.runWithInput(elsewhere, 60, input, command(arguments));
    }

    private RunningProcess start(String... arguments) throws Exception {
        return RunningProcess.start(elsewhere, command(arguments));
    }

    private static List<String> command(String... arguments) throws Exception {
        var command = new ArrayList<>(
                List.of(Jdk.found().get(0).tool("java"), "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
