package io.securechannel.examples.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.pki.Pem;
import io.securechannel.testkit.TestCa;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

@Timeout(60)
class InspectCommandTest {

    private static final TestCa CA = TestCa.create("Command Root");
    private static final KeyPair KEYS = TestCa.keys("EC", 256);

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void nothingWrongIsZero() throws Exception {
        try (var server = TlsServer.start(KEYS, leaf("localhost").certificate())) {
            assertThat(inspect("localhost:" + server.port(), "--ca", ca())).isZero();
            assertThat(out.toString())
                    .contains("TLSv1.3", "x25519", "89 days left", "is in the certificate", "   accepted")
                    .contains("Nothing is wrong", "advice: CLASSICAL_KEY_EXCHANGE");
            assertThat(inspect("localhost:" + server.port(), "--ca", ca(), "--strict"))
                    .isEqualTo(1);
        }
    }

    /** Also with names that are hostile to terminals, and longer than a line. */
    @Test
    void somethingWrongIsOneAndEveryLineFits() throws Exception {
        var hostile = CA.leaf("cl\u00e9ar" + "x".repeat(50))
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .valid(Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(90)))
                .keys(KEYS)
                .names("a".repeat(60) + "." + "b".repeat(60) + ".example")
                .certificate();
        try (var server = TlsServer.start(KEYS, hostile)) {
            assertThat(inspect("localhost:" + server.port(), "--ca", ca())).isEqualTo(1);
            assertThat(out.toString()).contains("WRONG_NAME", "CN=cl?ar", "What is wrong: 1", "WRONG_HOST");
            assertThat(out.toString().lines())
                    .allSatisfy(line ->
                            assertThat(line).hasSizeLessThanOrEqualTo(100).matches("[ -~]*"));
        }
    }

    @Test
    void noByteOfAStrangerSteersTheTerminal() {
        assertThat(CertificateView.printable("\u001b[2J\r\n\u202e\u00e9")).isEqualTo("?[2J????");
    }

    @Test
    void jsonHoldsTheSame() throws Exception {
        try (var server = TlsServer.start(KEYS, leaf("chat.example").certificate())) {
            assertThat(inspect("localhost:" + server.port(), "--ca", ca(), "--json"))
                    .isEqualTo(1);
            assertThat(out.toString())
                    .contains("\"version\": \"TLSv1.3\"", "\"group\": \"x25519\"", "\"postQuantum\": false")
                    .contains("\"subject\": \"CN=chat.example\"", "\"daysLeft\": 89", "\"nameMatches\": false")
                    .contains("\"accepted\": false", "\"reason\": \"WRONG_HOST\"", "\"kind\": \"WRONG_NAME\"")
                    .contains("\"wrong\": true")
                    .endsWith("}" + System.lineSeparator());
        }
    }

    @Test
    void noServerIsTwo() throws Exception {
        int nobody;
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = free.getLocalPort();
        }
        assertThat(inspect("localhost:" + nobody, "--json")).isEqualTo(2);
        assertThat(err.toString()).contains("does the server run", "(CONNECT_REFUSED)");
        assertThat(err.toString().lines()).hasSize(1);
        assertThat(out.toString()).contains("\"reason\": \"CONNECT_REFUSED\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "localhost:1 --timeout 0",
                "localhost:1 --ca no-such-file",
                "localhost:1 --identity one-file",
                "localhost:1 --identity no-such.crt no-such.key",
                "localhost:1 --name a..b"
            })
    void wrongUsageIsTwo(String arguments) {
        assertThat(inspect(arguments.isEmpty() ? new String[0] : arguments.split(" ")))
                .isEqualTo(2);
        assertThat(err.toString()).contains("Usage: inspect");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void jsonIsEscaped() {
        assertThat(io.securechannel.examples.console.Json.write(
                        java.util.List.of("\"\\\n\u00e9", 1, true, java.util.Map.of(), java.util.List.of())))
                .isEqualTo("[\n  \"\\\"\\\\\\u000a\\u00e9\",\n  1,\n  true,\n  {},\n  []\n]");
    }

    private int inspect(String... arguments) {
        return new CommandLine(new InspectCommand())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private String ca() throws Exception {
        var file = directory.resolve("ca.crt");
        Pem.writeCertificate(CA.certificate(), file);
        return file.toString();
    }

    private static TestCa.Leaf leaf(String name) {
        return CA.leaf(name)
                .names(name)
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .valid(Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(90)))
                .keys(KEYS);
    }
}
