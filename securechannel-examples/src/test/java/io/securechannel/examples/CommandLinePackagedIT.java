package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged command line, used as a user would: in processes of their own, from anywhere. */
class CommandLinePackagedIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();

    @TempDir
    private Path elsewhere;

    @Test
    void showsItsHelp() throws Exception {
        assertThat(run("--help").orThrow()).contains("Usage: securechannel");
    }

    /** Each command's own is in MainTest; here, that the jar starts one. */
    @Test
    void aCommandShowsItsHelp() throws Exception {
        assertThat(run("echo-client", "--help").orThrow()).contains("Usage: securechannel echo-client", "Example");
    }

    @Test
    void knowsItsVersion() throws Exception {
        assertThat(run("about").orThrow()).contains("securechannel " + System.getProperty("securechannel.version"));
    }

    @Test
    void wrongUsageIsTwo() throws Exception {
        assertThat(run("nonsense").exitCode()).isEqualTo(2);
        assertThat(run("tap", "--flip", "1", "--drop", "2").exitCode()).isEqualTo(2);
    }

    @Test
    void demoShowsWhatItPromises() throws Exception {
        Files.writeString(elsewhere.resolve("README.md"), "A secret that the plain socket shows.\n".repeat(100));
        var said = withInput("", "demo");
        assertThat(said.errors()).isEmpty();
        assertThat(said.orThrow())
                .contains(
                        "README.md, 3,800 bytes",
                        "the client talks to  CN=localhost, certified by CN=SecureChannel demo CA",
                        "the server talks to  CN=Ada, certified by CN=SecureChannel demo CA",
                        "TLSv1.3",
                        "A secret",
                        "plain socket found, channel not found",
                        "3,800 bytes delivered, 1 of them changed, no error",
                        "0 bytes delivered, 0 of them changed, and the errors",
                        "server      CORRUPT_RECORD",
                        "client      CORRUPT_RECORD",
                        "the server knows     ada by SCRAM-SHA-256-PLUS, bound by tls-",
                        "server      BINDING_MISMATCH",
                        "client      BINDING_MISMATCH",
                        "is in the middle, and reads along.",
                        "Bob opens it         the same",
                        "Dave tries           NOT_OPENED",
                        "Dave, added by Bob   NOT_ADDRESSED: Ada signed it for Bob and Carol",
                        "Noise_IKhfs_25519+MLKEM768_AESGCM_SHA256",
                        "noise-handshake-hash",
                        "Verdict: the file arrived unchanged")
                .doesNotContain("FAILED", "DIFFERENT");
        assertThat(said.output().lines().filter(line -> !line.contains(JAR.toString())))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
    }

    @Test
    void linesGoThereAndBack() throws Exception {
        try (var server = start("echo-server", "--port", "0")) {
            var port = server.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1);
            server.awaitLine("connect by: echo-client --port " + port + " --ca securechannel-dev.crt");

            var client = withInput("one\nzwölf\n\n", "echo-client", "--port", port, "--ca", "securechannel-dev.crt");
            assertThat(client.orThrow()).isEqualToNormalizingNewlines("one\nzwölf\n\n");
            assertThat(client.errors()).isEmpty();
            server.awaitLine("ended, closed by the peer, 0 \\(normal\\)");

            var stranger = withInput("", "echo-client", "--port", port);
            assertFailedInOneLine(
                    stranger, "localhost:" + port, "issued by [CN=localhost]", "Trust in force: the public");
            server.awaitLine("OWN_CERTIFICATE_REFUSED\\); refused");
            assertThat(server.stop()).isNotZero(); // by a signal
        }
    }

    @Test
    void bothEndsShowCertificates() throws Exception {
        run("dev-certs", "--dir", "certs", "--client", "ada").orThrow();
        try (var server = start(
                "echo-server --port 0 --cert certs/server.crt --key certs/server.key --client-auth --ca certs/ca.crt"
                        .split(" "))) {
            var port = server.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1);
            var own = withInput(
                    "hello\n",
                    ("echo-client --ca certs/ca.crt --cert certs/client.crt --key certs/client.key --port " + port)
                            .split(" "));
            assertThat(own.orThrow()).isEqualToNormalizingNewlines("hello\n");
            server.awaitLine("connected, CN=ada");
            assertFailedInOneLine(
                    withInput("hello\n", "echo-client", "--ca", "certs/ca.crt", "--port", port),
                    "CLIENT_CERTIFICATE_MISSING");
        }
    }

    @Test
    void theTapChangesAByteAndTheClientFails() throws Exception {
        try (var server = start("echo-server", "--port", "0")) {
            var port = server.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1);
            server.awaitLine("connect by");
            try (var tap = start("tap", "--listen", "0", "--to", "127.0.0.1:" + port, "--flip", "5000")) {
                var tapped =
                        tap.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1);
                var client = withInput(
                        "hello\n".repeat(1_000), "echo-client", "--port", tapped, "--ca", "securechannel-dev.crt");
                assertFailedInOneLine(client, "CORRUPT_RECORD");
                tap.awaitLine("#1 C>S at 0: TLS record, handshake, ClientHello");
                tap.awaitLine("\\*\\* byte 5000 changed from .. to .. \\*\\*");
                server.awaitLine("ended, CORRUPT_RECORD");
            }
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
