package io.securechannel.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.KeyType;
import io.securechannel.pki.NameConstraints;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Headless Chromium at HTTPS servers with our certificates. What it shows is looked at as text and as a picture; the
 * pictures stay in {@code target/chromium}.
 */
@Tag("it")
@Timeout(120)
class ChromiumIT {

    private static final Path PICTURES = Path.of("target/chromium");
    private static final Instant NOW = Instant.now();

    private static final CertificateAuthority EC = CertificateAuthority.builder("Browser Test EC Root")
            .clock(() -> NOW.minus(Duration.ofDays(400)))
            .build();
    private static final CertificateAuthority RSA = CertificateAuthority.builder("Browser Test RSA Root")
            .keyType(KeyType.RSA_2048)
            .build();
    private static final CertificateAuthority DEEP = CertificateAuthority.builder("Browser Test P-384 Root")
            .keyType(KeyType.EC_P384)
            .pathLength(2)
            .build();
    private static final CertificateAuthority STRANGER = CertificateAuthority.create("Browser Test Stranger");

    @TempDir
    static Path directory;

    private static Chromium chromium;

    @BeforeAll
    static void chromiumKnowsOurRoots() throws Exception {
        Chromium.require();
        Files.createDirectories(PICTURES);
        chromium = Chromium.start(directory, EC.certificate(), RSA.certificate(), DEEP.certificate());
    }

    @AfterAll
    static void chromiumEnds() {
        if (chromium != null) {
            chromium.close();
        }
    }

    /** What a server shows, under which name it is visited, and Chromium's error; none where the page must appear. */
    record Case(String what, Identity identity, String host, String error) {

        @Override
        public String toString() {
            return what;
        }
    }

    static Stream<Case> cases() throws Exception {
        var localhost = CertificateProfile.tlsServer("localhost", "127.0.0.1");
        var ec = CertificateAuthority.of(EC.identity());
        var upper = DEEP.intermediate(
                CertificateProfile.intermediate("Browser Test Upper CA").withPathLength(1));
        var lower = upper.intermediate(CertificateProfile.intermediate("Browser Test Lower CA"));
        var constrained = DEEP.intermediate(CertificateProfile.intermediate("Browser Test Local CA")
                .withNameConstraints(
                        NameConstraints.none().permitDns("localhost").permitAddresses("127.0.0.0/8")));
        return Stream.of(
                new Case("EC P-256 by name", ec.issue(localhost), "localhost", ""),
                new Case("EC P-256 by address", ec.issue(localhost), "127.0.0.1", ""),
                new Case("RSA below RSA", RSA.issue(localhost.withKeyType(KeyType.RSA_2048)), "localhost", ""),
                new Case(
                        "EC below RSA, five years",
                        RSA.issue(localhost.withValidity(Duration.ofDays(1826))),
                        "localhost",
                        ""),
                new Case("expired", EC.issue(localhost), "localhost", "net::ERR_CERT_DATE_INVALID"),
                new Case(
                        "other name",
                        ec.issue(CertificateProfile.tlsServer("chat.example")),
                        "localhost",
                        "net::ERR_CERT_COMMON_NAME_INVALID"),
                new Case(
                        "other address",
                        ec.issue(CertificateProfile.tlsServer("localhost")),
                        "127.0.0.1",
                        "net::ERR_CERT_COMMON_NAME_INVALID"),
                new Case("unknown root", STRANGER.issue(localhost), "localhost", "net::ERR_CERT_AUTHORITY_INVALID"),
                new Case(
                        "of a client",
                        ec.issue(CertificateProfile.tlsClient("ada").withNames("localhost")),
                        "localhost",
                        "net::ERR_CERT_INVALID"),
                new Case(
                        "Ed25519",
                        ec.issue(localhost.withKeyType(KeyType.ED25519)),
                        "localhost",
                        "net::ERR_CONNECTION_CLOSED"));
    }

    private static Identity alone(Identity identity) throws Exception {
        return Identity.of(identity.privateKey(), identity.certificate());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shows(Case each) throws Exception {
        try (var server = HttpsPage.start(each.identity())) {
            var page = chromium.visit(server.url(each.host()));
            var picture = page.screenshot();
            ImageIO.write(picture, "png", PICTURES.resolve(each + ".png").toFile());

            assertThat(page.error()).isEqualTo(each.error());
            if (each.error().isEmpty()) {
                assertThat(page.text()).contains(HttpsPage.TEXT);
                assertThat(share(picture)).isGreaterThan(0.9);
            } else {
                var code = each.error().substring("net::".length());
                assertThat(page.text()).contains(code).doesNotContain(HttpsPage.TEXT);
                assertThat(share(picture)).isZero();
                assertThat(colours(picture))
                        .as("a page of the browser, not a blank one")
                        .isGreaterThan(20);
            }
        }
    }

    private static long colours(BufferedImage picture) {
        return pixels(picture).distinct().count();
    }

    /** How much of a picture has the colour of our page. */
    private static double share(BufferedImage picture) {
        return pixels(picture)
                .map(pixel -> pixel == HttpsPage.BACKGROUND.getRGB() ? 1 : 0)
                .average()
                .orElseThrow();
    }

    private static IntStream pixels(BufferedImage picture) {
        int width = picture.getWidth();
        return IntStream.range(0, width * picture.getHeight()).map(i -> picture.getRGB(i % width, i / width));
    }
}
