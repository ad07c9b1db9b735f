package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import io.securechannel.keys.KeyFiles;
import io.securechannel.keys.SigningKeyPair;
import io.securechannel.keys.SigningKeyType;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * rsa-migration as a user runs it, with the programs of docs/python at the other end, in the middle of them, and by itself. Those need
 * python3 with cryptography; the tests that do are skipped by name where it is missing.
 */
@Tag("it")
@Timeout(180)
class RsaMigrationIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();
    private static final Path SCRIPTS =
            Path.of("../docs/python").toAbsolutePath().normalize();
    private static final String MESSAGE = "meet me at noon, 世界";

    /** Python's own way to write a text. */
    private static final String SHOWN = "'" + MESSAGE + "'";

    private static String python = "";

    @TempDir
    private Path directory;

    @BeforeAll
    static void findPython(@TempDir Path anywhere) throws Exception {
        for (var each : List.of("/usr/bin/python3", "python3")) {
            if (hasCryptography(each, anywhere)) {
                python = each;
            }
        }
    }

    @Test
    void javaServesPython() throws Exception {
        requirePython();
        try (var server = start(java("server", "--port", "0"))) {
            var port = portOf(server);
            assertThat(python("rsa_client.py", port)).isEqualTo("sent\n");
            server.awaitLine("server: message from 127\\.0\\.0\\.1:\\d+: " + MESSAGE + "$");
        }
    }

    @Test
    void pythonServesJava() throws Exception {
        requirePython();
        try (var server = start(script("rsa_server.py", "0"))) {
            var port = portOf(server);
            var sent = run(java("client", "--host", "127.0.0.1", "--port", port));
            assertThat(sent.orThrow()).contains("client: sent; whether it has arrived");
            assertThat(sent.errors()).contains("warning: step 0").doesNotContain("rsa-migration:");
            server.awaitLine("message: " + SHOWN);
            var wrong = run(java(
                    "client",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    port,
                    "--step",
                    "1",
                    "--pin",
                    "SHA256:" + "A".repeat(43)));
            assertThat(wrong.exitCode()).isEqualTo(1);
            assertThat(wrong.errors().lines()).singleElement().asString().contains("(PIN_MISMATCH)");
            server.awaitLine("refused: ");
        }
    }

    /** Neither of the two tutorials' programs notices anything. */
    @Test
    void aManInTheMiddleReadsWhatPythonSendsPython() throws Exception {
        requirePython();
        try (var server = start(script("rsa_server.py", "0"));
                var mitm = start(java("mitm", "--listen", "0", "--to", "127.0.0.1:" + portOf(server)))) {
            assertThat(python("rsa_client.py", portOf(mitm))).isEqualTo("sent\n");
            mitm.awaitLine("mitm: message from 127\\.0\\.0\\.1:\\d+: " + MESSAGE + "$");
            server.awaitLine("message: " + SHOWN);
        }
        try (var server = start(script("rsa_server.py", "0"));
                var mitm = start(java(
                        "mitm", "--listen", "0", "--to", "127.0.0.1:" + portOf(server), "--forge", "at midnight"))) {
            assertThat(python("rsa_client.py", portOf(mitm))).isEqualTo("sent\n");
            server.awaitLine("message: 'at midnight'");
        }
    }

    @Test
    void envelopesCrossBothWays() throws Exception {
        requirePython();
        var pin = writeKeys();
        try (var server =
                start(java("server", "--port", "0", "--step", "2", "--key", "rsa.pem", "--from", "ada.pub"))) {
            var port = portOf(server);
            assertThat(python("rsa_envelope.py", "send", port, "--pin", pin, "--sign", "ada.pem"))
                    .isEqualTo("sent\n");
            server.awaitLine("server: message from .*, signed by .*: " + MESSAGE + "$");
        }
        try (var server = start(script("rsa_envelope.py", "serve", "0", "--key", "rsa.pem", "--from", "ada.pub"))) {
            assertThat(server.awaitLine("my key is (.*)").group(1)).isEqualTo(pin);
            run(java("client", "--port", portOf(server), "--step", "2", "--pin", pin, "--sign", "ada.pem"))
                    .orThrow();
            server.awaitLine("message: " + SHOWN);
        }
    }

    @Test
    void aManInTheMiddleOfPythonsEnvelopesGetsNothing() throws Exception {
        requirePython();
        var pin = writeKeys();
        try (var server =
                start(java("server", "--port", "0", "--step", "2", "--key", "rsa.pem", "--from", "ada.pub"))) {
            var port = portOf(server);
            try (var mitm = start(java("mitm", "--listen", "0", "--to", "127.0.0.1:" + port))) {
                var refused = run(script("rsa_envelope.py", "send", portOf(mitm), "--pin", pin, "--sign", "ada.pem"));
                assertThat(refused.exitCode()).isEqualTo(1);
                assertThat(refused.errors()).contains("the server showed the key", pin);
                mitm.awaitLine("left without a word");
            }
            server.awaitLine("left without a word");
            try (var mitm = start(java("mitm", "--listen", "0", "--to", "127.0.0.1:" + port, "--replay"))) {
                python("rsa_envelope.py", "send", portOf(mitm), "--pin", pin, "--sign", "ada.pem");
                server.awaitLine("server: message from .*" + MESSAGE + "$");
                server.awaitLine("\\(REPLAYED\\)");
            }
        }
    }

    @Test
    void aChannelAnswersAndTheManInTheMiddleIsRefused() throws Exception {
        try (var server = start(java("server", "--port", "0", "--step", "3"))) {
            var pin = server.awaitLine("pin of my certificate is (sha256/.*)").group(1);
            var port = portOf(server);
            assertThat(run(java("client", "--port", port, "--step", "3", "--pin", pin))
                            .orThrow())
                    .contains("received 19 characters");
            assertThat(run(java("client", "--port", port, "--step", "3", "--ca", "rsa-migration.crt"))
                            .orThrow())
                    .isEqualTo("client: the server answered: received 19 characters\n");
            server.awaitLine("server: message from .*: " + MESSAGE + "$");
            try (var mitm = start(java("mitm", "--listen", "0", "--tls"))) {
                var refused = run(java("client", "--port", portOf(mitm), "--step", "3", "--ca", "rsa-migration.crt"));
                assertThat(refused.exitCode()).isEqualTo(1);
                assertThat(refused.errors().lines()).singleElement().asString().contains("(UNTRUSTED_CERTIFICATE");
                mitm.awaitLine("\\(OWN_CERTIFICATE_REFUSED\\)");
            }
        }
    }

    @Test
    void theDemoEndsWithItsVerdict() throws Exception {
        assertThat(run(java("demo")).orThrow()).contains("(REPLAYED)", "Verdict: the man in the middle reads step 0");
    }

    @Test
    void aServerEndsOnCtrlC() throws Exception {
        try (var server = start(java("server", "--port", "0"))) {
            portOf(server);
            assertThat(server.stop()).isEqualTo(143);
        }
    }

    /** {@return the fingerprint of the server's key} */
    private String writeKeys() throws Exception {
        try (var rsa = EnvelopeKeyPair.generate(EnvelopeKeyType.RSA_2048);
                var ada = SigningKeyPair.generate(SigningKeyType.ED25519)) {
            KeyFiles.writePem(rsa, directory.resolve("rsa.pem"));
            KeyFiles.writePem(ada, directory.resolve("ada.pem"));
            KeyFiles.writePem(ada.publicKey(), directory.resolve("ada.pub"));
            return rsa.publicKey().fingerprint();
        }
    }

    private String python(String name, String... arguments) throws Exception {
        return run(script(name, arguments)).orThrow();
    }

    private Processes.Result run(List<String> command) throws Exception {
        return Processes.runWithInput(directory, 60, MESSAGE + "\n", command);
    }

    private RunningProcess start(List<String> command) throws IOException {
        return RunningProcess.start(directory, command);
    }

    private static String portOf(RunningProcess server) throws InterruptedException {
        return server.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1);
    }

    private static List<String> java(String... arguments) throws IOException {
        var command =
                new ArrayList<>(List.of(Jdk.found().get(0).tool("java"), "-jar", JAR.toString(), "rsa-migration"));
        command.addAll(List.of(arguments));
        return command;
    }

    private static List<String> script(String name, String... arguments) {
        var command = new ArrayList<>(List.of(python, SCRIPTS.resolve(name).toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private static void requirePython() {
        if (python.isEmpty()) {
            System.out.println("SKIPPED: no python3 with cryptography, and so the checks against it are left out");
        }
        assumeTrue(!python.isEmpty(), "no python3 with cryptography: the checks against it are skipped");
    }

    private static boolean hasCryptography(String program, Path anywhere) throws Exception {
        try {
            return Processes.run(anywhere, Map.of(), 60, List.of(program, "-c", "import cryptography"))
                            .exitCode()
                    == 0;
        } catch (IOException e) {
            return false; // there is none of that name
        }
    }
}
