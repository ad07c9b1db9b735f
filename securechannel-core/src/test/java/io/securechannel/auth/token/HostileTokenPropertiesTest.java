package io.securechannel.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.StoredData;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;

/** Whatever somebody sends or stores: the documented exception, and nothing else. */
@Tag("verify")
class HostileTokenPropertiesTest {

    private static final ProofKey KEY = ProofKey.generate();
    private static final TokenVerifier BY_KEY =
            Compose.verifier(TokenKeys.of(KEY.publicKey())).build();
    private static final TokenVerifier BY_SECRET =
            Compose.verifier(TokenKeys.secret(Compose.secret())).build();

    @Property(tries = 300)
    void nonsenseIsNoToken(@ForAll String text) {
        for (var each : List.of(text, text + '.' + text + '.' + text, "e30.e30." + text)) {
            isRefusedToken(BY_KEY, each);
            isRefusedProof(each);
        }
    }

    /** Signed, so that the JSON is read and not only the signature. */
    @Property(tries = 300)
    void nonsenseThatTheIssuerHasSignedIsNoToken(@ForAll("json") String payload) throws Exception {
        isRefusedToken(BY_SECRET, Compose.hs256(Compose.SECRET, "{\"alg\":\"HS256\"}", payload));
        isRefusedToken(BY_SECRET, Compose.hs256(Compose.SECRET, payload, Compose.claims("sub", "\"ada\"")));
    }

    @Property(tries = 200)
    void bytesThatTheIssuerHasSignedAreNoToken(@ForAll byte[] header, @ForAll byte[] payload) throws Exception {
        isRefusedToken(BY_SECRET, Compose.signed(header, payload, text -> Compose.hs256(Compose.SECRET, text)));
        var whole = "{\"alg\":\"HS256\"}".getBytes(StandardCharsets.US_ASCII);
        isRefusedToken(BY_SECRET, Compose.signed(whole, payload, text -> Compose.hs256(Compose.SECRET, text)));
    }

    @Property(tries = 300)
    void aClaimIsAnythingAndTheVerifierSaysYesOrNo(@ForAll("names") String name, @ForAll("json") String value)
            throws Exception {
        var token = Compose.hs256(Compose.SECRET, "{\"alg\":\"HS256\"}", Compose.claims(name, value));
        isDeclaredOrNothing(catchThrowable(() -> BY_SECRET.verifyUnbound(token)));
    }

    @Property(tries = 300)
    void nonsenseIsNoSetAndNoKey(@ForAll String text, @ForAll("json") String json) {
        for (var each : List.of(text, json, "{\"keys\":" + json + "}", "{\"keys\":[" + json + "]}")) {
            assertThat(catchThrowable(() -> TokenKeys.ofJwkSet(each))).isInstanceOf(KeyMaterialException.class);
            assertThat(catchThrowable(() -> ProofPublicKey.parse(each))).isInstanceOf(SecureChannelException.class);
        }
    }

    @Property(tries = 300)
    void nonsenseIsNoMessageOfOAuthBearer(@ForAll byte[] bytes, @ForAll String text) {
        var framed = ("n,,\u0001auth=Bearer " + text + "\u0001\u0001").getBytes(StandardCharsets.UTF_8);
        for (var each : List.of(bytes, text.getBytes(StandardCharsets.UTF_8), framed)) {
            isDeclaredOrNothing(catchThrowable(() -> OAuthBearer.parse(each)));
            isDeclaredOrNothing(catchThrowable(() -> OAuthBearer.status(each)));
        }
    }

    @Property(tries = 200)
    void nonsenseIsNothingThatWasStored(@ForAll byte[] bytes) {
        try (var issuer = StoredData.of("securechannel token issuer/1", bytes);
                var token = StoredData.of("securechannel reconnect token/1", bytes)) {
            assertThat(catchThrowable(() -> TokenIssuer.fromStoredData(issuer)))
                    .isInstanceOf(KeyMaterialException.class);
            assertThat(catchThrowable(() -> ReconnectToken.fromStoredData(token)))
                    .isInstanceOf(KeyMaterialException.class);
        }
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf", "role");
    }

    /** JSON of some depth, with members that mean something; now and then broken. */
    @Provide
    Arbitrary<String> json() {
        var leaf = Arbitraries.oneOf(
                Arbitraries.of(
                        "null",
                        "true",
                        "0",
                        "-0",
                        "1e9999",
                        "1E-9999",
                        "9".repeat(400),
                        "1.5",
                        "\"\\uD800\"",
                        "\"",
                        "nul",
                        "+1"),
                Arbitraries.strings().ofMaxLength(6).map(JsonText::quoted),
                Arbitraries.longs().map(String::valueOf));
        return Arbitraries.recursive(() -> leaf, HostileTokenPropertiesTest::around, 0, 4);
    }

    private static Arbitrary<String> around(Arbitrary<String> json) {
        return Arbitraries.oneOf(
                json,
                json.list().ofMaxSize(3).map(each -> "[" + String.join(",", each) + "]"),
                Combinators.combine(members(), json).as((name, value) -> "{\"" + name + "\":" + value + "}"),
                Combinators.combine(members(), json, members(), json)
                        .as((name, value, other, more) ->
                                "{\"" + name + "\":" + value + ",\"" + other + "\":" + more + "}"));
    }

    private static Arbitrary<String> members() {
        return Arbitraries.of("alg", "typ", "kid", "crit", "kty", "crv", "x", "y", "keys", "jwk", "jkt", "sub", "exp");
    }

    private static void isRefusedToken(TokenVerifier verifier, String token) {
        assertThat(catchThrowable(() -> verifier.verifyUnbound(token)))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(SecureChannelException.Reason.LOGIN_REFUSED));
    }

    private static void isRefusedProof(String proof) {
        var clocks = new TokenProof.Clocks(Compose.CLOCK, java.time.Duration.ZERO);
        assertThat(catchThrowable(() ->
                        TokenProof.verify(proof, "token", KEY.publicKey().thumbprint(), Compose.context(), clocks)))
                .isInstanceOf(SecureChannelException.class);
    }

    private static void isDeclaredOrNothing(Throwable error) {
        if (error != null) {
            assertThat(error).isInstanceOf(SecureChannelException.class);
        }
    }
}
