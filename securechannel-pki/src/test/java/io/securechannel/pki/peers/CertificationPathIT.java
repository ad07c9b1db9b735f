package io.securechannel.pki.peers;

import io.securechannel.pki.CertificateAuthority;
import io.securechannel.pki.CertificateProfile;
import io.securechannel.pki.KeyType;
import io.securechannel.pki.Subject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code openssl verify} and {@code certtool --verify} take, and what they refuse, in one table. */
@Tag("it")
@Timeout(60)
class CertificationPathIT {

    private static final String ACCEPTED = "";
    private static final Instant NOW = Instant.now();

    @TempDir
    Path directory;

    /** What is asked, and what each program says to it: nothing but yes, or these words. */
    record Case(String what, Question question, String openssl, String certtool) {

        Case(String what, Question question) {
            this(what, question, ACCEPTED, ACCEPTED);
        }

        @Override
        public String toString() {
            return what;
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void openssl(Case each) throws Exception {
        Program.require("openssl");
        answers(each.question().askOpenssl(directory), each.openssl());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void certtool(Case each) throws Exception {
        Program.require("certtool");
        answers(each.question().askCerttool(directory), each.certtool());
    }

    private static void answers(Program.Result result, String expected) {
        if (expected.equals(ACCEPTED)) {
            result.succeeded();
        } else {
            result.failedWith(expected);
        }
    }

    static Stream<Case> cases() throws Exception {
        return Stream.of(eachKeyType(), names(), uses(), times()).flatMap(cases -> cases);
    }

    private static Stream<Case> eachKeyType() throws Exception {
        var cases = Stream.<Case>builder();
        for (var keyType : KeyType.values()) {
            var root = CertificateAuthority.builder("Example Root CA")
                    .keyType(keyType)
                    .subject(Subject.empty().withOrganization("Example Ltd").withCountry("FI"))
                    .build();
            var leaf = root.issue(CertificateProfile.tlsServer("chat.example").withKeyType(keyType));
            cases.add(new Case(keyType + " throughout", Question.server(root.certificate(), leaf, "chat.example")));
        }
        return cases.build();
    }

    private static Stream<Case> names() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        var server =
                root.issue(CertificateProfile.tlsServer("chat.example", "10.0.0.7", "fd00::7", "*.bücher.example"));
        var certificate = root.certificate();
        return Stream.of(
                new Case("host name", Question.server(certificate, server, "chat.example")),
                new Case("IPv4 address", Question.server(certificate, server, "10.0.0.7")),
                new Case("IPv6 address", Question.server(certificate, server, "fd00::7")),
                new Case("wildcard", Question.server(certificate, server, "www.xn--bcher-kva.example")),
                misnamed("other host", Question.server(certificate, server, "evil.example")),
                misnamed("host below", Question.server(certificate, server, "www.chat.example")),
                misnamed(
                        "two labels for a wildcard", Question.server(certificate, server, "a.b.xn--bcher-kva.example")),
                new Case(
                        "other address",
                        Question.server(certificate, server, "10.0.0.8"),
                        "IP address mismatch",
                        "name"));
    }

    private static Case misnamed(String what, Question question) {
        return new Case(what, question, "hostname mismatch", "The name in the certificate does not match the expected");
    }

    private static Stream<Case> uses() throws Exception {
        var root = CertificateAuthority.create("Example Root CA");
        var server = root.issue(CertificateProfile.tlsServer("chat.example"));
        var client = root.issue(CertificateProfile.tlsClient("ada"));
        var both = root.issue(CertificateProfile.tlsServerAndClient("n".repeat(60) + ".chat.example"));
        var certificate = root.certificate();
        return Stream.of(
                new Case("client", Question.client(certificate, client)),
                new Case("both, as server", Question.server(certificate, both, "")),
                new Case("both, as client", Question.client(certificate, both)),
                misused("server as client", Question.client(certificate, server)),
                misused("client as server", Question.server(certificate, client, "")));
    }

    private static Case misused(String what, Question question) {
        return new Case(what, question, "certificate purpose", "does not match the intended purpose");
    }

    private static Stream<Case> times() throws Exception {
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
                new Case(
                        "expired",
                        Question.server(certificate, aYearAgo.issue(profile), "chat.example"),
                        "certificate has expired",
                        "uses expired certificate"),
                new Case(
                        "not yet valid",
                        Question.server(certificate, aYearAhead.issue(profile), "chat.example"),
                        "certificate is not yet valid",
                        "not yet valid certificate"),
                new Case(
                        "expired root",
                        Question.server(ended.certificate(), ended.issue(profile), "chat.example"),
                        "certificate has expired",
                        "uses expired certificate"),
                new Case(
                        "other root of that name",
                        Question.server(certificate, other.issue(profile), "chat.example"),
                        "unable to get local issuer certificate",
                        "issuer is unknown"));
    }
}
