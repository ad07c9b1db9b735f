package io.securechannel.auth.token;

import static io.securechannel.auth.token.Compose.claims;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.SharedSecret;
import io.securechannel.secret.SecretBytes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sets of keys, and which key of them a token is verified by. */
@Tag("verify")
class TokenKeysTest {

    private static final String OTHERS = "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"kid\":\"rsa\"},"
            + "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"},"
            + "{\"kty\":\"EC\",\"crv\":\"P-384\",\"x\":\"\",\"y\":\"\"},{\"kty\":\"new\"}";

    private final ProofKey one = ProofKey.generate();
    private final ProofKey two = ProofKey.generate();

    @Test
    void aTokenIsVerifiedByTheKeyThatItNames() throws Exception {
        var verifier = Compose.verifier(TokenKeys.ofJwkSet(set(named(one, "1"), named(two, "2"), OTHERS)))
                .build();
        assertThat(verifier.verifyUnbound(token(one, "1")).subject()).isEqualTo("ada");
        assertThat(verifier.verifyUnbound(token(two, "2")).subject()).isEqualTo("ada");
        assertThat(verifier.verifyUnbound(token(two, "")).subject()).isEqualTo("ada");
        refused(verifier, token(one, "2"), "not of the issuer's keys");
        refused(
                verifier,
                token(one, "3"),
                "signed with the key \"3\" (kid), which is not among the issuer's keys here");
        refused(verifier, token(one, "rsa"), "the key \"rsa\" (kid), which is not among");
        refused(verifier, token(one, "a\u00FCb"), "(of 3 characters, not printed) (kid)");
        refused(verifier, token(one, "x".repeat(257)), "key identifier (kid) of more than 256");
        refused(verifier, token(ProofKey.generate(), ""), "not of the issuer's keys");
    }

    @Test
    void aKeyWithoutANameIsTriedWhateverATokenNames() throws Exception {
        for (var keys : new TokenKeys[] {
            TokenKeys.of(one.publicKey()),
            TokenKeys.ofJwkSet(set(one.publicKey().toJwk()))
        }) {
            var verifier = Compose.verifier(keys).build();
            assertThat(verifier.verifyUnbound(token(one, "anything")).subject()).isEqualTo("ada");
            refused(verifier, token(two, "anything"), "not of the issuer's keys");
        }
    }

    @Test
    void secretsAndKeysStandTogether() throws Exception {
        var keys = TokenKeys.of(one.publicKey()).and(TokenKeys.secret("s", Compose.secret()));
        var verifier = Compose.verifier(keys).build();
        assertThat(verifier.verifyUnbound(token(one, "")).subject()).isEqualTo("ada");
        var header = "{\"alg\":\"HS256\",\"kid\":\"s\"}";
        assertThat(verifier.verifyUnbound(Compose.hs256(Compose.SECRET, header, claims(Map.of())))
                        .subject())
                .isEqualTo("ada");
        refused(
                verifier,
                Compose.hs256(Compose.SECRET, header.replace("\"s\"", "\"t\""), claims(Map.of())),
                "\"t\" (kid)");
        assertThat(keys).hasToString("[ES256, HS256 \"s\"]");
        assertThat(keys.trouble()).isEmpty();
    }

    @Test
    void aSecretHas32BytesAtLeast() {
        try (var bytes = SecretBytes.random(31);
                var secret = SharedSecret.of(bytes)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TokenKeys.secret(secret))
                    .withMessageContaining("32 random bytes at least, not 31 (RFC 7518, section 3.2)");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> TokenIssuer.builder("me").signWith(secret));
        }
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | MALFORMED | has no list of keys",
                "{\"kty\":\"EC\"} | MALFORMED | a single key is not a set",
                "{\"keys\":{}} | MALFORMED | has no list of keys",
                "{\"keys\":[7]} | MALFORMED | has no list of keys",
                "{\"keys\":[]} | MISSING | Let the issuer sign with ES256",
                "{\"keys\":[{\"kty\":\"RSA\"}]} | MISSING | neither RSA nor Ed25519",
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"use\":\"enc\"}]} | MISSING | for signatures",
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"alg\":\"ECDH-ES\"}]} | MISSING | for signatures",
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"key_ops\":[\"sign\"]}]} | MISSING | for signatures",
                "{\"keys\":[{}]} | MALFORMED | lacks \"kty\"",
                "{\"keys\":[{\"kty\":\"EC\"}]} | MALFORMED | lacks \"crv\"",
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\"}]} | MALFORMED | lacks \"x\"",
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}]} | MALFORMED | 32 bytes",
                "{\"keys\":[{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"A+==\",\"y\":\"AA\"}]} | MALFORMED | base64url",
                "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]} | WRONG_KIND | has given the key away",
                "{\"keys\":[{\"kty\":\"EC\",\"d\":\"AAAA\"}]} | WRONG_KIND | has given the key away",
                "{\"keys\":[],\"keys\":[]} | MALFORMED | a member twice",
                "[] | MALFORMED | not a JSON object",
                "x | MALFORMED | not JSON"
            })
    void whatIsNoSetIsRefusedAndNamed(String json, Reason reason, String told) {
        refusedSet(json, reason, told);
    }

    @Test
    void aSetHasItsLimits() throws Exception {
        var many = new String[33];
        for (int i = 0; i < many.length; i++) {
            many[i] = named(one, "k" + i);
        }
        refusedSet(set(many), Reason.TOO_LARGE, "more than 32 keys");
        refusedSet(set(named(one, "1"), named(two, "1")), Reason.MALFORMED, "two keys of one name");
        refusedSet(" ".repeat(64 << 10) + set(named(one, "1")), Reason.TOO_LARGE, "larger than 64 KiB");
        refusedSet("[".repeat(5_000), Reason.MALFORMED, "not a JSON object");
    }

    @Test
    void aPointThatIsNotOnTheCurveIsRefused() throws Exception {
        var x = Base64Url.encode(
                one.publicKey().point().getAffineX().toByteArray().length == 32
                        ? one.publicKey().point().getAffineX().toByteArray()
                        : Compose.bytes(32, 1));
        var json = "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + x + "\",\"y\":\""
                + Base64Url.encode(Compose.bytes(32, 5)) + "\"}";
        refusedSet(set(json), Reason.MALFORMED, "no point of the curve");
        assertThatThrownBy(() -> ProofPublicKey.parse(json)).hasMessageContaining("no point of the curve");
        var zero =
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"" + "A".repeat(43) + "\",\"y\":\"" + "A".repeat(43) + "\"}";
        refusedSet(set(zero), Reason.MALFORMED, "no point of the curve");
    }

    @Test
    void aLiveSetIsReplacedAndABadOneIsNot() throws Exception {
        var text = new AtomicReference<>(set(named(one, "1")));
        var keys = TokenKeys.live(text::get);
        var verifier = Compose.verifier(keys).build();
        assertThat(verifier.verifyUnbound(token(one, "1")).subject()).isEqualTo("ada");
        text.set("{\"keys\":[");
        assertThat(verifier.verifyUnbound(token(one, "1")).subject()).isEqualTo("ada");
        assertThat(keys.trouble()).map(KeyMaterialException::reason).contains(Reason.MALFORMED);
        assertThat(keys.and(TokenKeys.of(two.publicKey())).trouble()).isPresent();
        text.set(set(named(two, "2")));
        assertThat(verifier.verifyUnbound(token(two, "2")).subject()).isEqualTo("ada");
        assertThat(keys.trouble()).isEmpty();
        refused(verifier, token(one, "1"), "\"1\" (kid), which is not among the issuer's keys here");
    }

    @Test
    void aSourceThatFailsChangesNothing() throws Exception {
        var text = new AtomicReference<>(set(named(one, "1")));
        var failing = new AtomicReference<RuntimeException>();
        var keys = TokenKeys.live(() -> {
            if (failing.get() != null) {
                throw failing.get();
            }
            return text.get();
        });
        failing.set(new IllegalStateException("the network is down"));
        assertThat(Compose.verifier(keys).build().verifyUnbound(token(one, "1")).subject())
                .isEqualTo("ada");
        assertThat(keys.trouble()).map(KeyMaterialException::reason).contains(Reason.UNREADABLE);
        failing.set(null);
        assertThat(keys.current()).hasSize(1);
        assertThat(keys.trouble()).isEmpty();
        assertThatThrownBy(() -> TokenKeys.live(() -> "x"))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void aFileIsReadAnew(@TempDir Path directory) throws Exception {
        var file = directory.resolve("keys.json");
        assertThatThrownBy(() -> TokenKeys.file(file))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(Reason.UNREADABLE))
                .hasMessageContaining("keys.json cannot be read");
        Files.writeString(file, set(named(one, "1")));
        var keys = TokenKeys.file(file);
        var verifier = Compose.verifier(keys).build();
        assertThat(verifier.verifyUnbound(token(one, "1")).subject()).isEqualTo("ada");
        Files.writeString(file, " ".repeat(70_000));
        assertThat(verifier.verifyUnbound(token(one, "1")).subject()).isEqualTo("ada");
        assertThat(keys.trouble()).map(KeyMaterialException::reason).contains(Reason.TOO_LARGE);
        Files.writeString(file, set(named(two, "1")));
        refused(verifier, token(one, "1"), "not of the issuer's keys");
    }

    @Test
    void aKeyOfTheJavaPlatformIsTaken() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        var key = ProofPublicKey.of((ECPublicKey) generator.generateKeyPair().getPublic());
        assertThat(ProofPublicKey.parse(key.toJwk())).isEqualTo(key).hasSameHashCodeAs(key);
        assertThat(key).isNotEqualTo(one.publicKey()).hasToString("P-256 " + key.thumbprint());
        for (var curve : new String[] {"secp384r1", "secp521r1"}) {
            generator.initialize(new ECGenParameterSpec(curve));
            var other = (ECPublicKey) generator.generateKeyPair().getPublic();
            assertThatThrownBy(() -> ProofPublicKey.of(other))
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.UNSUPPORTED));
        }
    }

    @Test
    void aProofKeyIsReadFromPkcs8() throws Exception {
        try (var pkcs8 = one.pkcs8();
                var again = ProofKey.fromPkcs8(pkcs8)) {
            assertThat(again.publicKey()).isEqualTo(one.publicKey());
            assertThat(again).hasToString("ProofKey[" + one.publicKey() + "]");
        }
        var generator = KeyPairGenerator.getInstance("Ed25519");
        try (var ed25519 =
                SecretBytes.owning(generator.generateKeyPair().getPrivate().getEncoded())) {
            assertThatThrownBy(() -> ProofKey.fromPkcs8(ed25519))
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            e -> assertThat(e.reason()).isEqualTo(Reason.WRONG_KIND))
                    .hasMessageContaining("ES256 needs P-256");
        }
    }

    private static String token(ProofKey key, String keyId) throws Exception {
        var kid = keyId.isEmpty() ? "" : ",\"kid\":\"" + keyId + '"';
        return Compose.es256(key, "{\"alg\":\"ES256\"" + kid + "}", claims(Map.of()));
    }

    private static String named(ProofKey key, String keyId) {
        return key.publicKey()
                .toJwk()
                .replace("{", "{\"kid\":\"" + keyId + "\",\"use\":\"sig\",\"key_ops\":[\"verify\"],");
    }

    private static String set(String... keys) {
        return "{\"keys\":[" + String.join(",", keys) + "],\"other\":null}";
    }

    private static void refusedSet(String json, Reason reason, String told) {
        assertThatThrownBy(() -> TokenKeys.ofJwkSet(json))
                .isInstanceOfSatisfying(
                        KeyMaterialException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(told);
    }

    private static void refused(TokenVerifier verifier, String token, String told) {
        assertThatThrownBy(() -> verifier.verifyUnbound(token))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(SecureChannelException.Reason.LOGIN_REFUSED))
                .hasMessageContaining(told);
    }
}
