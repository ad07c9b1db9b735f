package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.pki.CertificateAuthority;
import java.awt.Color;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The secret server in headless Chromium, with and without its CA. The pictures stay in {@code target/chromium}; two of them
 * are in docs/images.
 */
@Tag("it")
@Timeout(180)
class SecretServerChromiumIT {

    private static final Path PICTURES = Path.of("target/chromium");

    /** Of the headings, in the one style that the page's policy lets through. */
    private static final Color GOOD = new Color(0x12, 0x83, 0x4A);

    private static final Color REFUSED = new Color(0x9A, 0x5B, 0x00);

    @TempDir
    private Path directory;

    @BeforeAll
    static void chromium() throws Exception {
        Chromium.require();
        Files.createDirectories(PICTURES);
    }

    @Test
    void withTheAuthorityThePageShowsWhatProtectsTheConnection(@TempDir Path other) throws Exception {
        try (var server = SecretServerProcess.start(directory);
                var chromium = Chromium.start(other, server.authority())) {
            var page = chromium.visit(server.url("/"));
            page.save(PICTURES.resolve("secret-server-trusted.png"));
            assertThat(page.error()).isEmpty();
            assertThat(page.text())
                    .contains("This connection is private", "TLSv1.3", "TLS_AES_", "CN=Secret Server CA", "127.0.0.1");
            assertThat(page.shareOf(GOOD))
                    .as("the policy lets the style through")
                    .isBetween(0.02, 0.5);

            var secret = chromium.visit(server.url("/secret"));
            assertThat(secret.text().strip()).isEqualTo(SecretServerProcess.SECRET);
            assertThat(chromium.visit(server.url("/facts")).text()).contains("\"protocol\": \"TLSv1.3\"");
        }
    }

    @Test
    void withoutTheAuthorityThereIsAWarningInItsPlace(@TempDir Path other) throws Exception {
        var stranger = CertificateAuthority.create("Another CA").certificate();
        try (var server = SecretServerProcess.start(directory);
                var chromium = Chromium.start(other, stranger)) {
            var page = chromium.visit(server.url("/"));
            page.save(PICTURES.resolve("secret-server-untrusted.png"));
            assertThat(page.error()).isEqualTo("net::ERR_CERT_AUTHORITY_INVALID");
            assertThat(page.text())
                    .contains("Your connection is not private", "ERR_CERT_AUTHORITY_INVALID")
                    .doesNotContain("This connection is private");
            assertThat(page.shareOf(GOOD)).isZero();
        }
    }

    /** The JDK's server closes the connection without an alert; whether the browser has sent more by then decides what it calls that. */
    @Test
    void withoutARequiredCertificateTheBrowserGetsNothing(@TempDir Path other) throws Exception {
        try (var server = SecretServerProcess.start(directory, "--client-auth", "required");
                var chromium = Chromium.start(other, server.authority())) {
            var page = chromium.visit(server.url("/"));
            // What the end is called depends on who is faster, the browser with its request or the server with its
            // close.
            assertThat(page.error()).matches("net::ERR_(EMPTY_RESPONSE|CONNECTION_[A-Z]+|SOCKET_NOT_CONNECTED)");
            assertThat(page.text()).doesNotContain(SecretServerProcess.SECRET);
        }
    }

    @Test
    void aClientCertificateInTheBrowserOpens(@TempDir Path with, @TempDir Path without) throws Exception {
        Processes.require("pk12util");
        Chromium.requirePolicies(with);
        SecretServerProcess.run(directory, "secret-server", "--ca-only");
        Files.writeString(directory.resolve("pw"), "Export-Password-4711\n");
        SecretServerProcess.run(directory, "secret-server", "issue-client", "ada", "--export-password-file", "pw");
        var ada = new Chromium.ClientCertificate(directory.resolve("ada.p12"), "Export-Password-4711");
        try (var server = SecretServerProcess.start(directory, "--client-auth", "optional")) {
            X509Certificate authority = server.authority();
            try (var chromium = Chromium.start(without, authority)) {
                var page = chromium.visit(server.url("/"));
                assertThat(page.text()).contains("the secret is not for you yet", "a client certificate is missing");
                assertThat(page.shareOf(REFUSED)).isPositive();
                assertThat(chromium.visit(server.url("/secret")).text())
                        .contains("no secret")
                        .doesNotContain(SecretServerProcess.SECRET);
            }
            try (var chromium = Chromium.startWithClientCertificate(with, ada, server.url(""), authority)) {
                var page = chromium.visit(server.url("/"));
                page.save(PICTURES.resolve("secret-server-client-certificate.png"));
                assertThat(page.text()).contains("This connection is private", "You are CN=ada.");
                assertThat(chromium.visit(server.url("/secret")).text().strip()).isEqualTo(SecretServerProcess.SECRET);
            }
        }
    }
}
