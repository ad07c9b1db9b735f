package io.securechannel.examples.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** {@link DemoSizesIT} has more sizes. */
class DemoCommandTest {

    private final StringWriter out = new StringWriter();

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 8_193, 3_000_000})
    void keepsItsPromisesForFilesOfAnySize(int size) throws Exception {
        var content = new byte[size];
        new Random(size).nextBytes(content);
        var file = Files.write(directory.resolve("file"), content);
        assertThat(demo("--file", file.toString())).isZero();
        assertThat(out.toString())
                .contains("0 bytes delivered, 0 of them changed", "Verdict: the file arrived unchanged")
                .containsPattern("slots X-Wing, X-Wing, post-quantum\\R")
                .containsPattern("Bob opens it +the same\\R.*Carol opens it +the same\\R")
                .containsPattern("Dave tries +NOT_OPENED\\R.*one bit changed +NOT_OPENED\\R")
                .containsPattern("Dave, added by Bob +NOT_ADDRESSED: Ada")
                .containsPattern("The client knows the server's key: scn1\\w{58}\\R")
                .containsPattern("suite +TLS_\\w+ +Noise_IKhfs_25519\\+MLKEM768_AESGCM_SHA256\\R")
                .containsPattern("the server is +CN=localhost +scn1.*\\R.*the client is +CN=Ada +scn1")
                .containsPattern("post-quantum +(yes|no) +yes\\R")
                .containsPattern("binding +tls-[\\w-]+ +noise-handshake-hash\\R")
                .containsPattern("handshake +[\\d.,]+ ms +[\\d.,]+ ms\\R")
                .containsPattern("the file +the same, in .* ms +the same, in ")
                .containsPattern("the server +CORRUPT_RECORD +CORRUPT_RECORD\\R")
                .containsPattern("the client +CORRUPT_RECORD +CONNECTION_CUT\\R")
                .doesNotContain("FAILED", "DIFFERENT", "none");
        var work = Pattern.compile("in (.*) \\(removed").matcher(out.toString());
        assertThat(work.find()).isTrue();
        assertThat(Path.of(work.group(1))).doesNotExist();
    }

    @Test
    void keepsTheCertificatesWhenAsked() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "text");
        assertThat(demo("--file", file.toString(), "--keep")).isZero();
        var work = Pattern.compile("in (.*) \\(kept").matcher(out.toString());
        assertThat(work.find()).isTrue();
        var kept = Path.of(work.group(1));
        try (var files = Files.list(kept)) {
            var all = files.toList();
            assertThat(all)
                    .extracting(each -> each.getFileName().toString())
                    .containsExactlyInAnyOrder(
                            "ca.crt", "server.crt", "server.key", "client.crt", "client.key", "token");
            for (var each : all) {
                Files.delete(each);
            }
        }
        Files.delete(kept);
    }

    @Test
    void aUserLogsInAndARelayedLoginFails() throws Exception {
        var file = Files.writeString(directory.resolve("file"), "text");
        var secret = Files.writeString(directory.resolve("pw"), "secret of grace\n");
        var token = directory.resolve("grace.token");
        assertThat(demo(
                        "--file",
                        file.toString(),
                        "--user",
                        "grace",
                        "--password-file",
                        secret.toString(),
                        "--token-file",
                        token.toString()))
                .isZero();
        assertThat(out.toString())
                .containsPattern("the server knows +grace by SCRAM-SHA-256-PLUS, bound by tls-")
                .containsPattern("with its token +grace by SECURECHANNEL-TOKEN, bound by tls-")
                .contains("the password not found, the user's name not found")
                .containsPattern("server +BINDING_MISMATCH")
                .containsPattern("client +BINDING_MISMATCH")
                .contains("is in the middle, and reads along.", "a changed byte and a relayed login failed.")
                .doesNotContain("secret of grace");
        assertThat(Files.readString(token)).startsWith("securechannel reconnect token/");
    }

    @Test
    void saysWhichFileIsNotThere() throws Exception {
        var err = new StringWriter();
        var line = new CommandLine(new DemoCommand())
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(failure.getMessage());
                    return 1;
                });
        assertThat(line.execute("--file", "not-there")).isEqualTo(1);
        assertThat(err.toString()).isEqualToNormalizingNewlines("not-there: there is no such file\n");
    }

    private int demo(String... arguments) {
        return new CommandLine(new DemoCommand())
                .setOut(new PrintWriter(out, true))
                .execute(arguments);
    }
}
