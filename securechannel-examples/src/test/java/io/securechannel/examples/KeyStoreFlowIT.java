package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.securechannel.examples.console.OwnerOnlyFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From an empty directory to a revoked client, by the packaged command line, with the cost of passwords that users have. */
class KeyStoreFlowIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();
    private static final String PASSWORD = "Correct-Horse-7319";
    private static final String TYPED = "Typed-Battery-2288";

    @TempDir
    private Path elsewhere;

    @Test
    void anAuthorityAServerAndAClientThatIsRevoked() throws Exception {
        assertThat(done("ca init Example-Root-CA")).contains("root authority CN=Example-Root-CA");
        done("ca issue --server localhost");
        done("ca issue --client ada");
        done("ca export --out root.crt");
        done("keys import root root.crt");
        done("ca crl --out ca.crl");
        try (var server = start("echo-server --port 0 --identity localhost --client-auth --trust root --crl ca.crl")) {
            var port = server.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1);
            var client = "echo-client --port " + port + " --ca root.crt --identity ada";
            assertThat(execute("hello\n", client).orThrow()).isEqualToNormalizingNewlines("hello\n");
            server.awaitLine("connected, CN=ada");

            assertThat(done("ca issue --renew localhost")).contains("version 2");
            assertThat(execute("again\n", client).orThrow()).isEqualToNormalizingNewlines("again\n");
            server.awaitLine("from now on: ");
            var inspected = execute("", "inspect localhost:" + port + " --ca root.crt --json");
            assertThat(inspected.output()).contains(serial("localhost"));

            assertThat(done("ca revoke --entry ada --reason key-compromise")).contains("revoked, key-compromise");
            assertThat(done("ca crl --out ca.crl")).contains("revoked certificates: 1");
            var refused = execute("hello\n", client);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.output()).isEmpty();
            assertThat(refused.errors().lines()).hasSize(1);
            server.awaitLine("\\(CERTIFICATE_REVOKED\\); refused");
        }
        done("keys export ada --out ada.crt");
        assertThat(execute("", "ca verify ada.crt --ca root.crt --crl ca.crl").errors())
                .contains("(CERTIFICATE_REVOKED)");
    }

    @Test
    void exportedKeysAreEncryptedAndOpenssl() throws Exception {
        Processes.require("openssl");
        writeSecret("epw", "Export-Password-4711");
        done("ca init Root");
        done("ca issue --server chat.example");
        done("keys export chat.example --private --out s.key --export-password-file epw");
        done("keys export chat.example --private --form pkcs12 --out s.p12 --export-password-file epw");
        openssl("pkey -in s.key -passin file:epw -noout");
        openssl("pkcs12 -in s.p12 -passin file:epw -noout");
        done("keys import again s.crt s.key --key-password-file epw");
        done("keys import p12 s.p12 --key-password-file epw");
        assertThat(serial("again")).isEqualTo(serial("p12")).isEqualTo(serial("chat.example"));

        openssl("req -new -newkey rsa:2048 -nodes -keyout r.key -out r.csr -subj /CN=web.example -addext"
                + " subjectAltName=DNS:web.example");
        done("ca sign r.csr --server --grant web.example --out r.crt");
        done("ca export --out root.crt");
        done("ca crl --out ca.crl");
        openssl("verify -CAfile root.crt -CRLfile ca.crl -crl_check -verify_hostname web.example r.crt");
    }

    @Test
    void aPasswordFromTheEnvironment() throws Exception {
        var line = command("keys init --password-env STORE_PASSWORD".split(" "));
        var made = Processes.run(elsewhere, Map.of("STORE_PASSWORD", PASSWORD), 60, line);
        assertThat(made.orThrow()).contains("made securechannel.keys").doesNotContain(PASSWORD);
        assertThat(done("keys list")).startsWith("NAME");
    }

    @Test
    void withoutATerminalNobodyIsAsked() throws Exception {
        var asked = Processes.runWithInput(elsewhere, 60, PASSWORD + "\n", command("keys", "init"));
        assertThat(asked.exitCode()).isEqualTo(1);
        assertThat(asked.errors()).contains("none was typed; --password-file FILE or --password-env NAME");
        assertThat(elsewhere.resolve("securechannel.keys")).doesNotExist();
    }

    @Test
    void aBrokenPipeIsNoError() throws Exception {
        Processes.require("sh");
        done("keys init");
        var java = String.join(" ", command());
        var piped = Processes.runWithInput(
                elsewhere, 60, "", List.of("sh", "-c", java + " keys list --password-file pw | true"));
        assertThat(piped.exitCode()).isZero();
        assertThat(piped.errors()).isEmpty();
    }

    @Test
    void aTypedPasswordIsNotShown() throws Exception {
        Processes.require("tmux");
        var socket = "securechannel-" + ProcessHandle.current().pid();
        var java = String.join(" ", command("keys", "init"));
        try {
            tmux(socket, "new-session", "-d", "-s", "it", "-x", "200", "-y", "50", "-c", elsewhere.toString(), "sh");
            tmux(socket, "send-keys", "-t", "it", java + "; echo ended-$?", "Enter");
            awaitScreen(socket, "New password of securechannel.keys:");
            tmux(socket, "send-keys", "-t", "it", TYPED, "Enter");
            awaitScreen(socket, "The same again:");
            tmux(socket, "send-keys", "-t", "it", TYPED, "Enter");
            assertThat(awaitScreen(socket, "ended-0"))
                    .contains("made securechannel.keys")
                    .doesNotContain(TYPED);
        } finally {
            tmux(socket, "kill-server");
        }
        writeSecret("typed", TYPED);
        assertThat(Processes.run(elsewhere, Map.of(), 60, command("keys", "list", "--password-file", "typed"))
                        .orThrow())
                .startsWith("NAME");
    }

    /** Asks again and again until it is there; asking takes a few milliseconds each time. */
    private String awaitScreen(String socket, String text) throws Exception {
        long until = System.nanoTime() + 60_000_000_000L;
        var screen = "";
        while (System.nanoTime() - until < 0) {
            screen = tmux(socket, "capture-pane", "-p", "-J", "-t", "it");
            if (screen.contains(text)) {
                return screen;
            }
        }
        throw new AssertionError("no " + text + " on the screen:\n" + screen);
    }

    private String tmux(String socket, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("tmux", "-L", socket, "-f", "/dev/null"));
        command.addAll(Arrays.asList(arguments));
        return Processes.run(elsewhere, Map.of(), 20, command).orThrow();
    }

    private String serial(String entry) throws Exception {
        return JsonParser.parseString(done("keys show --json " + entry))
                .getAsJsonObject()
                .getAsJsonArray("chain")
                .get(0)
                .getAsJsonObject()
                .get("serial")
                .getAsString();
    }

    private String done(String line) throws Exception {
        var result = execute("", line);
        assertThat(result.errors()).as("%s", line).isEmpty();
        return result.orThrow();
    }

    /** A key store's password is in a file that every command is told of. */
    private Processes.Result execute(String input, String line) throws Exception {
        return Processes.runWithInput(elsewhere, 60, input, withPassword(line));
    }

    private RunningProcess start(String line) throws Exception {
        return RunningProcess.start(elsewhere, withPassword(line));
    }

    private void writeSecret(String file, String secret) throws Exception {
        OwnerOnlyFile.write(elsewhere.resolve(file), (secret + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private List<String> withPassword(String line) throws Exception {
        writeSecret("pw", PASSWORD);
        var command = command(line.split(" "));
        if (!line.startsWith("inspect") && !line.startsWith("ca verify")) {
            command.addAll(List.of("--password-file", "pw"));
        }
        return command;
    }

    private void openssl(String arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(Arrays.asList(arguments.split(" ")));
        Processes.run(elsewhere, Map.of(), 60, command).orThrow();
    }

    private static List<String> command(String... arguments) throws Exception {
        var command = new ArrayList<>(
                List.of(Jdk.found().get(0).tool("java"), "-XX:TieredStopAtLevel=1", "-jar", JAR.toString()));
        command.addAll(Arrays.asList(arguments));
        return command;
    }
}
