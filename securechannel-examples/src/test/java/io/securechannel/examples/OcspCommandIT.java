package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.Identity;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.Pem;
import io.securechannel.pki.RevocationReason;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The packaged {@code ca ocsp}, as {@code openssl ocsp} and Chromium understand it. */
@Tag("it")
@Timeout(120)
class OcspCommandIT {

    private static final Path JAR = Path.of("target/securechannel-examples.jar").toAbsolutePath();

    @TempDir
    private Path directory;

    private InProcess line;
    private KeyStoreManager keys;
    private CertificateAuthority root;
    private RunningProcess responder;
    private URI uri;

    @BeforeEach
    void start() throws Exception {
        line = new InProcess(directory);
        line.store("ca init", "Online Root CA").done();
        keys = line.open();
        root = CertificateAuthority.open(keys, "ca");
        Pem.writeCertificate(root.certificate(), line.file("root.crt"));
        responder = RunningProcess.start(
                directory,
                List.of(
                        Jdk.found().get(0).tool("java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        JAR.toString(),
                        "ca",
                        "ocsp",
                        "--port",
                        "0",
                        "--store",
                        line.path("test.keys"),
                        "--password-file",
                        line.path("pw")));
        responder.awaitLine("new signer: CN=OCSP signer, .*EC");
        uri = URI.create(responder
                .awaitLine("answering for CN=Online Root CA at (http://127\\.0\\.0\\.1:\\d+/ocsp);")
                .group(1));
    }

    @AfterEach
    void stop() {
        responder.close();
        keys.close();
    }

    @Test
    void opensslIsTold() throws Exception {
        Processes.require("openssl");
        var ada = root.issue(CertificateProfile.tlsClient("ada"));
        Pem.writeCertificate(ada.certificate(), line.file("ada.crt"));
        for (var options : List.of("", "-no_nonce", "-sha256")) {
            assertThat(ask(options + " -cert ada.crt")).contains("Response verify OK", "ada.crt: good", "Next Update:");
        }
        assertThat(ask("-serial 0x4711")).contains("Response verify OK", "0x4711: unknown");

        root.revoke(ada.certificate().getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        var answer = ask("-cert ada.crt");
        while (answer.contains("ada.crt: good")) { // until it has read the ledger again
            answer = ask("-cert ada.crt");
        }
        assertThat(answer)
                .contains("Response verify OK", "ada.crt: revoked", "Reason: keyCompromise", "Revocation Time:");
        // Without -no_nonce it would say so if the nonce did not come back.
        assertThat(ask("-cert ada.crt")).doesNotContain("WARNING", "Nonce Verify error");

        var stranger = CertificateAuthority.create("Online Root CA");
        Pem.writeCertificate(stranger.certificate(), line.file("stranger.crt"));
        var refused = openssl("-issuer root.crt -CAfile stranger.crt -cert ada.crt");
        assertThat(refused.output()).contains("Response Verify Failure");
    }

    /** By itself Chromium asks no responder. With the policy to do so it asks the one that the certificate names, by GET. */
    @Test
    void chromiumIsTold() throws Exception {
        Chromium.require();
        var browser = Files.createDirectories(directory.resolve("browser"));
        Chromium.requirePolicies(browser);
        var profile = CertificateProfile.tlsServer("localhost").withOcspResponder(uri);
        var good = root.issue(profile);
        var bad = root.issue(profile);
        root.revoke(bad.certificate().getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        Pem.writeCertificate(bad.certificate(), line.file("bad.crt"));
        awaitRevoked("bad.crt");
        try (var strict = Chromium.startCheckingRevocation(browser, root.certificate())) {
            shows(strict, good, "");
            shows(strict, bad, "ERR_CERT_REVOKED");
            responder.close();
            shows(strict, root.issue(profile), "ERR_CERT_UNABLE_TO_CHECK_REVOCATION");
        }
    }

    /** Both ends of the echo ask, each about the other. */
    @Test
    void theEchoAsks() throws Exception {
        var profile = CertificateProfile.tlsServerAndClient("localhost");
        for (var name : List.of("good", "bad")) {
            Pem.write(root.issue(profile), line.file(name + ".crt"), line.file(name + ".key"));
        }
        var bad = Identity.fromPem(line.file("bad.crt"), line.file("bad.key")).certificate();
        root.revoke(bad.getSerialNumber(), RevocationReason.KEY_COMPROMISE);
        awaitRevoked("bad.crt");
        var standardInput = System.in;
        System.setIn(InputStream.nullInputStream());
        try (var server = echo("good");
                var revoked = echo("bad")) {
            var port = port(server);
            echoed(port, "good").done();
            assertThat(echoed(port, "bad").code()).isOne();
            server.awaitLine("\\(CERTIFICATE_REVOKED\\); refused");
            assertThat(echoed(port(revoked), "good").failed()).contains("(CERTIFICATE_REVOKED)");
        } finally {
            System.setIn(standardInput);
        }
    }

    /** Until the responder has read the ledger again: before, it does not know what was issued or revoked since. */
    private void awaitRevoked(String certificate) {
        String verdict;
        do {
            verdict = line.run("ca verify @" + certificate + " --ca @root.crt --ocsp " + uri)
                    .err();
        } while (!verdict.contains("(CERTIFICATE_REVOKED)"));
    }

    private RunningProcess echo(String identity) throws Exception {
        return RunningProcess.start(
                directory,
                List.of(
                        Jdk.found().get(0).tool("java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-jar",
                        JAR.toString(),
                        "echo-server",
                        "--port",
                        "0",
                        "--cert",
                        line.path(identity + ".crt"),
                        "--key",
                        line.path(identity + ".key"),
                        "--client-auth",
                        "--ca",
                        line.path("root.crt"),
                        "--ocsp",
                        uri.toString()));
    }

    private static String port(RunningProcess server) throws InterruptedException {
        return server.awaitLine("listening at 127\\.0\\.0\\.1:(\\d+)").group(1);
    }

    private InProcess.Result echoed(String port, String identity) {
        return line.run("echo-client --port " + port + " --ca @root.crt --cert @" + identity + ".crt --key @" + identity
                + ".key --ocsp " + uri);
    }

    private static void shows(Chromium browser, Identity identity, String error) throws Exception {
        try (var server = HttpsPage.start(identity)) {
            browser.visit(server.url("localhost")).requireShown(error);
        }
    }

    private String ask(String options) throws Exception {
        return openssl("-issuer root.crt -CAfile root.crt " + options.strip()).orThrow();
    }

    private Processes.Result openssl(String options) throws Exception {
        var command = new ArrayList<>(List.of("openssl", "ocsp", "-url", uri.toString()));
        command.addAll(Arrays.asList(options.split(" ", -1)));
        return Processes.run(directory, Map.of(), 30, command);
    }
}
