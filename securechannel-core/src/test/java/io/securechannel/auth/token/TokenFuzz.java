package io.securechannel.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.StoredData;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Tokens as text, and header and claims that an issuer who keeps no rule has signed, so that the JSON behind the signature is read; sets of
 * keys; OAUTHBEARER; what was stored. Refused as documented; a token that is accepted is for the right audience, by the right issuer and not expired.
 */
class TokenFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSED = EnumSet.of(Reason.LOGIN_REFUSED);
    private static final Set<Reason> MALFORMED = EnumSet.of(Reason.PROTOCOL_VIOLATION, Reason.LOGIN_REFUSED);
    private static final Set<KeyMaterialException.Reason> KEYS = EnumSet.of(
            KeyMaterialException.Reason.MALFORMED,
            KeyMaterialException.Reason.MISSING,
            KeyMaterialException.Reason.TOO_LARGE,
            KeyMaterialException.Reason.WRONG_KIND);

    /** Among them why a private key is refused. */
    private static final Set<KeyMaterialException.Reason> STORED = EnumSet.of(
            KeyMaterialException.Reason.KEY_MISMATCH,
            KeyMaterialException.Reason.MALFORMED,
            KeyMaterialException.Reason.TOO_WEAK,
            KeyMaterialException.Reason.UNSUPPORTED,
            KeyMaterialException.Reason.WRONG_KIND);

    private static final TokenVerifier BY_SECRET =
            Compose.verifier(TokenKeys.secret(Compose.secret())).build();
    private static final String JWK =
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"kid\":\"1\",\"alg\":\"ES256\",\"use\":\"sig\","
                    + "\"x\":\"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4\",\"y\":\"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM\"}";
    private static final ProofPublicKey KEY = key();

    private static ProofPublicKey key() {
        try {
            return ProofPublicKey.parse(JWK);
        } catch (io.securechannel.error.SecureChannelException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected List<byte[]> seeds() throws Exception {
        var header = utf8("{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"1\"}");
        var claims = utf8(Compose.claims("cnf", "{\"jkt\":\"" + KEY.thumbprint() + "\"}"));
        var good = utf8(Compose.claims("role", "\"analyst\""));
        var token = Compose.hs256(Compose.SECRET, latin1(header), latin1(good));
        return List.of(
                FuzzInput.of(0, utf8(token)),
                FuzzInput.of(new byte[] {1}, List.of(header, good)),
                FuzzInput.of(new byte[] {1}, List.of(header, claims)),
                FuzzInput.of(2, utf8("{\"keys\":[" + JWK + "]}")),
                FuzzInput.of(2, utf8(JWK)),
                FuzzInput.of(3, OAuthBearer.initialResponse("x.y.z", "chat.example", 443)),
                FuzzInput.of(3, utf8("{\"status\":\"invalid_token\"}")),
                FuzzInput.of(4, storedIssuer()),
                FuzzInput.of(4, storedToken()));
    }

    private static byte[] storedIssuer() {
        try (var issuer = TokenIssuer.builder(Compose.ISSUER)
                        .signWith(Compose.secret())
                        .build();
                var stored = issuer.toStoredData()) {
            return stored.content();
        }
    }

    private static byte[] storedToken() throws Exception {
        var key = ProofKey.generate();
        var claims = Compose.claims("cnf", "{\"jkt\":\"" + key.publicKey().thumbprint() + "\"}");
        var token = Compose.hs256(Compose.SECRET, "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims);
        try (var bound = ReconnectToken.of(token, key);
                var stored = bound.toStoredData()) {
            return stored.content();
        }
    }

    @Override
    protected List<String> words() {
        return List.of(
                "\"alg\":",
                "\"ES256\"",
                "\"none\"",
                "\"typ\":",
                "\"kid\":",
                "\"crit\":",
                "\"iss\":",
                "\"sub\":",
                "\"aud\":",
                "\"exp\":",
                "\"nbf\":",
                "\"iat\":",
                "\"jti\":",
                "\"cnf\":",
                "\"jkt\":",
                "\"jwk\":",
                "1e999",
                "\\ud800",
                "null",
                Compose.ISSUER,
                Compose.AUDIENCE,
                "n,,\u0001auth=Bearer ",
                "\u0001host=",
                "\u0001port=",
                "\u0001\u0001");
    }

    @Override
    protected List<String> followed() {
        return List.of("com.google.gson", "com.google.crypto.tink.jwt");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of(
                "a token as text",
                "a token",
                "a set of keys",
                "a key",
                "a bearer",
                "an error",
                "a stored issuer",
                "a stored token");
    }

    /** A token that is bound to a key is refused alone. */
    @Override
    protected boolean mayRefuse(int seed) {
        return seed == 2;
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        switch (in.choice(5)) {
            case 0 -> accepted(latin1(in.rest()), "a token as text");
            case 1 ->
                accepted(
                        Compose.signed(in.piece(), in.piece(), text -> Compose.hs256(Compose.SECRET, text)), "a token");
            case 2 -> keys(new String(in.rest(), StandardCharsets.UTF_8));
            case 3 -> bearer(in.rest());
            default -> stored(in.rest());
        }
    }

    private static void accepted(String token, String place) throws Exception {
        var read = Refusals.read(REFUSED, () -> BY_SECRET.verifyUnbound(token));
        if (read.isPresent()) {
            assertThat(read.get().toString()).doesNotContain("\n");
            var claims = JsonText.object(
                    Base64Url.decode(token.substring(token.indexOf('.') + 1, token.lastIndexOf('.')), "claims"));
            assertThat(claims.get("iss")).isEqualTo(Compose.ISSUER);
            assertThat(String.valueOf(claims.get("aud"))).contains(Compose.AUDIENCE);
            assertThat(claims).containsKeys("sub", "exp");
            reached(place);
        }
    }

    private static void keys(String json) throws Exception {
        Refusals.read(KEYS, () -> TokenKeys.ofJwkSet(json)).ifPresent(keys -> reached("a set of keys"));
        var key = Refusals.read(MALFORMED, () -> ProofPublicKey.parse(json));
        if (key.isPresent()) {
            assertThat(key.get().thumbprint()).hasSize(43);
            reached("a key");
        }
    }

    private static void bearer(byte[] message) throws Exception {
        Refusals.read(MALFORMED, () -> OAuthBearer.parse(message)).ifPresent(token -> {
            assertThat(latin1(message)).contains(token);
            reached("a bearer");
        });
        Refusals.read(MALFORMED, () -> OAuthBearer.read(message));
        Refusals.read(MALFORMED, () -> OAuthBearer.status(message)).ifPresent(status -> reached("an error"));
    }

    private static void stored(byte[] bytes) throws Exception {
        try (var issuer = StoredData.of("securechannel token issuer/1", bytes);
                var token = StoredData.of("securechannel reconnect token/1", bytes)) {
            Refusals.read(STORED, () -> TokenIssuer.fromStoredData(issuer)).ifPresent(read -> {
                read.close();
                reached("a stored issuer");
            });
            Refusals.read(STORED, () -> ReconnectToken.fromStoredData(token)).ifPresent(read -> {
                read.close();
                reached("a stored token");
            });
        }
    }
}
