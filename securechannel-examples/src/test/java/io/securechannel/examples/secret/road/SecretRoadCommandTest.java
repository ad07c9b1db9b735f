package io.securechannel.examples.secret.road;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.hybrid.symmetric.SymmetricCipher;
import io.securechannel.keys.EnvelopeKeyPair;
import io.securechannel.keys.EnvelopeKeyType;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Each step of the road, its servers and clients in this process. */
@Timeout(60)
class SecretRoadCommandTest {

    private static final String SECRET = "The squirrels meet at nine, under the old oak.";

    @TempDir
    private Path directory;

    @Test
    void plain() throws Exception {
        try (var server = Started.at(new PlainServer(), "--port")) {
            assertThat(run(new PlainClient(), "--url", server.url())).isEqualTo(SECRET + "\n");
            assertThat(Visit.get(URI.create(server.url()))).isEqualTo(SECRET + "\n");
        }
    }

    @Test
    void aMessageOfOnesOwnDoesNotSteerTheTerminal() throws Exception {
        var message = Files.writeString(directory.resolve("message"), "zwölf\u001b[2J\n\nend\r\n");
        try (var server = Started.at(new PlainServer(), "--port", "--message-file", message.toString())) {
            assertThat(run(new PlainClient(), "--url", server.url())).isEqualTo("zwölf?[2J\n\nend\n");
        }
    }

    @Test
    void substitutionSaysThatItIsBroken() throws Exception {
        try (var server = Started.at(new SubstitutionServer(), "--port", "--word", "squirrels")) {
            assertThat(run(new SubstitutionClient(), "--word", "squirrels", "--url", server.url()))
                    .startsWith("The secret squirrels meet on Thursday")
                    .contains("A BROKEN CIPHER");
            var captured = Files.writeString(directory.resolve("captured"), Visit.get(URI.create(server.url())));
            assertThat(captured).content().doesNotContain("secret");
            assertThat(run(new CountCommand(), captured.toString()))
                    .startsWith("394 letters")
                    .contains("R 16.0 %   E");
            assertThat(run(new BreakCommand(), captured.toString()))
                    .contains("for A to Z stand SQUIRELABCDFGHJKMNOPTVWXYZ", "The secret squirrels meet on Thursday");
        }
    }

