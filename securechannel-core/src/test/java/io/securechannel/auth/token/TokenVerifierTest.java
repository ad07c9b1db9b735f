package io.securechannel.auth.token;

import static io.securechannel.auth.token.Compose.AUDIENCE;
import static io.securechannel.auth.token.Compose.CLOCK;
import static io.securechannel.auth.token.Compose.ISSUER;
import static io.securechannel.auth.token.Compose.NOW;
import static io.securechannel.auth.token.Compose.SECRET;
import static io.securechannel.auth.token.Compose.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are taken, and what is told of those that are not. */
@Tag("verify")
class TokenVerifierTest {

    private static final long SECONDS = NOW.getEpochSecond();
    private static final String HEADER = "{\"alg\":\"HS256\",\"typ\":\"JWT\"}";

    private final TokenVerifier verifier =
            Compose.verifier(TokenKeys.secret(Compose.secret())).build();

    @Test
    void whatATokenSaysIsThere() throws Exception {
        var token = verify(claims(Map.of(
                "aud", "[\"other\",\"" + AUDIENCE + "\"]",
                "iat", Long.toString(SECONDS),
                "jti", "\"id\"",
                "role", "\"admin\"",
                "level", "7.50",
                "staff", "true",
                "nothing", "null",
                "groups", "[\"a\"]",
                "address", "{\"city\":\"Rom\"}")));
        assertThat(token.subject()).isEqualTo("ada");
        assertThat(token.issuer()).isEqualTo(ISSUER);
        assertThat(token.audiences()).containsExactlyInAnyOrder("other", AUDIENCE);
        assertThat(token.expires()).isEqualTo(NOW.plusSeconds(300));
        assertThat(token.issuedAt()).contains(NOW);
        assertThat(token.id()).contains("id");
        assertThat(token.claims())
                .containsExactlyInAnyOrderEntriesOf(Map.of("role", "admin", "level", "7.50", "staff", "true"));
        assertThat(token.confirmation()).isEmpty();
        assertThat(token).hasToString("ada by " + ISSUER + " until " + NOW.plusSeconds(300));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "iss | \"https://evil.example\" | issuer \"https://evil.example\", and https://issuer.example is expected",
                "iss | \"https://issuer.example/\" | and https://issuer.example is expected",
                "iss | \"two words\" | not printed",
                "iss | 7 | \"iss\" in the payload that is not a string",
                "iss | `` | lacks \"iss\"",
                "aud | \"other\" | not for this audience, which is chat",
                "aud | [\"other\"] | not for this audience, which is chat",
                "aud | [] | not a string or a list of strings",
                "aud | [\"chat\",7] | not a string or a list of strings",
                "aud | {\"chat\":1} | not a string or a list of strings",
                "aud | `` | lacks \"aud\"",
                "sub | \"\" | a subject (sub) that is empty",
                "sub | null | \"sub\" in the payload that is not a string",
                "sub | `` | lacks \"sub\"",
                "exp | `` | never expires",
                "exp | \"1795262700\" | not a number of seconds",
                "exp | 1e400 | outside of the years 1970 to 9999",
                "exp | 1795262700000 | outside of the years 1970 to 9999; it is counted in seconds",
                "exp | -1 | outside of the years",
                "exp | 99999999999999999999999999999999999999999999999999 | outside of the years",
                "nbf | true | not a number of seconds",
                "iat | 1e999999999 | outside of the years",
                "cnf | \"key\" | not an object",
                "cnf | {} | bound (cnf) by other than",
                "cnf | {\"x5t#S256\":\"bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2\"} | bound (cnf) by other than",
                "cnf | {\"kid\":\"1\"} | bound (cnf) by other than",
                "cnf | {\"jkt\":\"AA\"} | other than 43 characters",
                "cnf | {\"jkt\":7} | not a string",
                "cnf | {\"jwk\":{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}} | not an EC key on P-256",
                "cnf | {\"jwk\":{\"kty\":\"oct\",\"crv\":\"P-256\"}} | not an EC key on P-256"
            })
    void aClaimThatIsNotAsItShouldBeIsRefusedAndNamed(String name, String json, String told) {
        refused(claims(name, json), told);
    }

    @ParameterizedTest(name = "{0} {1} s from now, skew {2}: {3}")
    @CsvSource({
        "exp, 1, 0, true",
        "exp, 0, 0, false",
        "exp, -59, 60, true",
        "exp, -60, 60, false",
        "exp, -599, 600, true",
        "nbf, 0, 0, true",
        "nbf, 1, 0, false",
        "nbf, 60, 60, true",
        "nbf, 61, 60, false",
        "iat, 0, 0, true",
        "iat, 1, 0, false",
        "iat, 60, 60, true",
        "iat, 61, 60, false",
        "iat, -86400, 0, true"
    })
    void clocksMayDifferByTheSkewAndNotMore(String name, long fromNow, int skew, boolean taken) throws Exception {
        var tolerant = Compose.verifier(TokenKeys.secret(Compose.secret()))
                .skew(Duration.ofSeconds(skew))
                .build();
        var token = Compose.hs256(SECRET, HEADER, claims(name, Long.toString(SECONDS + fromNow)));
        if (taken) {
            assertThat(tolerant.verifyUnbound(token).subject()).isEqualTo("ada");
        } else {
            assertThatThrownBy(() -> tolerant.verifyUnbound(token))
                    .isInstanceOf(SecureChannelException.class)
                    .hasMessageContaining(name.equals("exp") ? "has expired at 2026-11-21T1" : "compare the clocks");
        }
    }

    @Test
    void timesMayHaveFractions() throws Exception {
        assertThat(verify(claims("exp", SECONDS + ".25e0")).expires()).isEqualTo(NOW.plusMillis(250));
    }

    @Test
    void aTokenEndsByTheClockOfTheServer() throws Exception {
        try (var issuer = TokenIssuer.builder(ISSUER).clock(CLOCK).build()) {
            var token = issuer.issue(Compose.request());
            var later = TokenVerifier.builder(ISSUER, AUDIENCE)
                    .keys(issuer.keys())
                    .clock(InstantSource.fixed(NOW.plusSeconds(300 + 60)))
                    .build();
            assertThat(issuer.verifier(AUDIENCE).verifyUnbound(token).subject()).isEqualTo("ada");
            assertThatThrownBy(() -> later.verifyUnbound(token))
                    .isInstanceOfSatisfying(
                            SecureChannelException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED))
                    .hasMessage("the token has expired at 2026-11-21T12:05:00Z");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"JWT", "jwt", "at+jwt", "application/at+jwt", "APPLICATION/AT+JWT"})
    void theTypesOfRfc9068AreTaken(String type) throws Exception {
        var token = Compose.hs256(SECRET, "{\"alg\":\"HS256\",\"typ\":\"" + type + "\"}", claims(Map.of()));
        assertThat(verifier.verifyUnbound(token).subject()).isEqualTo("ada");
    }

    @Test
    void aTokenWithoutATypeIsTaken() throws Exception {
        var token = Compose.hs256(SECRET, "{\"alg\":\"HS256\"}", claims(Map.of()));
        assertThat(verifier.verifyUnbound(token).subject()).isEqualTo("ada");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"alg\":\"HS256\",\"typ\":\"dpop+jwt\"} | type \"dpop+jwt\"",
                "{\"alg\":\"HS256\",\"typ\":\"securechannel-login+jwt\"} | type \"securechannel-login+jwt\"",
                "{\"alg\":\"HS256\",\"typ\":\"\"} | at+jwt (RFC 9068) or JWT is expected",
                "{\"alg\":\"HS256\",\"typ\":7} | not a string",
                "{\"alg\":\"HS256\",\"crit\":[\"exp\"],\"exp\":1} | demands extensions (crit",
                "{\"alg\":\"HS256\",\"crit\":null} | demands extensions (crit",
                "{\"alg\":\"HS256\",\"crit\":[\"b64\"],\"b64\":false} | demands extensions (crit",
                "{\"alg\":\"HS256\",\"kid\":7} | not a string",
                "{\"alg\":\"HS256\",\"alg\":\"HS256\"} | a member twice",
                "{\"typ\":\"JWT\"} | lacks \"alg\" in the header",
                "{\"alg\":[\"HS256\"]} | not a string",
                "{\"alg\":\"RS256\"} | signed by \"RS256\"; ES256 and HS256 are taken here",
                "{\"alg\":\"PS256\"} | signed by \"PS256\"",
                "{\"alg\":\"EdDSA\"} | Ed25519 (EdDSA) and RSA are not: let the issuer sign with ES256",
                "{\"alg\":\"HS512\"} | signed by \"HS512\"",
                "{\"alg\":\"hs256\"} | signed by \"hs256\"",
                "{\"alg\":\"ES256\"} | none of the issuer's keys here is for that",
                "{\"alg\":\"none\"} | not signed (alg none)",
                "{\"alg\":\"nOnE\"} | not signed (alg none)",
                "{\"alg\":\"a b\"} | not printed",
                "[] | not a JSON object",
                "{\"alg\":\"HS256\"}{} | not JSON",
                "{\"alg\":'HS256'} | not JSON",
                "{alg:\"HS256\"} | not JSON",
                "{\"alg\":\"HS256\",} | not JSON"
            })
    void aHeaderThatIsNotAsItShouldBeIsRefusedAndNamed(String header, String told) throws Exception {
        refusedToken(Compose.hs256(SECRET, header, claims(Map.of())), told);
    }

    @Test
    void aTokenOfAnotherSecretIsRefused() throws Exception {
        var other = SECRET.clone();
        other[0]++;
        refusedToken(Compose.hs256(other, HEADER, claims(Map.of())), "signature that is not of the issuer's keys");
    }

    @Test
    void nothingIsBuiltWithoutKeysOrNamesOrWithTooMuchSkew() {
        var builder = TokenVerifier.builder(ISSUER, AUDIENCE);
        assertThatNullPointerException().isThrownBy(builder::build).withMessageContaining("keys");
        assertThatIllegalArgumentException().isThrownBy(() -> builder.skew(Duration.ofSeconds(601)));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.skew(Duration.ofSeconds(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenVerifier.builder("", AUDIENCE));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenVerifier.builder(ISSUER, ""));
    }

    private AccessToken verify(String payload) throws Exception {
        return verifier.verifyUnbound(Compose.hs256(SECRET, HEADER, payload));
    }

    private void refused(String payload, String told) {
        try {
            refusedToken(Compose.hs256(SECRET, HEADER, payload), told);
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void refusedToken(String token, String told) {
        assertThatThrownBy(() -> verifier.verifyUnbound(token))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED))
                .hasMessageStartingWith("the token ")
                .hasMessageContaining(told);
    }
}
