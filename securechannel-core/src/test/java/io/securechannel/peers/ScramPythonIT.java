package io.securechannel.peers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.gson.Gson;
import io.securechannel.auth.scram.SaslPrep;
import io.securechannel.auth.scram.ScramClient;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.scram.ScramServer;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.secret.Password;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Python computes the whole exchange by itself, as client and as server; and it prepares names, with its own Unicode 3.2. */
@Tag("it")
@Timeout(60)
class ScramPythonIT {

    private static final ChannelBinding EXPORTER =
            new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, HexFormat.of().parseHex("00ff10"));
    private static final String SASLPREP = "/io/securechannel/auth/scram/";

    @BeforeAll
    static void pythonIsThere() {
        Program.require("python3");
    }

    @ParameterizedTest
    @CsvSource({"ada, pencil, n, -", "'a=b,c', grüße, y, -", "日本, pencil, p=tls-exporter, 00ff10"})
    void pythonLogsIn(String user, String password, String flag, String binding) throws Exception {
        try (var peer = python("client", user, password, flag, binding);
                var server = server(password, !binding.equals("-"))) {
            peer.type(text(server.serverFirst(line(peer, 0))) + "\n");
            server.clientFinal(line(peer, 1));
            assertThat(server.proves()).isTrue();
            assertThat(server.user()).isEqualTo(user);
            peer.type(text(server.serverFinal()) + "\n");
            assertThat(line(peer, 2)).asString(UTF_8).isEqualTo("OK");
        }
    }

    @Test
    void pythonWithAWrongPasswordOrBindingIsRefused() throws Exception {
        try (var peer = python("client", "ada", "wrong", "n", "-");
                var server = server("pencil", false)) {
            peer.type(text(server.serverFirst(line(peer, 0))) + "\n");
            server.clientFinal(line(peer, 1));
            assertThat(server.proves()).isFalse();
        }
        try (var peer = python("client", "ada", "pencil", "p=tls-exporter", "00ff11");
                var server = server("pencil", true)) {
            peer.type(text(server.serverFirst(line(peer, 0))) + "\n");
            assertThatThrownBy(() -> server.clientFinal(line(peer, 1)))
                    .asInstanceOf(type(SecureChannelException.class))
                    .returns(Reason.BINDING_MISMATCH, SecureChannelException::reason);
        }
    }

    @ParameterizedTest
    @CsvSource({"ada, pencil, false", "'a=b,c', grüße, false", "日本, pencil, true"})
    void weLogInToPython(String user, String password, boolean bound) throws Exception {
        var mechanisms = List.of("SCRAM-SHA-256-PLUS", "EXTERNAL", "SCRAM-SHA-256");
        var types = List.of("tls-exporter");
        var offer = "EXTERNAL\u001eSCRAM-SHA-256\u001eSCRAM-SHA-256-PLUS\u001ftls-exporter";
        try (var peer = python("server", user, password, bound ? "00ff10" : "-", base64(sha256(offer)));
                var typed = Password.copyOf(password.toCharArray())) {
            var builder = ScramClient.builder(user, typed).iterations(1, 5_000).offer(mechanisms, types);
            try (var client = (bound ? builder.bound(EXPORTER) : builder).build()) {
                peer.type(text(client.clientFirst()) + "\n");
                peer.type(text(client.clientFinal(line(peer, 0))) + "\n");
                client.serverFinal(line(peer, 1));
                assertThat(line(peer, 2)).asString(UTF_8).isEqualTo("OK");
                assertThat(client.iterations()).isEqualTo(4_099);
            }
        }
    }

    @Test
    void withAWrongPasswordPythonRefusesUs() throws Exception {
        try (var peer = python("server", "ada", "pencil", "-", "-");
                var typed = Password.copyOf("wrong".toCharArray());
                var client =
                        ScramClient.builder("ada", typed).iterations(1, 5_000).build()) {
            peer.type(text(client.clientFirst()) + "\n");
            peer.type(text(client.clientFinal(line(peer, 0))) + "\n");
            assertThatThrownBy(() -> client.serverFinal(line(peer, 1)))
                    .asInstanceOf(type(SecureChannelException.class))
                    .returns(Reason.LOGIN_REFUSED, SecureChannelException::reason);
            assertThat(line(peer, 2)).asString(UTF_8).isEqualTo("proof");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"tables stringprep-3.2.txt", "digests saslprep-digests.txt"})
    void whatIsCheckedInIsWhatTheScriptMakes(String what) throws Exception {
        var words = what.split(" ", -1);
        try (var script = Program.start("python3", preparation(), words[0])) {
            assertThat(script.awaitExit(Duration.ofSeconds(50)))
                    .as("%s", script)
                    .isZero();
            try (var checkedIn = ScramPythonIT.class.getResourceAsStream(SASLPREP + words[1])) {
                assertThat(script.output()).isEqualTo(new String(checkedIn.readAllBytes(), UTF_8));
            }
        }
    }

    /** Strings of code points from all over Unicode 3.2 and beyond; the seed is printed. */
    @Test
    void randomStringsArePreparedAsByPython() throws Exception {
        long seed = new Random().nextLong();
        System.out.println("ScramPythonIT: seed " + seed);
        var random = new Random(seed);
        var texts = new ArrayList<String>();
        var expected = new StringBuilder();
        for (int i = 0; i < 20_000; i++) {
            var text = text(random);
            texts.add(text);
            expected.append(prepared(text)).append('\n');
        }
        try (var script = Program.start("python3", preparation(), "prepare")) {
            for (var text : texts) {
                script.type(new Gson().toJson(text) + "\n");
            }
            script.endInput();
            assertThat(script.awaitExit()).as("%s", script.errors()).isZero();
            assertThat(script.output()).isEqualTo(expected.toString());
        }
    }

    private static String text(Random random) {
        var text = new StringBuilder();
        int length = 1 + random.nextInt(10);
        int[] bounds = {0x250, 0x780, 0x2000, 0x10000, 0x30000};
        int bound = bounds[random.nextInt(bounds.length)];
        while (text.length() < length) {
            int codePoint = 0x20 + random.nextInt(bound - 0x20);
            if (codePoint < 0xD800 || codePoint > 0xDFFF) {
                text.appendCodePoint(codePoint);
            }
        }
        return text.toString();
    }

    /** As the script writes it: ASCII alone; nothing left counts as nothing prepared. */
    private static String prepared(String text) {
        return "[" + json(() -> SaslPrep.query(text)) + "," + json(() -> SaslPrep.stored(text)) + "]";
    }

    @FunctionalInterface
    private interface Preparation {
        String run() throws KeyMaterialException;
    }

    private static String json(Preparation preparation) {
        try {
            var json = new StringBuilder("\"");
            for (char each : preparation.run().toCharArray()) {
                if (each == '"' || each == '\\') {
                    json.append('\\').append(each);
                } else if (each < 0x7F) {
                    json.append(each);
                } else {
                    json.append(String.format("\\u%04x", (int) each));
                }
            }
            return json.append('"').toString();
        } catch (KeyMaterialException e) {
            return "null";
        }
    }

    private static ScramServer server(String password, boolean bound) throws KeyMaterialException {
        try (var kept = Password.copyOf(password.toCharArray())) {
            var credential = ScramCredential.derive(kept, 4_096);
            return ScramServer.builder(user -> credential)
                    .bindings(List.of(EXPORTER))
                    .plus(bound)
                    .build();
        }
    }

    private static Program python(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("python3", InteropCells.script("scram.py")));
        command.addAll(List.of(arguments));
        return Program.start(command);
    }

    private static byte[] line(Program peer, int number) throws IOException {
        try {
            return peer.awaitOutput("\\A(?:.*\\n){" + number + "}(.*)\\n")
                    .group(1)
                    .getBytes(UTF_8);
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String preparation() throws Exception {
        return Path.of(ScramPythonIT.class
                        .getResource(SASLPREP + "stringprep.py")
                        .toURI())
                .toString();
    }

    private static byte[] sha256(String text) throws Exception {
        return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, UTF_8);
    }
}