    @Test
    void tokensAreReadByTheKeyAlone() throws Exception {
        var key = newKey("key");
        try (var server = Started.at(new KeyServer(), "--port", "--key-file", key)) {
            var token = directory.resolve("token").toString();
            assertThat(run(new KeyClient(), "--key-file", key, "--url", server.url(), "--keep", token))
                    .isEqualTo(SECRET + "\n");
            assertThat(Path.of(token)).content().startsWith("U0NUA").doesNotContain("squirrels");
            assertThat(run(new OpenTokenCommand(), token, "--key-file", key)).isEqualTo(SECRET + "\n");
            assertThatThrownBy(() -> run(new KeyClient(), "--key-file", newKey("other"), "--url", server.url()))
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_KEY))
                    .hasMessageContaining("take the keys of whoever made it");
        }
    }

    @Test
    void anOldTokenIsRefused() throws Exception {
        var key = newKey("key");
        var old = directory.resolve("token");
        try (var text = io.securechannel.secret.Password.readFile(Path.of(key));
                var cipher = SymmetricCipher.fromText(text);
                var earlier = cipher.withClock(() -> Instant.now().minusSeconds(61))) {
            Files.writeString(old, earlier.encryptToText(SECRET.getBytes(StandardCharsets.UTF_8), SharedKey.context()));
        }
        assertThat(run(new OpenTokenCommand(), old.toString(), "--key-file", key, "--max-age", "3600"))
                .isEqualTo(SECRET + "\n");
        assertThatThrownBy(() -> run(new OpenTokenCommand(), old.toString(), "--key-file", key))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.EXPIRED))
                .hasMessageContaining("ask for a new one");
    }

    @Test
    void withoutAKeyTheErrorNamesTheVariable() {
        assertThatThrownBy(() -> run(new KeyServer(), "--port", "0"))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MISSING))
                .hasMessageContaining("SECRET_KEY");
    }

    @Test
    void twoAgree() throws Exception {
        try (var server = Started.at(new AgreeServer(), "--port")) {
            var said = run(new AgreeClient(), "--url", server.url());
            assertThat(said).endsWith(SECRET + "\n");
            assertThat(said).contains(server.awaitLine("public key SHA256:.{43}"));
            assertThat(said).contains(server.awaitLine("on key number [0-9a-f]{8}$"));
        }
    }

    @Test
    void aManInTheMiddleReadsWhatTheyAgreeOn() throws Exception {
        try (var server = Started.at(new AgreeServer(), "--port");
                var mitm = Started.at(new MitmCommand(), "--listen", "--to", server.url())) {
            var said = run(new AgreeClient(), "--url", mitm.url());
            assertThat(said).endsWith(SECRET + "\n");
            assertThat(said).contains(mitm.awaitLine("public key SHA256:.{43}"));
            var replacement = mitm.awaitLine("SHA256:.{43}");
            assertThat(said).doesNotContain(replacement);
            var agreed = mitm.awaitLine("key number [0-9a-f]{8}");
            assertThat(mitm.awaitLine("^The.*")).isEqualTo(SECRET);
            assertThat(server.awaitLine("SHA256:.{43}")).isEqualTo(replacement);
            assertThat(server.awaitLine("key number [0-9a-f]{8}")).isEqualTo(agreed);
            assertThat(said).contains(agreed);
        }
    }

    @Test
    void theServerSurvivesHostileRequests() throws Exception {
        var random = new byte[3_000];
        new Random(7).nextBytes(random);
        var page = new AtomicReference<URI>();
        try (var server = Started.at(new AgreeServer(), "--port")) {
            page.set(URI.create(server.url()));
            for (var body : new String[] {"", "?", Base64.getEncoder().encodeToString(random)}) {
                assertThatThrownBy(() -> Visit.post(page.get(), body))
                        .isInstanceOf(IOException.class)
                        .hasMessageEndingWith("answered 400: refused");
            }
            assertThatThrownBy(() -> Visit.post(page.get(), "A".repeat(70_000)))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("answered 413");
            assertThatThrownBy(() -> Visit.get(page.get()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("answered 405");
            assertThatThrownBy(() -> Visit.get(page.get().resolve("/secret/more")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("answered 404");
            assertThat(run(new AgreeClient(), "--url", server.url())).endsWith(SECRET + "\n");
        }
    }

    @Test
    void classicalKeysAreRefused() throws Exception {
        try (var classical = EnvelopeKeyPair.generate(EnvelopeKeyType.X25519)) {
            var text = Agreement.publicText(classical.publicKey());
            assertThatThrownBy(() -> Agreement.readPublic(text))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("here it is X-Wing");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "one", "one\ntwo\nthree"})
    void answersThatAreNoneAreRefused(String text) {
        assertThatThrownBy(() -> Agreement.Answer.parse(text))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not an envelope and a token");
    }

    @Test
    void whereNobodyListensTheErrorSaysWhatToDo() throws Exception {
        String url;
        try (var server = Started.at(new PlainServer(), "--port")) {
            url = server.url();
        }
        assertThatThrownBy(() -> run(new PlainClient(), "--url", url))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("nobody answers at " + url)
                .hasMessageContaining("start the server");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain-client --url https://localhost:1/secret",
                "plain-client --url ::",
                "substitution-server --word 7",
                "substitution-server",
                "key-client --max-age x",
                "break"
            })
    void wrongUsageIsTwo(String line) {
        var quiet = new PrintWriter(new StringWriter());
        assertThat(new CommandLine(new SecretRoadCommand()).setErr(quiet).execute(line.split(" ")))
                .isEqualTo(CommandLine.ExitCode.USAGE);
    }

    private String newKey(String name) throws Exception {
        return Files.writeString(directory.resolve(name), run(new NewKeyCommand()))
                .toString();
    }

    /** Runs a command to its end, and throws what it throws. */
    private static String run(Object command, String... arguments) throws Exception {
        var out = new StringWriter();
        var failure = new AtomicReference<Exception>();
        int code = new CommandLine(command)
                .setOut(new PrintWriter(out, true))
                .setExecutionExceptionHandler((thrown, line, parsed) -> {
                    failure.set(thrown);
                    return 1;
                })
                .execute(arguments);
        if (failure.get() != null) {
            throw failure.get();
        }
        assertThat(code).isZero();
        return out.toString().replace(System.lineSeparator(), "\n");
    }
}
