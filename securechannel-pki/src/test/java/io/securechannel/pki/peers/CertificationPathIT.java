package io.securechannel.pki.peers;

import io.securechannel.keys.Identity;
import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.KeyType;
import io.securechannel.pki.NameConstraints;
import io.securechannel.pki.Subject;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code openssl verify} and {@code certtool --verify} take, and what they refuse, in one table. */
@Tag("it")
@Timeout(60)
class CertificationPathIT {

    private static final Instant NOW = Instant.now();

    @TempDir
    Path directory;

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("cases")
    void says(String program, PathCase each) throws Exception {
        each.ask(program, directory);
    }

    static Stream<Arguments> cases() throws Exception {
        return PathCase.forEachProgram(Stream.of(eachKeyType(), names(), uses(), times(), intermediates())
                .flatMap(each -> each));
    }

    private static Stream<PathCase> eachKeyType() throws Exception {
        var cases = Stream.<PathCase>builder();
        for (var keyType : EnumSet.complementOf(EnumSet.of(KeyType.ML_DSA_65))) { // which these programs do not know
            var root = CertificateAuthority.builder("Example Root CA")
                    .keyType(keyType)
                    .subject(Subject.empty().withOrganization("Example Ltd").withCountry("FI"))
                    .build();
            var leaf = root.issue(CertificateProfile.tlsServer("chat.example").withKeyType(keyType));
            cases.add(new PathCase(keyType + " throughout", Question.server(root.certificate(), leaf, "chat.example")));
        }
        return cases.build();
    }

    private static Stream<PathCase> names() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        var server =
                root.issue(CertificateProfile.tlsServer("chat.example", "10.0.0.7", "fd00::7", "*.bücher.example"));
        var certificate = root.certificate();
        return Stream.of(
                new PathCase("host name", Question.server(certificate, server, "chat.example")),
                new PathCase("IPv4 address", Question.server(certificate, server, "10.0.0.7")),
                new PathCase("IPv6 address", Question.server(certificate, server, "fd00::7")),
                new PathCase("wildcard", Question.server(certificate, server, "www.xn--bcher-kva.example")),
                misnamed("other host", Question.server(certificate, server, "evil.example")),
                misnamed("host below", Question.server(certificate, server, "www.chat.example")),
                misnamed(
                        "two labels for a wildcard", Question.server(certificate, server, "a.b.xn--bcher-kva.example")),
                new PathCase(
                        "other address",
                        Question.server(certificate, server, "10.0.0.8"),
                        "IP address mismatch",
                        "name"));
    }

    private static PathCase misnamed(String what, Question question) {
        return new PathCase(
                what, question, "hostname mismatch", "The name in the certificate does not match the expected");
    }

    private static Stream<PathCase> uses() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        var server = root.issue(CertificateProfile.tlsServer("chat.example"));
        var client = root.issue(CertificateProfile.tlsClient("ada"));
        var both = root.issue(CertificateProfile.tlsServerAndClient("n".repeat(60) + ".chat.example"));
        var certificate = root.certificate();
        return Stream.of(
                new PathCase("client", Question.client(certificate, client)),
                new PathCase("both, as server", Question.server(certificate, both, "")),
                new PathCase("both, as client", Question.client(certificate, both)),
                misused("server as client", Question.client(certificate, server)),
                misused("client as server", Question.server(certificate, client, "")));
    }

    private static PathCase misused(String what, Question question) {
        return new PathCase(what, question, "certificate purpose", "does not match the intended purpose");
    }

    private static Stream<PathCase> times() throws Exception {
        var aYearAgo = CertificateAuthority.builder("Example Root CA")
                .clock(() -> NOW.minus(Duration.ofDays(365)))
                .build();
        var aYearAhead = CertificateAuthority.of(aYearAgo.identity(), () -> NOW.plus(Duration.ofDays(365)));
        var ended = CertificateAuthority.builder("Example Root CA")
                .clock(() -> NOW.minus(Duration.ofDays(365)))
                .validity(Duration.ofDays(100))
                .build();
        var other = CertificateAuthority.create("Example Root CA");
        var profile = CertificateProfile.tlsServer("chat.example");
        var certificate = aYearAgo.certificate();
        return Stream.of(
                new PathCase(
                        "expired",
                        Question.server(certificate, aYearAgo.issue(profile), "chat.example"),
                        "certificate has expired",
                        "uses expired certificate"),
                new PathCase(
                        "not yet valid",
                        Question.server(certificate, aYearAhead.issue(profile), "chat.example"),
                        "certificate is not yet valid",
                        "not yet valid certificate"),
                new PathCase(
                        "expired root",
                        Question.server(ended.certificate(), ended.issue(profile), "chat.example"),
                        "certificate has expired",
                        "uses expired certificate"),
                new PathCase(
                        "other root of that name",
                        Question.server(certificate, other.issue(profile), "chat.example"),
                        "unable to get local issuer certificate",
                        "issuer is unknown"));
    }

    private static Stream<PathCase> intermediates() throws Exception {
        var root = CertificateAuthority.builder("Example Root CA").pathLength(2).build();
        var upper =
                root.intermediate(CertificateProfile.intermediate("Upper CA").withPathLength(1));
        var lower =
                upper.intermediate(CertificateProfile.intermediate("Lower CA").withValidity(Duration.ofDays(365)));
        var constrained = root.intermediate(CertificateProfile.intermediate("Chat CA")
                .withNameConstraints(NameConstraints.none()
                        .permitDns("chat.example")
                        .excludeDns("secret.chat.example")
                        .permitAddresses("10.0.0.0/8")));
        var profile = CertificateProfile.tlsServer("www.chat.example", "10.0.0.7");
        var tooDeep = Forged.authority(lower.identity(), "Too Deep CA");
        var certificate = root.certificate();
        var server = lower.issue(profile);
        return Stream.of(
                new PathCase("below two intermediates", Question.server(certificate, server, "www.chat.example")),
                new PathCase(
                        "without its intermediates",
                        Question.server(certificate, alone(server), "www.chat.example"),
                        "unable to get local issuer certificate",
                        "issuer is unknown"),
                new PathCase(
                        "path too long",
                        Question.server(certificate, Forged.server(tooDeep, "www.chat.example"), "www.chat.example"),
                        "path length constraint exceeded",
                        "violates the signer's constraints"),
                new PathCase(
                        "signed by a leaf",
                        Question.server(certificate, Forged.server(server, "ada.chat.example"), "ada.chat.example"),
                        "invalid CA certificate",
                        "violates the signer's constraints"),
                new PathCase(
                        "within name constraints",
                        Question.server(certificate, constrained.issue(profile), "www.chat.example")),
                new PathCase(
                        "address within name constraints",
                        Question.server(certificate, constrained.issue(profile), "10.0.0.7")),
                misplaced("outside the permitted names", certificate, constrained, "evil.example", "permitted"),
                misplaced("one name outside", certificate, constrained, "www.chat.example evil.example", "permitted"),
                misplaced("an excluded name", certificate, constrained, "a.secret.chat.example", "excluded"));
    }

    private static PathCase misplaced(
            String what, X509Certificate root, CertificateAuthority issuer, String names, String subtree)
            throws Exception {
        var forged = Forged.server(issuer.identity(), names.split(" ", -1));
        var question = Question.server(root, forged, names.split(" ", -1)[0]);
        return new PathCase(what, question, subtree + " subtree violation", "violates the signer's constraints");
    }

    private static Identity alone(Identity identity) throws Exception {
        return Identity.of(identity.privateKey(), identity.certificate());
    }
}
