package io.securechannel.auth.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.crypto.tink.jwt.JwtInvalidException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.SharedSecret;
import io.securechannel.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The examples of the RFCs, as far as they are of algorithms that are taken here. */
@Tag("verify")
class TokenVectorsTest {

    private static final String PAYLOAD =
            "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

    /** RFC 7515, appendix A.1 (the same is RFC 7519, section 3.1). */
    private static final String HS256 =
            "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9." + PAYLOAD + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    private static final String HS256_KEY =
            "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";

    /** RFC 7515, appendix A.3. */
    private static final String ES256 = "eyJhbGciOiJFUzI1NiJ9." + PAYLOAD
            + ".DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

    private static final String ES256_KEY = "{\"kty\":\"EC\",\"crv\":\"P-256\","
            + "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}";

    /** RFC 9449, section 4.1 (the key of its examples), section 6.1 (its thumbprint) and section 7.1 (the hash of a token). */
    private static final String DPOP_KEY = "{\"kty\":\"EC\",\"crv\":\"P-256\","
            + "\"x\":\"l8tFrhx-34tV3hRICRDY9zCkDlpBhF42UQUfWVAWBFs\",\"y\":\"9VE4jf_Ok_o64zbTTlcuNJajHmt6v9TDVrU0CdvGRDA\"}";

    private static final TokenProof.Clocks THEN =
            new TokenProof.Clocks(InstantSource.fixed(Instant.ofEpochSecond(1_300_819_379)), Duration.ZERO);

    @Test
    void hs256() throws Exception {
        try (var key = SecretBytes.owning(Base64Url.decode(HS256_KEY, "the key"));
                var secret = SharedSecret.of(key)) {
            isTaken(TokenKeys.secret(secret), HS256);
            isRefused(TokenKeys.secret(secret), HS256.replace("dBj", "dBk"));
        }
    }

    @Test
    void es256() throws Exception {
        var key = ProofPublicKey.parse(ES256_KEY);
        isTaken(TokenKeys.of(key), ES256);
        isRefused(TokenKeys.of(key), ES256.replace("DtE", "DtF"));
        isTaken(TokenKeys.ofJwkSet("{\"keys\":[" + ES256_KEY + "]}"), ES256);
    }

    /** The examples have no audience and no subject, and so are good signatures of tokens that are not taken. */
    private static void isTaken(TokenKeys keys, String token) throws Exception {
        var check = keys.current().get(0).check();
        check.verify(
                token, THEN.validator().expectIssuer("joe").ignoreTypeHeader().build());
        assertThatThrownBy(() -> check.verify(
                        token,
                        THEN.validator().expectIssuer("jim").ignoreTypeHeader().build()))
                .isInstanceOf(JwtInvalidException.class);
        var verifier = TokenVerifier.builder("joe", "chat")
                .keys(keys)
                .clock(THEN.source())
                .build();
        assertThatThrownBy(() -> verifier.verifyUnbound(token)).hasMessageContaining("lacks \"aud\"");
    }

    private static void isRefused(TokenKeys keys, String token) {
        var verifier = TokenVerifier.builder("joe", "chat").keys(keys).build();
        assertThatThrownBy(() -> verifier.verifyUnbound(token))
                .isInstanceOf(SecureChannelException.class)
                .hasMessageContaining("not of the issuer's keys");
    }

    /** RFC 7638, section 3.1 has an RSA key as its example; RFC 9449 has one of the kind that is used here. */
    @Test
    void thumbprint() throws Exception {
        assertThat(ProofPublicKey.parse(DPOP_KEY).thumbprint())
                .isEqualTo("0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
    }

    @Test
    void hashOfAToken() {
        assertThat(TokenProof.tokenHash("Kz~8mXK1EalYznwH-LC-1fBAo.4Ljp~zsPE_NeO.gxU"))
                .isEqualTo("fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo");
    }
}
