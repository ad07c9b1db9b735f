package io.securechannel.auth.token;

import static io.securechannel.auth.token.Compose.SECRET;
import static io.securechannel.auth.token.Compose.claims;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.keys.SharedSecret;
import io.securechannel.secret.SecretBytes;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens of an attacker: changed, cut, swollen, and signed with what is not a key of the issuer. */
@Tag("verify")
class HostileTokenTest {

    private static final String HS256 = "{\"alg\":\"HS256\"}";
    private static final String ES256 = "{\"alg\":\"ES256\"}";

    private final ProofKey key = ProofKey.generate();
    private final TokenVerifier byKey =
            Compose.verifier(TokenKeys.of(key.publicKey())).build();
    private final TokenVerifier bySecret =
            Compose.verifier(TokenKeys.secret(Compose.secret())).build();

    @Test
    void everyChangedCharacterIsFound() throws Exception {
        everyChangeIsFound(byKey, Compose.es256(key, ES256, claims(Map.of())));
        everyChangeIsFound(bySecret, Compose.hs256(SECRET, HS256, claims(Map.of())));
    }

    private static void everyChangeIsFound(TokenVerifier verifier, String token) throws Exception {
        assertThat(verifier.verifyUnbound(token).subject()).isEqualTo("ada");
        for (int i = 0; i < token.length(); i++) {
            for (char other :
                    new char[] {(char) (token.charAt(i) ^ 1), (char) (token.charAt(i) ^ 0x20), '.', '=', '\n'}) {
                if (other != token.charAt(i)) {
                    refused(verifier, token.substring(0, i) + other + token.substring(i + 1));
                }
            }
            refused(verifier, token.substring(0, i));
            refused(verifier, token.substring(i + 1));
        }
        for (var added : new String[] {"=", ".", "A", " ", "\n", "\u00E9"}) {
            refused(verifier, token + added);
            refused(verifier, added + token);
        }
    }

    /** The last character of a signature of 64 bytes carries two bits; a lenient reader lets the other four be anything. */
    @Test
    void aSignatureHasOneSpelling() throws Exception {
        var token = Compose.es256(key, ES256, claims(Map.of()));
        char last = token.charAt(token.length() - 1);
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int value = alphabet.indexOf(last);
        assertThat(value % 16).isZero();
        for (int i = 1; i < 16; i++) {
            refused(byKey, token.substring(0, token.length() - 1) + alphabet.charAt(value + i));
        }
    }

    @Test
    void aTokenThatIsNotSignedIsRefused() {
        var none = Base64Url.encode("{\"alg\":\"none\"}".getBytes(UTF_8))
                + '.'
                + Base64Url.encode(claims(Map.of()).getBytes(UTF_8))
                + '.';
        assertThatThrownBy(() -> byKey.verifyUnbound(none)).hasMessageContaining("not signed (alg none)");
        assertThatThrownBy(() -> bySecret.verifyUnbound(none)).hasMessageContaining("not signed (alg none)");
        var empty = Base64Url.encode(HS256.getBytes(UTF_8))
                + '.'
                + Base64Url.encode(claims(Map.of()).getBytes(UTF_8))
                + '.';
        assertThatThrownBy(() -> bySecret.verifyUnbound(empty)).hasMessageContaining("not of the issuer's keys");
    }

