package io.securechannel.examples.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the server answers when nothing is demanded of clients, to good requests and to hostile ones. */
@Timeout(60)
class SecretHandlerTest {

    private static Fixture server;

    @BeforeAll
    static void start() throws Exception {
        server = Fixture.open();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void theSecretIsPlainTextThatNobodyKeeps() throws Exception {
        try (var client = server.connect()) {
            var answer = client.get("/secret");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo(Fixture.SECRET);
            assertThat(answer.headers())
                    .containsEntry("content-type", "text/plain; charset=utf-8")
                    .containsEntry("cache-control", "no-store")
                    .containsEntry("x-content-type-options", "nosniff")
                    .containsEntry("referrer-policy", "no-referrer")
                    .containsEntry("cross-origin-resource-policy", "same-origin")
                    .containsEntry("content-security-policy", "default-src 'none'; frame-ancestors 'none'")
                    .doesNotContainKey("strict-transport-security");
        }
    }

    @Test
    void factsAreJson() throws Exception {
        try (var client = server.connect()) {
            var answer = client.get("/facts");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("content-type", "application/json; charset=utf-8");
            var facts = JsonParser.parseString(answer.body()).getAsJsonObject();
            assertThat(facts.get("protocol").getAsString()).isEqualTo("TLSv1.3");
            assertThat(facts.get("cipherSuite").getAsString()).startsWith("TLS_");
            assertThat(facts.get("secret").getAsString()).isEqualTo("granted");
            assertThat(facts.get("clientCertificate").isJsonNull()).isTrue();
            var shown = facts.getAsJsonObject("serverCertificate");
            assertThat(shown.get("issuer").getAsString()).isEqualTo("CN=Secret Test CA");
            assertThat(shown.get("sha256").getAsString()).isEqualTo(Fingerprint.of(Fixture.SERVER.certificate()));
        }
    }

    @Test
    void thePageHasNoScriptAndOneStyleThatItsPolicyNames() throws Exception {
        try (var client = server.connect()) {
            var answer = client.get("/");
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("content-type", "text/html; charset=utf-8");
            assertThat(answer.headers().get("content-security-policy"))
                    .startsWith("default-src 'none'; style-src 'sha256-")
                    .contains("base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.body())
                    .contains("This connection is private, as this server sees it", "Your side alone can tell")
                    .contains(Fingerprint.of(Fixture.SERVER.certificate()), "TLSv1.3", "CN=Secret Test CA", "127.0.0.1")
                    .doesNotContain("<script", " style=", " on", "meet me");
        }
    }

    @Test
    void headIsGetWithoutTheBody() throws Exception {
        try (var client = server.connect()) {
            var head = client.ask("HEAD", "/secret");
            assertThat(head.status()).isEqualTo(200);
            assertThat(head.headers()).containsEntry("content-length", "29");
            assertThat(head.body()).isEmpty();
            assertThat(client.get("/secret").body())
                    .as("the same connection goes on")
                    .isEqualTo(Fixture.SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/secret/",
                "/Secret",
                "/%73ecret",
                "/secret%00",
                "/secret%2f",
                "/x/../secret",
                "/./secret",
                "/secret/..",
                "/secret;a=b",
                "//secret",
                "/favicon.ico",
                "/<script>alert(1)</script>",
                "*"
            })
    void onlyTheExactPathsAreThere(String path) throws Exception {
        try (var client = server.connect()) {
            var answer = client.get(path, "Connection: close");
            assertThat(answer.status()).isIn(400, 404);
            assertThat(answer.body()).doesNotContain("meet me", "script");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/secret?download=1", "https://elsewhere.example/secret", "//elsewhere.example/secret"})
    void whatIsNotThePathDoesNotCount(String target) throws Exception {
        try (var client = server.connect()) {
            assertThat(client.get(target).body()).isEqualTo(Fixture.SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "get", "CONNECT", "G\u00ffT"})
    void otherMethodsAreRefused(String method) throws Exception {
        try (var client = server.connect()) {
            var answer = client.ask(method, "/secret", "Connection: close");
            assertThat(answer.status()).isEqualTo(405);
            assertThat(answer.headers()).containsEntry("allow", "GET, HEAD");
            assertThat(answer.body()).doesNotContain("meet me");
        }
    }

    /** Java 25 sends an answer when it is flushed, and not before it has waited for the body. */
    @Test
    void aBodyIsNotWaitedFor() throws Exception {
        try (var client = server.connect().impatient()) {
            var answer = client.ask("POST", "/secret", "Content-Length: 1000000000", "Connection: close");
            assertThat(answer.status()).isEqualTo(405);
        }
    }

    @Test
    void headersBeyondTheLimitAreRefused() throws Exception {
        try (var client = server.connect()) {
            var answer = client.get("/secret", "X-Large: " + "a".repeat(Limits.HEADER_BYTES));
            assertThat(answer.status()).isEqualTo(431);
            assertThat(answer.body()).contains("larger than 16384 bytes");
        }
        try (var client = server.connect()) {
            assertThat(client.get("/secret", "X-Large: " + "a".repeat(Limits.HEADER_BYTES - 200))
                            .status())
                    .isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET\r\n\r\n",
                "GET /secret\r\n\r\n",
                "GET /\u0000 HTTP/1.1\r\n\r\n",
                "GET http:// HTTP/1.1\r\n\r\n",
                "\u0016\u0003\u0001\u0000\u0005hello\r\n\r\n",
                "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
            })
    void whatIsNoRequestGetsNoSecretAndStopsNobody(String bytes) throws Exception {
        try (var client = server.connect()) {
            var answer = client.send(bytes);
            assertThat(answer.status()).isNotEqualTo(200);
            assertThat(answer.body()).doesNotContain("meet me");
        }
        try (var client = server.connect()) {
            assertThat(client.get("/secret").status()).isEqualTo(200);
        }
    }

    @Test
    void moreHeadersThanAnybodyNeedsEndTheConnection() throws Exception {
        var many = new String[300];
        for (int i = 0; i < many.length; i++) {
            many[i] = "X-" + i + ": a";
        }
        try (var client = server.connect()) {
            assertThat(client.get("/secret", many).status()).isNotEqualTo(200);
        }
    }

    @Test
    void theLogSaysWhatWasAskedAndCannotBeSteered() throws Exception {
        try (var client = server.connect()) {
            assertThat(client.ask("G\u009bT", "/secret?token=abc", "Connection: close")
                            .status())
                    .isEqualTo(405);
        }
        assertThat(server.log).contains("G?T /secret from 127.0.0.1: 405");
        try (var client = server.connect()) {
            assertThat(client.get("/" + "a".repeat(2_000), "Connection: close").status())
                    .isEqualTo(404);
        }
        assertThat(server.log).contains("GET /" + "a".repeat(79) + "... from 127.0.0.1: 404");
        assertThat(String.join("\n", server.log)).doesNotContain("meet me", "token=abc");
    }

    @Test
    void strictTransportSecurityIsForThoseWhoAskForIt() throws Exception {
        try (var strict = Fixture.strict();
                var client = strict.connect()) {
            assertThat(client.get("/").headers()).containsEntry("strict-transport-security", "max-age=31536000");
        }
    }
}
