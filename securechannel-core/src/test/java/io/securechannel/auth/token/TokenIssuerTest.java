package io.securechannel.auth.token;

import static io.securechannel.auth.token.Compose.AUDIENCE;
import static io.securechannel.auth.token.Compose.CLOCK;
import static io.securechannel.auth.token.Compose.ISSUER;
import static io.securechannel.auth.token.Compose.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.PasswordCost;
import io.securechannel.keys.StoredData;
import io.securechannel.secret.Password;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an issuer writes, how it changes its key, and how it outlives a restart. */
@Tag("verify")
class TokenIssuerTest {

    @Test
    void aTokenHasTheClaimsOfRfc9068() throws Exception {
        try (var key = ProofKey.generate();
                var issuer = issuer()) {
            var request = new TokenRequest(
                    "ada", AUDIENCE, Duration.ofMinutes(5), Map.of("role", "a\"d\u00FC"), Optional.of(key.publicKey()));
            var token = CompactJws.parse(issuer.issue(request));
            assertThat(token.algorithm()).isEqualTo("ES256");
            assertThat(token.type()).contains("at+jwt");
            assertThat(token.keyId()).isPresent();
            assertThat(issuer.publicKeys())
                    .contains("\"kid\":\"" + token.keyId().orElseThrow() + '"');
            var claims = token.claims();
            assertThat(claims.values().keySet())
                    .containsExactlyInAnyOrder("iss", "aud", "sub", "iat", "exp", "jti", "cnf", "role");
            assertThat(claims.time("iat")).contains(NOW);
            assertThat(claims.time("exp")).contains(NOW.plusSeconds(300));
            assertThat(claims.string("role")).contains("a\"d\u00FC");
            assertThat(Base64Url.decode(claims.require("jti"), "jti")).hasSize(16);
            assertThat(claims.object("cnf").orElseThrow().values())
                    .isEqualTo(Map.of("jkt", key.publicKey().thumbprint()));
            var other = CompactJws.parse(issuer.issue(request));
            assertThat(other.claims().require("jti")).isNotEqualTo(claims.require("jti"));
        }
    }

    @Test
    void withASecretThereAreNoPublicKeysAndTheNameLasts() throws Exception {
        try (var secret = Compose.secret();
                var issuer = TokenIssuer.builder(ISSUER)
                        .signWith(secret)
                        .clock(CLOCK)
                        .build();
                var again = TokenIssuer.builder(ISSUER)
                        .signWith(secret)
                        .clock(CLOCK)
                        .build()) {
            var token = issuer.issue(Compose.request());
            assertThat(CompactJws.parse(token).algorithm()).isEqualTo("HS256");
            assertThat(issuer.publicKeys()).isEqualTo("{\"keys\":[]}");
            assertThat(again.verifier(AUDIENCE).verifyUnbound(token).subject()).isEqualTo("ada");
            again.rotate();
            assertThat(again.verifier(AUDIENCE).verifyUnbound(token).subject()).isEqualTo("ada");
            again.forgetOld();
            refused(again.verifier(AUDIENCE), token);
        }
    }

    @Test
    void whileTheKeyIsReplacedBothAreGood() throws Exception {
        try (var issuer = issuer()) {
            var verifier = issuer.verifier(AUDIENCE);
            var first = issuer.issue(Compose.request());
            issuer.rotate();
            var second = issuer.issue(Compose.request());
            assertThat(CompactJws.parse(second).keyId())
                    .isNotEqualTo(CompactJws.parse(first).keyId());
            var published =
                    Compose.verifier(TokenKeys.ofJwkSet(issuer.publicKeys())).build();
            for (var token : List.of(first, second)) {
                assertThat(verifier.verifyUnbound(token).subject()).isEqualTo("ada");
                assertThat(published.verifyUnbound(token).subject()).isEqualTo("ada");
            }
            issuer.rotate();
            refused(verifier, first);
            assertThat(verifier.verifyUnbound(second).subject()).isEqualTo("ada");
            issuer.forgetOld();
            refused(verifier, second);
            assertThat(verifier.verifyUnbound(issuer.issue(Compose.request())).subject())
                    .isEqualTo("ada");
        }
    }

