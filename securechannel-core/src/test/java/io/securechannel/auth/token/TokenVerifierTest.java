package io.securechannel.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.keys.SharedSecret;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("verify")
class TokenVerifierTest {

    @Test
    void whatIsIssuedIsVerified() throws Exception {
        try (var issuer = TokenIssuer.builder("https://issuer.example").build()) {
            var verifier = TokenVerifier.builder("https://issuer.example", "chat")
                    .keys(TokenKeys.ofJwkSet(issuer.publicKeys()))
                    .build();
            var request = TokenRequest.of("ada", "chat", Duration.ofMinutes(5)).withClaim("role", "admin");
            var token = issuer.issue(request);
            assertThat(verifier.verifyUnbound(token).claims()).containsEntry("role", "admin");
            try (var key = ProofKey.generate()) {
                var context = new ProofContext(new byte[16], "tls-exporter", new byte[32], new byte[32]);
                var bound = issuer.issue(request.boundTo(key.publicKey()));
                var proof = TokenProof.sign(key, bound, context);
                assertThat(verifier.verifyBound(bound, proof, context).subject())
                        .isEqualTo("ada");
                try (var reconnect = ReconnectToken.of(bound, key);
                        var stored = reconnect.toStoredData();
                        var again = ReconnectToken.fromStoredData(stored)) {
                    assertThat(again.token()).isEqualTo(bound);
                }
            }
        }
    }

    @Test
    void theSameWithASecret() throws Exception {
        try (var secret = SharedSecret.random();
                var issuer = TokenIssuer.builder("https://issuer.example")
                        .signWith(secret)
                        .build()) {
            var verifier = TokenVerifier.builder("https://issuer.example", "chat")
                    .keys(TokenKeys.secret(secret))
                    .build();
            var token = issuer.issue(TokenRequest.of("ada", "chat", Duration.ofMinutes(5)));
            assertThat(verifier.verifyUnbound(token).subject()).isEqualTo("ada");
        }
    }
}
