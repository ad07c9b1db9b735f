package io.securechannel.examples.secret;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonParser;
import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenRequest;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever has all that is demanded gets the secret, and nobody else. */
@Timeout(60)
class GateTest {

    private static final List<String> NO_BEARER_TOKENS = List.of(
            "Basic YWRhOnB3",
            "Bearer",
            "Bearer ",
            "Bearer a b",
            "Bearer a\u00e4",
            "Bearer a,b",
            "Bearer \u0001",
            "BearerX abc",
            "",
            "Bearer =a");

    private static final String REALM = "Bearer realm=\"secret\"";

    @Test
    void aRequestedCertificateOpensAndThePageSaysWhatIsMissing() throws Exception {
        try (var server = Fixture.requestingCertificates(false)) {
            try (var stranger = server.connect()) {
                var refused = stranger.get("/secret");
                assertThat(refused.status()).isEqualTo(403);
                assertThat(refused.body())
                        .contains("a client certificate is missing", "secret-server issue-client NAME")
                        .doesNotContain("meet me");
                assertThat(stranger.get("/").body())
                        .contains("the secret is not for you yet", "a client certificate is missing")
                        .doesNotContain("You are", "href=");
            }
            try (var ada = server.connectAs(Fixture.ADA)) {
                assertThat(ada.get("/secret").body()).isEqualTo(Fixture.SECRET);
                assertThat(ada.get("/").body()).contains("You are CN=ada.", "Your certificate", "href=\"/secret\"");
                var facts = JsonParser.parseString(ada.get("/facts").body()).getAsJsonObject();
                assertThat(facts.getAsJsonObject("clientCertificate")
                                .get("subject")
                                .getAsString())
                        .isEqualTo("CN=ada");
                assertThat(facts.getAsJsonArray("user").get(0).getAsString()).isEqualTo("CN=ada");
            }
            assertThat(server.log)
                    .contains("GET /secret from 127.0.0.1: 403", "GET /secret from 127.0.0.1: 200, CN=ada");
        }
    }

    @Test
    void aCertificateThatEndsDuringTheConnectionOpensNoLonger() throws Exception {
        try (var server = Fixture.requestingCertificates(false);
                var ada = server.connectAs(Fixture.ADA)) {
            assertThat(ada.get("/secret").status()).isEqualTo(200);
            server.now.set(server.now.get().plus(Duration.ofDays(91)));
            var refused = ada.get("/secret");
            assertThat(refused.status()).isEqualTo(403);
            assertThat(refused.body()).contains("not believed any more").doesNotContain("meet me", "expired", "CN=");
            assertThat(String.join("\n", server.log))
                    .as("the owner alone learns why")
                    .contains("expired");
        }
    }

    @Test
    void withoutARequiredCertificateThereIsNoConnection() throws Exception {
        try (var server = Fixture.requiringCertificates()) {
            try (var stranger = server.connect()) {
                assertThat(stranger.get("/").status()).isZero();
            }
            try (var ada = server.connectAs(Fixture.ADA)) {
                assertThat(ada.get("/secret").status()).isEqualTo(200);
            }
            assertThat(server.log).containsExactly("GET /secret from 127.0.0.1: 200, CN=ada");
        }
    }

    @Test
    void aTokenOpens() throws Exception {
        try (var server = Fixture.requiringTokens();
                var client = server.connect()) {
            var refused = client.get("/secret");
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.headers()).containsEntry("www-authenticate", REALM);
            assertThat(refused.body())
                    .contains("a token is missing", "secret-server token NAME")
                    .doesNotContain("meet me");
            assertThat(client.get("/").body()).contains("a token is missing");
            assertThat(client.get("/secret", "authorization: bearer  " + server.token("ada"))
                            .body())
                    .isEqualTo(Fixture.SECRET);
            assertThat(server.log).contains("GET /secret from 127.0.0.1: 200, ada");
        }
    }

    @Test
    void aTokenThatIsNotGoodIsAnInvalidToken() throws Exception {
        try (var server = Fixture.requiringTokens();
                var stranger = TokenIssuer.builder("secret-server").build();
                var proof = ProofKey.generate();
                var client = server.connect()) {
            var old = server.token("ada");
            var bound = server.issuer.issue(
                    TokenRequest.of("ada", "secret-server", Duration.ofHours(1)).boundTo(proof.publicKey()));
            var other = server.issuer.issue(TokenRequest.of("ada", "other-server", Duration.ofHours(1)));
            var forged = stranger.issue(TokenRequest.of("ada", "secret-server", Duration.ofHours(1)));
            server.now.set(server.now.get().plus(Duration.ofMinutes(62)));
            for (var token : new String[] {old, bound, other, forged, "aa.bb.cc", "x"}) {
                var refused = client.get("/secret", "Authorization: Bearer " + token);
                assertThat(refused.status()).as(token).isEqualTo(401);
                assertThat(refused.headers().get("www-authenticate"))
                        .startsWith(REALM + ", error=\"invalid_token\", error_description=\"");
                assertThat(refused.body()).contains("not good, or not any more").doesNotContain("meet me", token);
            }
            assertThat(server.log).filteredOn(line -> line.startsWith("GET")).hasSize(6);
            assertThat(server.log)
                    .filteredOn(line -> !line.startsWith("GET"))
                    .as("the owner learns why")
                    .hasSize(6);
            assertThat(String.join("\n", server.log)).doesNotContain(old, bound, other, forged);
        }
    }

    @Test
    void whatIsNoBearerTokenIsABadRequest() throws Exception {
        try (var server = Fixture.requiringTokens();
                var client = server.connect()) {
            for (var value : NO_BEARER_TOKENS) {
                var refused = client.get("/secret", "Authorization: " + value);
                assertThat(refused.status()).as(value).isEqualTo(400);
                assertThat(refused.headers().get("www-authenticate")).as(value).contains("error=\"invalid_request\"");
                assertThat(refused.body()).contains("once, as Bearer TOKEN").doesNotContain("meet me");
            }
        }
    }

    @Test
    void twoTokensAreABadRequest() throws Exception {
        try (var server = Fixture.requiringTokens();
                var client = server.connect()) {
            var good = "Authorization: Bearer " + server.token("ada");
            assertThat(client.get("/secret", good).status()).isEqualTo(200);
            assertThat(client.get("/secret", good, good).status()).isEqualTo(400);
        }
    }

    @Test
    void aTokenElsewhereThanInItsHeaderIsNotLookedAt() throws Exception {
        try (var server = Fixture.requiringTokens();
                var client = server.connect()) {
            var token = server.token("ada");
            assertThat(client.get("/secret?access_token=" + token).status()).isEqualTo(401);
            assertThat(client.get("/secret", "Cookie: token=" + token).status()).isEqualTo(401);
            assertThat(String.join("\n", server.log)).doesNotContain(token);
        }
    }

    @Test
    void whereBothAreDemandedOneIsNotEnough() throws Exception {
        try (var server = Fixture.requestingCertificates(true)) {
            var token = "Authorization: Bearer " + server.token("ada");
            try (var stranger = server.connect()) {
                assertThat(stranger.get("/secret", token).status()).isEqualTo(403);
                assertThat(stranger.get("/").body()).contains("a client certificate is missing", "a token is missing");
            }
            try (var ada = server.connectAs(Fixture.ADA)) {
                assertThat(ada.get("/secret").status()).isEqualTo(401);
                assertThat(ada.get("/secret", token).status()).isEqualTo(200);
                assertThat(ada.get("/", token).body()).contains("You are CN=ada and ada.");
            }
        }
    }
}
