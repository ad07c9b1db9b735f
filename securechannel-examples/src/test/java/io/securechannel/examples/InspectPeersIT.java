package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.Identity;
import io.securechannel.pki.Pem;
import io.securechannel.testkit.TestCa;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged {@code inspect} at {@code openssl s_server}. */
@Tag("it")
@Timeout(120)
class InspectPeersIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();
    private static final TestCa ROOT = TestCa.create("Inspect Root");
    private static final TestCa INTERMEDIATE = ROOT.intermediate("Inspect Intermediate");

    @TempDir
    private Path directory;

    @BeforeEach
    void filesAreThere() throws Exception {
        Processes.require("openssl");
        Pem.writeCertificate(ROOT.certificate(), directory.resolve("ca.crt"));
        Pem.writeCertificate(INTERMEDIATE.certificate(), directory.resolve("intermediate.crt"));
        write("direct", server(ROOT));
        write("full", server(INTERMEDIATE));
        Files.writeString(directory.resolve("leaf.crt"), firstBlock(Files.readString(directory.resolve("full.crt"))));
        Files.copy(directory.resolve("full.key"), directory.resolve("leaf.key"));
    }

    @Test
    void tls12Alone() throws Exception {
        assertThat(inspect(1, "direct", "-tls1_2"))
                .contains("What is wrong: 1", "NO_TLS13", "allowTls12():", "TLSv1.2");
    }

    @Test
    void aMissingIntermediate() throws Exception {
        assertThat(inspect(1, "leaf", "-tls1_3"))
                .contains("INCOMPLETE_CHAIN", "its issuer, [CN=Inspect Intermediate]", "UNTRUSTED_CERTIFICATE");
        assertThat(inspect(0, "full", "-tls1_3"))
                .contains("Nothing is wrong", "2  CN=Inspect Intermediate")
                .doesNotContain("INCOMPLETE_CHAIN");
    }

    @Test
    void aServerThatDemandsACertificate() throws Exception {
        assertThat(inspect(0, "direct", "-tls1_3", "-Verify", "1", "-CAfile", "ca.crt", "-verify_return_error"))
                .contains("client certificate   required; of CN=Inspect Root");
        assertThat(inspect(1, "direct", "-tls1_2", "-Verify", "1", "-CAfile", "ca.crt", "-verify_return_error"))
                .contains("client certificate   required; of CN=Inspect Root", "TLSv1.2");
    }

    @Test
    void noApplicationProtocolInCommon() throws Exception {
        assertThat(inspect(0, "direct", "-alpn", "postgresql"))
                .contains("ALPN                 none agreed on", "accepted");
    }

    private String inspect(int exitCode, String files, String... options) throws Exception {
        int port = freePort();
        var server = new ArrayList<>(List.of(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                files + ".crt",
                "-key",
                files + ".key"));
        if (files.equals("full")) {
            server.addAll(List.of("-cert_chain", "intermediate.crt"));
        }
        server.addAll(Arrays.asList(options));
        try (var running = RunningProcess.start(directory, server)) {
            running.awaitLine("ACCEPT");
            var result = Processes.run(
                    directory,
                    Map.of(),
                    60,
                    List.of(
                            Jdk.found().get(0).tool("java"),
                            "-jar",
                            JAR.toString(),
                            "inspect",
                            "localhost:" + port,
                            "--ca",
                            "ca.crt"));
            assertThat(result.exitCode()).as("%s", result).isEqualTo(exitCode);
            assertThat(result.output().lines())
                    .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
            return result.output();
        }
    }

    private static Identity server(TestCa ca) {
        return ca.leaf("localhost")
                .names("localhost")
                .purposes(KeyPurposeId.id_kp_serverAuth)
                .valid(Instant.now().minus(Duration.ofDays(1)), Instant.now().plus(Duration.ofDays(89)))
                .issue();
    }

    private void write(String name, Identity identity) throws Exception {
        Pem.write(identity, directory.resolve(name + ".crt"), directory.resolve(name + ".key"));
    }

    private static String firstBlock(String pem) {
        var end = "-----END CERTIFICATE-----\n";
        return pem.substring(0, pem.indexOf(end) + end.length());
    }

    private static int freePort() throws IOException {
        try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }
}