    /** RFC 8725, section 2.1: a public key, in whatever form, as the secret of an HMAC. */
    @Test
    void aPublicKeyIsNoSecret() throws Exception {
        var issuerKey = ProofKey.generate();
        try (var issuer =
                TokenIssuer.builder(Compose.ISSUER).signWith(issuerKey).build()) {
            var verifier =
                    Compose.verifier(TokenKeys.ofJwkSet(issuer.publicKeys())).build();
            var point = issuerKey.publicKey().point();
            for (var secret : new byte[][] {
                issuer.publicKeys().getBytes(UTF_8),
                issuerKey.publicKey().toJwk().getBytes(UTF_8),
                point.getAffineX().toByteArray(),
                point.getAffineY().toByteArray()
            }) {
                for (var kid :
                        new String[] {"", ",\"kid\":\"" + issuerKey.publicKey().thumbprint() + '"'}) {
                    var token = Compose.hs256(secret, "{\"alg\":\"HS256\"" + kid + "}", claims(Map.of()));
                    assertThatThrownBy(() -> verifier.verifyUnbound(token))
                            .isInstanceOfSatisfying(
                                    SecureChannelException.class,
                                    e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED))
                            .hasMessageContaining("a key verifies its own algorithm alone");
                }
            }
        }
    }

    @Test
    void rsaIsRefusedBeforeAnyKeyIsAsked() throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        var rsa = generator.generateKeyPair();
        var token = Compose.signed("{\"alg\":\"RS256\"}", claims(Map.of()), text -> {
            var signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(rsa.getPrivate());
            signature.update(text);
            return signature.sign();
        });
        assertThatThrownBy(() -> byKey.verifyUnbound(token)).hasMessageContaining("ES256 and HS256 are taken here");
    }

    /** RFC 7518, section 3.4: r and s, and not the ASN.1 that the JDK and OpenSSL make. */
    @Test
    void aSignatureInDerIsRefused() throws Exception {
        var token = Compose.signed(ES256, claims(Map.of()), text -> {
            try (var pkcs8 = key.pkcs8()) {
                var signature = Signature.getInstance("SHA256withECDSA");
                signature.initSign(java.security.KeyFactory.getInstance("EC")
                        .generatePrivate(new java.security.spec.PKCS8EncodedKeySpec(pkcs8.copy())));
                signature.update(text);
                return signature.sign();
            }
        });
        assertThatThrownBy(() -> byKey.verifyUnbound(token)).hasMessageContaining("not of the issuer's keys");
    }

    /** CVE-2022-21449: r and s of zero were once a signature of everything. */
    @Test
    void aSignatureOfZerosIsRefused() throws Exception {
        var token = Compose.signed(ES256, claims(Map.of()), text -> new byte[64]);
        assertThatThrownBy(() -> byKey.verifyUnbound(token)).hasMessageContaining("not of the issuer's keys");
    }

    @Test
    void sizeIsLimitedBeforeAnythingIsRead() throws Exception {
        var room = CompactJws.LARGEST
                - Compose.hs256(SECRET, HS256, claims("pad", "\"\"")).length();
        var largest = Compose.hs256(SECRET, HS256, claims("pad", '"' + "x".repeat(room * 3 / 4 - 3) + '"'));
        assertThat(largest.length()).isBetween(CompactJws.LARGEST - 8, CompactJws.LARGEST);
        assertThat(bySecret.verifyUnbound(largest).claims()).containsKey("pad");
        assertThatThrownBy(() -> bySecret.verifyUnbound("x".repeat(CompactJws.LARGEST + 1)))
                .hasMessage("the token is larger than 16 KiB");
        assertThatThrownBy(() -> bySecret.verifyUnbound("x".repeat(50_000_000)))
                .hasMessage("the token is larger than 16 KiB");
    }

    @Test
    void jsonIsReadStrictly() throws Exception {
        assertThat(bySecret.verifyUnbound(Compose.hs256(SECRET, HS256, claims("deep", nested(7))))
                        .subject())
                .isEqualTo("ada");
        refusedPayload(claims("deep", nested(8)), "nested more than 8 levels");
        refusedPayload(claims("deep", nested(3_000)), "nested more than 8 levels");
        refusedPayload(claims("sub", "\"ada\",\"sub\":\"eve\""), "a member twice");
        refusedPayload(claims("sub", "\"ada\",\"s\\u0075b\":\"eve\""), "a member twice");
        refusedPayload(claims("other", "{\"a\":1,\"a\":2}"), "a member twice");
        refusedPayload(claims(Map.of()) + "x", "not JSON");
        refusedPayload(claims("sub", "\"ada"), "not JSON");
        refusedPayload(claims("sub", "\"a\nb\""), "not JSON");
        refusedPayload(claims("level", "NaN"), "not JSON");
        refusedPayload(claims("level", "01"), "not JSON");
        refusedPayload("\uFEFF" + claims(Map.of()), "not");
        var broken = claims(Map.of()).getBytes(UTF_8);
        broken[broken.length / 2] = (byte) 0xFF;
        var token = Compose.signed(HS256.getBytes(UTF_8), broken, text -> Compose.hs256(SECRET, text));
        assertThatThrownBy(() -> bySecret.verifyUnbound(token)).hasMessageContaining("not text in UTF-8");
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(strings = {"", ".", "..", "...", "a.b", "a.b.c", "a.b.c.d.e", "e30.e30.", "e30..AAAA", "{}", "null"})
    void whatIsNoTokenIsRefused(String token) {
        refused(byKey, token);
    }

    @Test
    void noMessageHoldsATokenOrASecret() throws Exception {
        var subject = "Subject-That-Nobody-Else-Should-Read";
        var token = Compose.hs256(SECRET, HS256, claims(Map.of("sub", '"' + subject + '"', "exp", "1")));
        for (var verifier : new TokenVerifier[] {byKey, bySecret}) {
            var error = catchThrowable(() -> verifier.verifyUnbound(token));
            for (Throwable each = error; each != null; each = each.getCause()) {
                assertThat(each.toString())
                        .doesNotContain(
                                token, token.substring(token.length() - 20), subject, new String(SECRET, US_ASCII));
            }
        }
        try (var bytes = SecretBytes.copyOf(SECRET);
                var secret = SharedSecret.of(bytes);
                var issuer = TokenIssuer.builder("me").signWith(secret).build()) {
            assertThat(TokenKeys.secret(secret).toString() + issuer + key)
                    .doesNotContain(new String(SECRET, US_ASCII), Base64Url.encode(SECRET));
        }
    }

    private void refusedPayload(String payload, String told) throws Exception {
        var token = Compose.hs256(SECRET, HS256, payload);
        assertThatThrownBy(() -> bySecret.verifyUnbound(token))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED))
                .hasMessageContaining(told);
    }

    private static String nested(int depth) {
        return "[".repeat(depth) + "]".repeat(depth);
    }

    private static void refused(TokenVerifier verifier, String token) {
        assertThatThrownBy(() -> verifier.verifyUnbound(token))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED));
    }
}
