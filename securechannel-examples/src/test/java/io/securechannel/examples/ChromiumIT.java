package io.securechannel.examples;

import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.KeyType;
import io.securechannel.pki.NameConstraints;
import io.securechannel.pki.RevocationReason;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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

    private static final CertificateProfile LOCALHOST = CertificateProfile.tlsServer("localhost", "127.0.0.1");

    private static final CertificateAuthority EC = rootOf(KeyType.EC_P256);
    private static final CertificateAuthority RSA = rootOf(KeyType.RSA_2048);
    private static final CertificateAuthority DEEP = rootOf(KeyType.EC_P384);

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

    @ParameterizedTest(name = "{0}")
    @MethodSource({"accepted", "refused"})
    void shows(Case each) throws Exception {
        try (var server = HttpsPage.start(each.identity())) {
            visit(server, each);
        }
    }

    /** By the JDK's own context: ours is not even built with it. */
    @Test
    void aClientsCertificateIsRefused() throws Exception {
        var ada = EC.issue(CertificateProfile.tlsClient("ada").withNames("localhost"));
        try (var server = HttpsPage.startStock(ada)) {
            visit(server, refused("a client's", ada, "ERR_CERT_INVALID"));
        }
    }

    private static void visit(HttpsPage server, Case each) throws Exception {
        var page = chromium.visit(server.url(each.host()));
        page.save(PICTURES.resolve(each + ".png"));
        page.requireShown(each.error());
    }

    static Stream<Case> accepted() throws Exception {
        var upper = DEEP.intermediate(
                CertificateProfile.intermediate("Browser Test Upper CA").withPathLength(1));
        var lower = upper.intermediate(
                CertificateProfile.intermediate("Browser Test Lower CA").withValidity(Duration.ofDays(365)));
        return Stream.of(
                accepted("EC P-256 by name", EC.issue(LOCALHOST), "localhost"),
                accepted("EC P-256 by address", EC.issue(LOCALHOST), "127.0.0.1"),
                accepted("EC P-384", DEEP.issue(LOCALHOST.withKeyType(KeyType.EC_P384)), "localhost"),
                accepted("RSA", RSA.issue(LOCALHOST.withKeyType(KeyType.RSA_2048)), "localhost"),
                accepted("five years", EC.issue(LOCALHOST.withValidity(Duration.ofDays(1_826))), "localhost"),
                accepted("two intermediates", lower.issue(LOCALHOST), "localhost"),
                accepted("within name constraints", constrained().issue(LOCALHOST), "localhost"));
    }

    static Stream<Case> refused() throws Exception {
        var expired = CertificateAuthority.of(EC.identity(), () -> NOW.minus(Duration.ofDays(100)));
        var ahead = CertificateAuthority.of(EC.identity(), () -> NOW.plus(Duration.ofDays(1)));
        var stranger = CertificateAuthority.create("Browser Test Stranger");
        var below = DEEP.intermediate(CertificateProfile.intermediate("Browser Test Issuing CA"));
        return Stream.of(
                refused("expired", expired.issue(LOCALHOST), "ERR_CERT_DATE_INVALID"),
                refused("not yet valid", ahead.issue(LOCALHOST), "ERR_CERT_DATE_INVALID"),
                refused(
                        "other name",
                        EC.issue(CertificateProfile.tlsServer("chat.example")),
                        "ERR_CERT_COMMON_NAME_INVALID"),
                refused(
                        "other address",
                        EC.issue(CertificateProfile.tlsServer("10.0.0.7")),
                        "ERR_CERT_COMMON_NAME_INVALID"),
                refused("unknown root", stranger.issue(LOCALHOST), "ERR_CERT_AUTHORITY_INVALID"),
                refused("without its intermediate", alone(below.issue(LOCALHOST)), "ERR_CERT_AUTHORITY_INVALID"),
                // Chromium offers no such signature, and how HttpsServer ends such a handshake depends on the JDK.
                refused(
                        "Ed25519",
                        EC.issue(LOCALHOST.withKeyType(KeyType.ED25519)),
                        "ERR_CONNECTION_CLOSED|ERR_SSL_PROTOCOL_ERROR"));
    }

    /**
     * By itself Chromium looks at no revocation list. With the policy to do so it fetches the one that the certificate
     * names, and takes no certificate that names none.
     */
    @Test
    void aRevokedServerIsRefusedWherePolicyWantsListsChecked(@TempDir Path other) throws Exception {
        Chromium.requirePolicies(other);
        try (var lists = CrlServer.start()) {
            var profile = LOCALHOST.withCrlDistributionPoint(lists.uri());
            var good = EC.issue(profile);
            var bad = EC.issue(profile);
            var silent = EC.issue(LOCALHOST);
            EC.revoke(bad.certificate().getSerialNumber(), RevocationReason.KEY_COMPROMISE);
            lists.publish(EC.crl());

            shows(accepted("revoked, without the policy", bad, "localhost"));
            try (var strict = Chromium.startCheckingRevocation(other, EC.certificate())) {
                for (var each : List.of(
                        accepted("not revoked", good, "localhost"),
                        refused("revoked", bad, "ERR_CERT_REVOKED"),
                        refused("names no list", silent, "ERR_CERT_NO_REVOCATION_MECHANISM"))) {
                    try (var server = HttpsPage.start(each.identity())) {
                        var page = strict.visit(server.url("localhost"));
                        page.save(PICTURES.resolve(each + ".png"));
                        page.requireShown(each.error());
                    }
                }
            }
        }
    }

    private static Case accepted(String what, Identity identity, String host) {
        return new Case(what, identity, host, "");
    }

    private static Case refused(String what, Identity identity, String error) {
        return new Case(what, identity, "localhost", error);
    }

    /** A root that is a year old, and issues now. */
    private static CertificateAuthority rootOf(KeyType keyType) {
        var now = new AtomicReference<>(NOW.minus(Duration.ofDays(365)));
        var root = CertificateAuthority.builder("Browser Test Root " + keyType)
                .keyType(keyType)
                .pathLength(2)
                .clock(now::get)
                .build();
        now.set(NOW);
        return root;
    }

    private static CertificateAuthority constrained() throws Exception {
        return DEEP.intermediate(CertificateProfile.intermediate("Browser Test Local CA")
                .withNameConstraints(
                        NameConstraints.none().permitDns("localhost").permitAddresses("127.0.0.0/8")));
    }

    private static Identity alone(Identity identity) throws Exception {
        return Identity.of(identity.privateKey(), identity.certificate());
    }
}
