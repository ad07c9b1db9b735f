package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The secret server as a user starts it, and curl, Python, openssl and its own client as its clients. */
@Tag("it")
@Timeout(180)
class SecretServerIT {

    private static final String CA = "secret-server-data/secret-ca.crt";
    private static final String UNTRUSTED = "unable to get local issuer certificate";

    @TempDir
    private Path directory;

    @Test
    void thePrintedCommandsWork() throws Exception {
        Processes.require("curl");
        Processes.require("bash");
        try (var server = SecretServerProcess.start(directory)) {
            assertThat(SecretServerProcess.run(directory, server.client()).strip())
                    .isEqualTo(SecretServerProcess.SECRET);
            assertThat(bash(server.curl()).orThrow()).isEqualTo(SecretServerProcess.SECRET + "\n");
            server.awaitLine("GET /secret from 127\\.0\\.0\\.1: 200");
        }
    }

    @Test
    void withoutTheAuthorityNobodyBelievesTheServer() throws Exception {
        Processes.require("curl");
        Processes.require("openssl");
        try (var server = SecretServerProcess.start(directory)) {
            var curl = bash("curl --silent --show-error " + server.url("/secret"));
            assertThat(curl.exitCode()).as("curl: the peer's certificate").isEqualTo(60);
            assertThat(curl.output()).isEmpty();
            assertThat(curl.errors()).contains(UNTRUSTED);

            var client = SecretServerProcess.tryRun(directory, "secret-client", "--url", server.url("/secret"));
            assertThat(client.exitCode()).isEqualTo(1);
            assertThat(client.errors().lines()).hasSize(1);
            assertThat(client.errors())
                    .contains("(UNTRUSTED_CERTIFICATE: the right authority belongs into FILE of --ca FILE)");

            var openssl =
                    "openssl s_client -connect localhost:" + server.port() + " -tls1_3 -verify_hostname localhost";
            assertThat(bash(openssl).output()).contains("Verify return code: 21");
            assertThat(bash(openssl + " -CAfile " + CA).output())
                    .contains("Verify return code: 0 (ok)", "TLSv1.3", "Verified peername: localhost");
        }
    }