    @Test
    void itsKeysOutliveARestart(@TempDir Path directory) throws Exception {
        var file = directory.resolve("issuer.keys");
        String first;
        String second;
        try (var password = Password.copyOf("correct horse".toCharArray());
                var issuer = issuer();
                var keys = KeyStoreManager.builder(file)
                        .passwordCost(PasswordCost.insecureForTests())
                        .create(password)) {
            first = issuer.issue(Compose.request());
            issuer.rotate();
            second = issuer.issue(Compose.request());
            try (var stored = issuer.toStoredData()) {
                keys.put("tokens", stored);
            }
        }
        try (var password = Password.copyOf("correct horse".toCharArray());
                var keys = KeyStoreManager.open(file, password);
                var stored = keys.get("tokens", StoredData.class);
                var issuer = TokenIssuer.fromStoredData(stored, CLOCK)) {
            assertThat(issuer.issuer()).isEqualTo(ISSUER);
            assertThat(issuer.verifier(AUDIENCE).verifyUnbound(first).subject()).isEqualTo("ada");
            assertThat(issuer.verifier(AUDIENCE).verifyUnbound(second).subject())
                    .isEqualTo("ada");
            assertThat(CompactJws.parse(issuer.issue(Compose.request())).keyId())
                    .isEqualTo(CompactJws.parse(second).keyId());
        }
    }

    @Test
    void whatIsStoredIsReadStrictly() throws Exception {
        try (var secret = Compose.secret();
                var issuer = TokenIssuer.builder(ISSUER).signWith(secret).build()) {
            byte[] content = issuer.toStoredData().content();
            var format = issuer.toStoredData().format();
            assertThat(format).isEqualTo("securechannel token issuer/1");
            for (int length = 0; length < content.length; length++) {
                refused(format, Arrays.copyOf(content, length), Reason.MALFORMED);
            }
            refused(format, Arrays.copyOf(content, content.length + 1), Reason.MALFORMED);
            refused("securechannel token issuer/2", content, Reason.WRONG_KIND);
            var kind = content.clone();
            kind[2 + ISSUER.length() + 1] = 3;
            refused(format, kind, Reason.MALFORMED);
            kind[2 + ISSUER.length() + 1] = 1; // a secret that is said to be a private key
            refused(format, kind, Reason.MALFORMED);
            var none = content.clone();
            none[2 + ISSUER.length()] = 0;
            refused(format, none, Reason.MALFORMED);
        }
    }

    @Test
    void aRequestIsChecked() {
        var minute = Duration.ofMinutes(1);
        assertThatIllegalArgumentException().isThrownBy(() -> TokenRequest.of("", AUDIENCE, minute));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenRequest.of("x".repeat(1_025), AUDIENCE, minute));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenRequest.of("ada", "", minute));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenRequest.of("ada", AUDIENCE, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenRequest.of("ada", AUDIENCE, Duration.ofDays(3_651)));
        for (var name : TokenClaims.REGISTERED) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Compose.request().withClaim(name, "x"))
                    .withMessageContaining('"' + name + "\" is set by the issuer");
        }
    }

    @Test
    void aTokenThatNobodyWouldTakeIsNotIssued() {
        try (var issuer = issuer()) {
            var large = Compose.request().withClaim("pad", "x".repeat(13_000));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> issuer.issue(large))
                    .withMessageContaining("larger than 16 KiB");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> issuer.issue(Compose.request().withClaim("half", "\uD800")));
        }
    }

    @Test
    void aClosedIssuerIssuesNothingAndVerifiesNothing() {
        var issuer = issuer();
        var verifier = issuer.verifier(AUDIENCE);
        var token = issuer.issue(Compose.request());
        issuer.close();
        issuer.close();
        assertThatIllegalStateException().isThrownBy(() -> issuer.issue(Compose.request()));
        assertThatIllegalStateException().isThrownBy(issuer::rotate);
        assertThatIllegalStateException().isThrownBy(issuer::forgetOld);
        assertThatIllegalStateException().isThrownBy(issuer::toStoredData);
        assertThatIllegalStateException().isThrownBy(issuer::publicKeys);
        refused(verifier, token);
    }

    private static TokenIssuer issuer() {
        return TokenIssuer.builder(ISSUER).clock(CLOCK).build();
    }

    private static void refused(TokenVerifier verifier, String token) {
        assertThatThrownBy(() -> verifier.verifyUnbound(token))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(SecureChannelException.Reason.LOGIN_REFUSED))
                .hasMessageContaining("(kid), which is not among the issuer's keys here");
    }

    private static void refused(String format, byte[] content, Reason reason) {
        try (var stored = StoredData.of(format, content)) {
            assertThatThrownBy(() -> TokenIssuer.fromStoredData(stored))
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            e -> assertThat(e.reason()).isEqualTo(reason));
        }
    }
}
