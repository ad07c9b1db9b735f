package io.securechannel.auth.token;

import static io.securechannel.auth.token.Compose.AUDIENCE;
import static io.securechannel.auth.token.Compose.CLOCK;
import static io.securechannel.auth.token.Compose.NOW;
import static io.securechannel.auth.token.Compose.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.error.SecureChannelException;
import io.securechannel.keys.StoredData;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a client keeps to come back without its password. */
@Tag("verify")
class ReconnectTokenTest {

    private static final String FORMAT = "securechannel reconnect token/1";

    private final TokenIssuer issuer =
            TokenIssuer.builder(Compose.ISSUER).clock(CLOCK).build();
    private final ProofKey key = ProofKey.generate();
    private final String token = issuer.issue(Compose.request().boundTo(key.publicKey()));

    @AfterEach
    void close() {
        issuer.close();
        key.close();
    }

    @Test
    void itComesBackFromTheKeyStoreAndLogsIn() throws Exception {
        try (var kept = ReconnectToken.of(token, key);
                var stored = kept.toStoredData();
                var again = ReconnectToken.fromStoredData(stored)) {
            assertThat(stored.format()).isEqualTo(FORMAT);
            assertThat(again.token()).isEqualTo(token);
            assertThat(again.expires()).isEqualTo(NOW.plusSeconds(300));
            var proof = TokenProof.sign(again.key(), again.token(), context(), CLOCK);
            assertThat(issuer.verifier(AUDIENCE)
                            .verifyBound(token, proof, context())
                            .subject())
                    .isEqualTo("ada");
            assertThat(again.toString()).contains("2026-11-21T12:05:00Z").doesNotContain(token);
        }
        assertThatIllegalStateException().isThrownBy(() -> TokenProof.sign(key, token, context()));
    }

    @Test
    void aTokenOfTheServerIsChecked() throws Exception {
        refused(issuer.issue(Compose.request()), "is not bound to the key beside it");
        refused(issuer.issue(Compose.request().boundTo(ProofKey.generate().publicKey())), "is not bound to the key");
        refused("a.b.c", "");
        refused("x".repeat(20_000), "larger than 16 KiB");
        var endless = Compose.es256(
                key,
                "{\"alg\":\"ES256\"}",
                "{\"cnf\":{\"jkt\":\"" + key.publicKey().thumbprint() + "\"}}");
        refused(endless, "never expires");
        assertThat(TokenProof.sign(key, token, context())).isNotEmpty(); // the key is still open
    }

    @Test
    void whatIsStoredIsReadStrictly() throws Exception {
        try (var kept = ReconnectToken.of(token, key);
                var stored = kept.toStoredData()) {
            byte[] content = stored.content();
            for (int length = 0; length < content.length; length += 7) {
                refused(FORMAT, Arrays.copyOf(content, length), Reason.MALFORMED);
            }
            refused(FORMAT, Arrays.copyOf(content, content.length + 1), Reason.MALFORMED);
            refused("securechannel token issuer/1", content, Reason.WRONG_KIND);
        }
    }

    @Test
    void aTokenAndAnotherKeyAreNotRead() throws Exception {
        byte[] content;
        try (var kept = ReconnectToken.of(token, key);
                var stored = kept.toStoredData()) {
            content = stored.content();
        }
        var other = ProofKey.generate();
        byte[] foreign;
        try (var kept = ReconnectToken.of(issuer.issue(Compose.request().boundTo(other.publicKey())), other);
                var stored = kept.toStoredData()) {
            foreign = stored.content();
        }
        int tail = content.length - 2 - token.length();
        System.arraycopy(foreign, foreign.length - tail, content, content.length - tail, tail);
        refused(FORMAT, content, Reason.MALFORMED);
    }

    private void refused(String other, String told) {
        assertThatThrownBy(() -> ReconnectToken.of(other, key))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(SecureChannelException.Reason.PROTOCOL_VIOLATION))
                .hasMessageStartingWith("the reconnect token ")
                .hasMessageContaining(told);
    }

    private static void refused(String format, byte[] content, Reason reason) {
        try (var stored = StoredData.of(format, content)) {
            assertThatThrownBy(() -> ReconnectToken.fromStoredData(stored))
                    .isInstanceOfSatisfying(
                            KeyMaterialException.class,
                            e -> assertThat(e.reason()).isEqualTo(reason));
        }
    }
}
