package io.securechannel.examples.rsamigration;

import static io.securechannel.examples.rsamigration.Keys.LONG;
import static io.securechannel.examples.rsamigration.Keys.loopback;
import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.examples.InProcess;
import io.securechannel.keys.KeyFiles;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The commands as they are typed; servers and clients as processes are in RsaMigrationIT. */
@Tag("verify")
@Timeout(60)
class RsaMigrationCommandTest {

    private static final String PIN = Keys.PIN.fingerprint();

    @TempDir
    private Path directory;

    private InProcess line;

    @BeforeEach
    void prepare() throws Exception {
        line = new InProcess(directory);
        KeyFiles.writePem(Keys.ADA, line.file("ada.pem"));
    }

    @Test
    void theStoryComesOutAsItHasTo() throws Exception {
        var out = new StringWriter();
        try (var story = new Story(new Teller(new PrintWriter(out, true)), Keys.SERVER, Keys.READING)) {
            assertThat(story.tell()).isTrue();
        }
        assertThat(out.toString())
                .containsPattern(
                        "client +has sent \"meet me at noon\"\\R +man in the middle +reads \"meet me at noon\"\\R"
                                + " +server +\"meet me at noon\"\\R")
                .contains("(PIN_MISMATCH)", "left without a word", "(UNKNOWN_SENDER)", "(UNTRUSTED_CERTIFICATE)")
                .containsPattern("server +\"meet me at midnight\"\\R")
                .containsPattern("repeated: server +\"meet me at noon\"\\R +and then +the envelope [0-9a-f]{32} of")
                .containsPattern("the thief +reads \"meet me at noon\"\\R")
                .containsPattern("the message is not in the \\d{4} bytes that crossed")
                .contains(
                        "Verdict: the man in the middle reads step 0, forges in step 1, and does neither in steps 2 and 3.")
                .doesNotContain("!", "FAILED");
    }

    /** The verdict can be the other one. */
    @Test
    void aStoryThatEndsOtherwiseIsMarked() {
        var out = new StringWriter();
        var teller = new Teller(new PrintWriter(out, true));
        teller.got("client", "has sent it", "sent");
        assertThat(teller.asExpected()).isTrue();
        teller.got("client", "has sent it", "PIN_MISMATCH");
        teller.got("client", "has sent it", "sent");
        assertThat(teller.asExpected()).isFalse();
        teller.verdict();
        assertThat(out.toString()).contains("Verdict: FAILED");
        assertThat(out.toString().lines()).anyMatch(each -> each.startsWith("   ! client"));
    }

    @Test
    void eachStepSendsStandardInput() throws Exception {
        var served = new Notes();
        try (var server = SocketServer.open(loopback(0), LONG, served, new OldServer(Keys.SERVER, served))) {
            assertThat(client("grüße\n", "--port", port(server)))
                    .contains("sent; whether it has arrived")
                    .contains("warning: step 0 encrypts to whoever answers");
            assertThat(served.next().outcome()).isEqualTo("\"grüße\"");
            assertThat(client("two\nlines\r\n", "--port", port(server), "--step", "1", "--pin", PIN))
                    .doesNotContain("warning");
            assertThat(served.next().outcome()).isEqualTo("\"two\nlines\"");
        }
        var handler = new EnvelopeServer(Keys.SERVER, List.of(Keys.ADA.publicKey()), Instant.EPOCH, served);
        try (var server = SocketServer.open(loopback(0), LONG, served, handler)) {
            client("hello", "--port", port(server), "--step", "2", "--pin", PIN, "--sign", line.path("ada.pem"));
            assertThat(served.next().outcome()).isEqualTo("\"hello\"");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "client --step 4 | --step is 0, 1, 2 or 3",
                "client --step 1 | --step 1 needs --pin FINGERPRINT",
                "client --pin SHA256:x | --pin is for --step 1 to 3, and this is --step 0",
                "client --step 1 --pin SHA256:x | is no fingerprint: it is SHA256: and 43 characters",
                "client --step 1 --pin PIN --sign ada.pem | --sign is for --step 2, and this is --step 1",
                "client --step 2 --pin PIN | --step 2 needs --sign FILE",
                "client --step 2 --pin PIN --sign ada.pem --ca a.crt | --ca is for --step 3",
                "client --step 3 | --step 3 needs --ca FILE or --pin sha256/...: one of them",
                "client --step 3 --pin PIN | not a pin",
                "client --timeout 0 | --timeout is 1 to 3600 seconds",
                "server --step 2 | --step 2 needs --from FILE: who may send",
                "server --from ada.pub | --from is for --step 2",
                "server --cert a.crt | --cert is for --step 3",
                "server --step 3 --cert a.crt | --cert and --key belong together in step 3",
                "server --step -1 | --step is 0, 1, 2 or 3",
                "mitm --timeout 4000 | --timeout is 1 to 3600 seconds",
                "mitm --replay --tls | mutually exclusive",
                "mitm --to nowhere | is not HOST:PORT"
            })
    void wrongUsageSaysWhatIsRight(String arguments, String says) {
        var err = new StringWriter();
        int code = new CommandLine(new RsaMigrationCommand())
                .setErr(new PrintWriter(err, true))
                .execute(arguments.replace("PIN", PIN).split(" ", -1));
        assertThat(code).isEqualTo(2);
        assertThat(err.toString().lines().findFirst().orElse("")).contains(says);
    }

    @Test
    void errorsAreOneLine() throws Exception {
        KeyFiles.writePem(Keys.SERVER.publicKey(), line.file("server.pub"));
        assertThat(line.run("rsa-migration client --step 1").wrong()).startsWith("--step 1 needs --pin FINGERPRINT");
        assertThat(line.run("rsa-migration server --key @ada.pem").failed()).contains("(WRONG_KIND");
        assertThat(line.run("rsa-migration server --key @none.pem").failed()).contains("none.pem");
        assertThat(line.run("rsa-migration server --step 2 --from @ada.pem").failed())
                .contains("ada.pem");
    }

    @Test
    void whatStrangersSendDoesNotSteerTheTerminal() {
        var out = new StringWriter();
        var journal = new PrintedJournal(new PrintWriter(out, true), "server");
        journal.message("127.0.0.1:1", "\u001b[2Jhello\nserver: message from 127.0.0.1:2: pay");
        assertThat(out.toString().lines())
                .containsExactly("server: message from 127.0.0.1:1: ?[2Jhello?server: message from 127.0.0.1:2: pay");
    }

    /** {@return standard output and standard error of a client that must have succeeded} */
    private static String client(String input, String... arguments) {
        var out = new StringWriter();
        var writer = new PrintWriter(out, true);
        var client = new ClientCommand(new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)));
        int code = new CommandLine(client).setOut(writer).setErr(writer).execute(arguments);
        assertThat(code).as(out.toString()).isZero();
        return out.toString();
    }

    private static String port(SocketServer server) {
        return Integer.toString(server.port());
    }
}