    @Test
    void pythonWithAndWithoutTheAuthority() throws Exception {
        Processes.require("python3");
        Files.writeString(directory.resolve("get.py"), """
                import ssl, sys, urllib.request
                trust = ssl.create_default_context(cafile=sys.argv[2] if len(sys.argv) > 2 else None)
                print(urllib.request.urlopen(sys.argv[1], context=trust, timeout=20).read().decode(), end="")
                """);
        try (var server = SecretServerProcess.start(directory)) {
            var get = "python3 get.py " + server.url("/secret");
            assertThat(bash(get + " " + CA).orThrow()).isEqualTo(SecretServerProcess.SECRET + "\n");
            var refused = bash(get);
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.errors()).contains("CERTIFICATE_VERIFY_FAILED", UNTRUSTED);
        }
    }

    @Test
    void aCertificateOpensUntilItIsRevoked() throws Exception {
        Processes.require("curl");
        SecretServerProcess.run(directory, "secret-server", "--ca-only");
        SecretServerProcess.run(directory, "secret-server", "issue-client", "NAME", "--plain");
        ca("crl --out ca.crl");
        try (var server = SecretServerProcess.start(directory, "--client-auth", "required", "--crl", "ca.crl")) {
            assertThat(bash(server.curl()).orThrow()).isEqualTo(SecretServerProcess.SECRET + "\n");
            assertThat(SecretServerProcess.run(directory, server.client()).strip())
                    .isEqualTo(SecretServerProcess.SECRET);
            var stranger = bash("curl --silent --show-error --cacert " + CA + " " + server.url("/secret"));
            assertThat(stranger.exitCode()).isIn(35, 52, 56);
            assertThat(stranger.output()).isEmpty();
        }
        ca("revoke NAME.crt");
        ca("crl --out ca.crl");
        try (var server = SecretServerProcess.start(directory, "--client-auth", "required", "--crl", "ca.crl")) {
            var revoked = bash(server.curl());
            assertThat(revoked.exitCode()).isIn(35, 52, 56);
            assertThat(revoked.output()).isEmpty();
            var refused = SecretServerProcess.tryRun(directory, server.client());
            assertThat(refused.exitCode()).isEqualTo(1);
            assertThat(refused.errors()).contains("the server may not believe the client's certificate");
        }
    }

    @Test
    void aTokenOpens() throws Exception {
        Processes.require("curl");
        Processes.require("bash");
        SecretServerProcess.run(directory, "secret-server", "--ca-only");
        SecretServerProcess.run(directory, "secret-server", "token", "ada", "--out", "FILE");
        try (var server = SecretServerProcess.start(directory, "--require-token")) {
            assertThat(bash(server.curl()).orThrow()).isEqualTo(SecretServerProcess.SECRET + "\n");
            assertThat(SecretServerProcess.run(directory, server.client()).strip())
                    .isEqualTo(SecretServerProcess.SECRET);
            var none = bash("curl --silent --include --cacert " + CA + " " + server.url("/secret"));
            assertThat(none.orThrow())
                    .startsWith("HTTP/1.1 401")
                    .containsIgnoringCase("WWW-Authenticate: Bearer realm=\"secret\"")
                    .doesNotContain(SecretServerProcess.SECRET);
        }
    }

    @Test
    void aRestartKeepsTheAuthorityAndTheMessageIsOnesOwn() throws Exception {
        Files.writeString(directory.resolve("message.txt"), "Something else.\n");
        try (var first = SecretServerProcess.start(directory)) {
            SecretServerProcess.run(directory, first.client());
        }
        byte[] authority = Files.readAllBytes(directory.resolve(CA));
        Files.copy(directory.resolve(CA), directory.resolve("kept.crt"));
        try (var second = SecretServerProcess.start(directory, "--message-file", "message.txt")) {
            assertThat(Files.readAllBytes(directory.resolve(CA))).isEqualTo(authority);
            assertThat(SecretServerProcess.run(
                            directory, "secret-client", "--ca", "kept.crt", "--url", second.url("/secret")))
                    .isEqualTo("Something else.\n");
        }
    }

    @Test
    void aCertificateOfOnesOwnIsShown() throws Exception {
        SecretServerProcess.run(directory, "dev-certs", "--dir", "certs");
        try (var server =
                SecretServerProcess.start(directory, "--cert", "certs/server.crt", "--key", "certs/server.key")) {
            assertThat(SecretServerProcess.run(
                                    directory, "secret-client", "--ca", "certs/ca.crt", "--url", server.url("/secret"))
                            .strip())
                    .isEqualTo(SecretServerProcess.SECRET);
            assertThat(directory.resolve("secret-server-data")).doesNotExist();
        }
    }

    /** The JDK's server reads its limits once, and so only a process of its own shows them. */
    @Test
    void whoIsSilentOrHugeIsCutOff() throws Exception {
        var sooner = List.of("-Dsun.net.httpserver.maxReqTime=1");
        try (var server = SecretServerProcess.start(directory, sooner)) {
            assertThat(sendAndAwaitEnd(server.port(), new byte[0]))
                    .as("nothing")
                    .isTrue();
            assertThat(sendAndAwaitEnd(server.port(), new byte[] {0x16, 3, 1, 2, 0, 1}))
                    .as("a part of a ClientHello")
                    .isTrue();
            assertThat(sendAndAwaitEnd(
                            server.port(), "GET /secret HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                    .as("HTTP without TLS")
                    .isTrue();
            Files.writeString(directory.resolve("large"), "X-Large: " + "a".repeat(90_000));
            var large = bash("curl --silent --cacert " + CA + " --header @large " + server.url("/secret"));
            assertThat(large.exitCode()).isIn(35, 52, 55, 56);
            assertThat(large.output()).isEmpty();
            assertThat(SecretServerProcess.run(directory, server.client()).strip())
                    .as("everybody else is served")
                    .isEqualTo(SecretServerProcess.SECRET);
        }
    }

    /** Whether the server ends the connection; if it does not, reading fails after its timeout. */
    private static boolean sendAndAwaitEnd(int port, byte[] bytes) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes);
            // An alert may come first; nothing of an answer does.
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .noneMatch(line -> line.contains("HTTP/1.1 200"));
        }
    }

    private void ca(String line) throws Exception {
        var words = ("ca " + line + " --store secret-server-data/secret.keys --password-file"
                        + " secret-server-data/secret.password")
                .split(" ", -1);
        SecretServerProcess.run(directory, words);
    }

    private Processes.Result bash(String command) throws Exception {
        return Processes.runWithInput(directory, 60, "", List.of("bash", "-c", command));
    }
}
