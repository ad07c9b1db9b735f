package io.securechannel.auth.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.secret.SecretBytes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs whatever a test wants to have signed, by the JDK alone: an issuer that keeps no rule. */
final class Compose {

    static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final String ISSUER = "https://issuer.example";
    static final String AUDIENCE = "chat";
    static final byte[] SECRET = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);

    private Compose() {}

    static TokenVerifier.Builder verifier(TokenKeys keys) {
        return TokenVerifier.builder(ISSUER, AUDIENCE).keys(keys).clock(CLOCK);
    }

    static TokenRequest request() {
        return TokenRequest.of("ada", AUDIENCE, Duration.ofMinutes(5));
    }

    /** The claims of a good token, which a test changes: values are JSON, null takes a claim away. */
    static String claims(Map<String, String> changes) {
        var claims = new java.util.TreeMap<String, String>(Map.of(
                "iss",
                '"' + ISSUER + '"',
                "aud",
                '"' + AUDIENCE + '"',
                "sub",
                "\"ada\"",
                "exp",
                Long.toString(NOW.getEpochSecond() + 300)));
        changes.forEach((name, value) -> {
            if (value.isEmpty()) {
                claims.remove(name);
            } else {
                claims.put(name, value);
            }
        });
        return claims.entrySet().stream()
                .map(each -> '"' + each.getKey() + "\":" + each.getValue())
                .collect(java.util.stream.Collectors.joining(",", "{", "}"));
    }

    static String claims(String name, String json) {
        return claims(Map.of(name, json));
    }

    static String es256(ProofKey key, String header, String payload) throws GeneralSecurityException {
        return signed(header, payload, text -> es256(key, text));
    }

    static String hs256(byte[] secret, String header, String payload) throws GeneralSecurityException {
        return signed(header, payload, text -> hs256(secret, text));
    }

    static byte[] es256(ProofKey key, byte[] text) throws GeneralSecurityException {
        try (var pkcs8 = key.pkcs8()) {
            var signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(pkcs8.copy())));
            signature.update(text);
            return signature.sign();
        }
    }

    static byte[] hs256(byte[] secret, byte[] text) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret, "HmacSHA256"));
        return mac.doFinal(text);
    }

    /** How bytes are signed. */
    @FunctionalInterface
    interface Signer {
        byte[] sign(byte[] text) throws GeneralSecurityException;
    }

    static String signed(String header, String payload, Signer signer) throws GeneralSecurityException {
        return signed(header.getBytes(UTF_8), payload.getBytes(UTF_8), signer);
    }

    static String signed(byte[] header, byte[] payload, Signer signer) throws GeneralSecurityException {
        var text = Base64Url.encode(header) + '.' + Base64Url.encode(payload);
        return text + '.' + Base64Url.encode(signer.sign(text.getBytes(US_ASCII)));
    }

    static io.securechannel.keys.SharedSecret secret() {
        try (var bytes = SecretBytes.copyOf(SECRET)) {
            return io.securechannel.keys.SharedSecret.of(bytes);
        }
    }

    /** The context of a proof; tests change one of its parts. */
    static ProofContext context() {
        return new ProofContext(bytes(32, 1), "tls-exporter", bytes(32, 2), bytes(32, 3));
    }

    static byte[] bytes(int length, int value) {
        var bytes = new byte[length];
        java.util.Arrays.fill(bytes, (byte) value);
        return bytes;
    }
}
