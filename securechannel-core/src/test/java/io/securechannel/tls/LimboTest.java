package io.securechannel.tls;

import static io.securechannel.Loopback.assertTells;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.securechannel.error.SecureChannelException;
import io.securechannel.peer.Trust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The cases of x509-limbo: what comes out otherwise than it says is in docs/limbo.md, with the reason, and nothing else is. */
@Tag("verify")
class LimboTest {

    private static final TlsSettings.Demands NO_DEMANDS =
            new TlsSettings.Demands(TlsSettings.ClientCertificate.NONE, Optional.empty(), Optional.empty());
    private static final Path LIST = Path.of("..", "docs", "limbo.md");
    private static final Pattern ROW = Pattern.compile("\\| `([a-z0-9:-]+)` \\| (?!\\|).{8,}", Pattern.MULTILINE);

    @Test
    void differencesAreThoseOfTheList() throws Exception {
        var refused = new TreeSet<String>();
        var accepted = new TreeSet<String>();
        int same = 0;
        for (var test : cases()) {
            boolean good = expected(test, "SUCCESS");
            assertThat(good || expected(test, "FAILURE")).isTrue();
            boolean taken = isTaken(test);
            if (taken == good) {
                same++;
            } else {
                (taken ? accepted : refused).add(test.get("id").getAsString());
            }
        }
        var text = Files.readString(LIST);
        int second = text.indexOf("**Accepted here");
        assertThat(refused).isEqualTo(listed(text.substring(0, second)));
        assertThat(accepted).isEqualTo(listed(text.substring(second)));
        assertThat(text).contains("\n" + provider(same));
    }

    @Test
    void whatIsRefusedIsSaid() throws Exception {
        var words = Map.of(
                "rfc5280::root-missing-basic-constraints", "basic constraints without cA",
                "rfc5280::root-inconsistent-ca-extensions", "key usage without keyCertSign",
                "rfc5280::unknown-critical-extension-root", "has a critical extension that is not known here",
                "rfc5280::nc::nc-permits-invalid-dns-san", "its subjectAltName has [.example.com], which is no name",
                "rfc5280::nc::nc-permits-invalid-ip-san", "which is no name of that kind",
                "rfc5280::nc::nc-permits-invalid-email-san", "its subjectAltName has [invalid@address@example.com]");
        int said = 0;
        for (var test : cases()) {
            var expected = words.get(test.get("id").getAsString());
            if (expected != null) {
                assertTells(
                        catchThrowable(() -> verify(test)),
                        SecureChannelException.Reason.CERTIFICATE_UNUSABLE,
                        expected);
                said++;
            }
        }
        assertThat(said).isEqualTo(words.size());
    }

    private static String provider(int same) {
        return "provider, on JDK 17 and 25 (`LimboTest`, in `mvn verify`). " + same + " come out as expected.";
    }

    private static boolean expected(JsonObject test, String result) {
        return test.get("expected_result").getAsString().equals(result);
    }

    private static Set<String> listed(String text) {
        return ROW.matcher(text).results().map(each -> each.group(1)).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<JsonObject> cases() throws IOException {
        var stream = Objects.requireNonNull(LimboTest.class.getResourceAsStream("limbo-rfc5280-pathlen.json.gz"));
        var cases = new ArrayList<JsonObject>();
        try (var in = new InputStreamReader(new GZIPInputStream(stream), UTF_8)) {
            JsonParser.parseReader(in)
                    .getAsJsonObject()
                    .getAsJsonArray("testcases")
                    .forEach(each -> cases.add(each.getAsJsonObject()));
        }
        assertThat(cases).hasSize(115);
        return cases;
    }

    /** Certificates that cannot be read never become a Trust, or reach the verification. */
    private static boolean isTaken(JsonObject test) {
        try {
            verify(test);
            return true;
        } catch (SecureChannelException | CertificateException e) {
            return false;
        }
    }

    private static void verify(JsonObject test) throws SecureChannelException, CertificateException {
        var roots = certificates(test.getAsJsonArray("trusted_certs"));
        var chain = new ArrayList<X509Certificate>();
        chain.add(certificate(test.get("peer_certificate").getAsString()));
        chain.addAll(certificates(test.getAsJsonArray("untrusted_intermediates")));
        var trust = Trust.only(roots.get(0), roots.subList(1, roots.size()).toArray(X509Certificate[]::new));
        var server = test.get("validation_kind").getAsString().equals("SERVER");
        var at = at(test);
        new CertificateVerifier(trust, server ? Use.SERVER : Use.CLIENT, () -> at, NO_DEMANDS)
                .verify(chain, host(test));
    }

    private static @Nullable HostName host(JsonObject test) {
        var name = test.get("expected_peer_name");
        return name.isJsonNull()
                ? null
                : HostName.of(name.getAsJsonObject().get("value").getAsString());
    }

    private static Instant at(JsonObject test) {
        var time = test.get("validation_time");
        return time.isJsonNull()
                ? Instant.now()
                : OffsetDateTime.parse(time.getAsString()).toInstant();
    }

    private static List<X509Certificate> certificates(JsonArray array) throws CertificateException {
        var all = new ArrayList<X509Certificate>();
        for (var each : array) {
            all.add(certificate(each.getAsString()));
        }
        return all;
    }

    private static X509Certificate certificate(String pem) throws CertificateException {
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(pem.getBytes(UTF_8)));
    }
}
