package io.securechannel.auth.token;

import static io.securechannel.auth.token.Compose.ISSUER;
import static io.securechannel.auth.token.Compose.SECRET;
import static io.securechannel.auth.token.Compose.bytes;
import static io.securechannel.auth.token.Compose.claims;
import static io.securechannel.auth.token.Compose.context;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The last that passes on each side of a limit, and locks that are let go. */
@Tag("verify")
class TokenLimitsTest {

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":", "[", "{\"b\":["})
    void objectsAndListsAreEightDeepAtMost(String opening) throws Exception {
        int levels = opening.contains("{") && opening.contains("[") ? 2 : 1;
        var closing = opening.contains("{") ? opening.contains("[") ? "]}" : "}" : "]";
        // One level is the object that holds it all.
        int most = 7 / levels * levels;
        assertThat(JsonText.object(nested(opening, closing, most / levels))).containsKey("top");
        assertThatThrownBy(() -> JsonText.object(nested(opening, closing, most / levels + 1)))
                .isInstanceOf(Refusal.class)
                .hasMessage("is nested more than 8 levels deep");
        // In the same list, one after the other is not one within the other.
        assertThat(JsonText.object("{\"top\":[" + "{},".repeat(20) + "[]]}")).containsKey("top");
    }

    private static String nested(String opening, String closing, int times) {
        return "{\"top\":" + opening.repeat(times) + "1" + closing.repeat(times) + "}";
    }

    @Test
    void aQuotedTextIsReadAgain() throws Exception {
        var text = "\u0000\u001F \"\\/\u007F\u00FC";
        assertThat(JsonText.quoted("\u001F ")).isEqualTo("\"\\u001f \"");
        assertThat(JsonText.object("{\"a\":" + JsonText.quoted(text) + "}")).containsEntry("a", text);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "253402300799, true", "253402300799.5, false", "253402300800, false", "-1, false"})
    void aTimeIsOfTheYears1970To9999(String seconds, boolean taken) throws Exception {
        var members = new Members("the payload", JsonText.object("{\"exp\":" + seconds + "}"));
        if (taken) {
            assertThat(members.time("exp")).contains(Instant.ofEpochSecond(Long.parseLong(seconds)));
        } else {
            assertThatThrownBy(() -> members.time("exp")).hasMessageContaining("years 1970 to 9999");
        }
    }

    @Test
    void aSubjectAndTheNameOfAKeyHaveTheirLengths() throws Exception {
        var longest = "s".repeat(1_024);
        assertThat(new TokenClaims(payload("sub", longest)).subject()).isEqualTo(longest);
        assertThatThrownBy(() -> new TokenClaims(payload("sub", longest + "s")).subject())
                .hasMessageContaining("1024");
        var kid = "k".repeat(256);
        assertThat(CompactJws.parse(signed(kid)).keyId()).contains(kid);
        assertThatThrownBy(() -> CompactJws.parse(signed(kid + "k"))).hasMessageContaining("more than 256");
    }

    private static Members payload(String name, String text) throws Refusal {
        return new Members("the payload", JsonText.object(claims(name, JsonText.quoted(text))));
    }

    private static String signed(String keyId) throws Exception {
        return Compose.hs256(SECRET, "{\"alg\":\"HS256\",\"kid\":\"" + keyId + "\"}", claims(Map.of()));
    }

    @Test
    void aRequestAndAnIssuerHaveTheirLimits() {
        var day = Duration.ofDays(1);
        for (var subject : new String[] {"s", "s".repeat(1_024)}) {
            assertThat(TokenRequest.of(subject, "chat", Duration.ofSeconds(1)).subject())
                    .isEqualTo(subject);
        }
        assertThat(TokenRequest.of("s", "chat", day.multipliedBy(3_650)).lifetime())
                .isEqualTo(day.multipliedBy(3_650));
        assertThatIllegalArgumentException().isThrownBy(() -> TokenRequest.of("s".repeat(1_025), "chat", day));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> TokenRequest.of("s", "chat", Duration.ofSeconds(1).minusNanos(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        TokenRequest.of("s", "chat", day.multipliedBy(3_650).plusNanos(1)));
        assertThat(TokenIssuer.builder("i".repeat(1_024))).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> TokenIssuer.builder("i".repeat(1_025)));
    }

    @Test
    void aProofsContextHasItsSizes() {
        var type = "!~" + "t".repeat(62);
        for (var context : new ProofContext[] {
            new ProofContext(bytes(16, 0), type, bytes(1, 0), bytes(32, 0)),
            new ProofContext(bytes(64, 0), "t", bytes(1_024, 0), bytes(32, 0))
        }) {
            assertThat(context).isNotEqualTo(context());
        }
        for (var refused : new String[] {type + "t", " ", "\u007F"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ProofContext(bytes(16, 0), refused, bytes(1, 0), bytes(32, 0)));
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProofContext(bytes(65, 0), "t", bytes(1, 0), bytes(32, 0)))
                .withMessage("the nonce of a proof has 16 to 64 bytes, not 65");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProofContext(bytes(64, 0), "t", bytes(1_025, 0), bytes(32, 0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProofContext(bytes(64, 0), "t", bytes(1, 0), bytes(33, 0)))
                .withMessage("the hash of the offer of a proof has 32 bytes, not 33");
        assertThat(context())
                .doesNotHaveSameHashCodeAs(new ProofContext(bytes(32, 9), "t", bytes(32, 2), bytes(32, 3)));
    }

    @Test
    void aMessageOfOAuthBearerHasItsLimits() throws Exception {
        var host = "!~" + "h".repeat(253);
        assertThat(OAuthBearer.read(OAuthBearer.initialResponse("t", host, 1)).port())
                .hasValue(1);
        var token = "t".repeat(CompactJws.LARGEST);
        var read = OAuthBearer.read(OAuthBearer.initialResponse(token, host, 65_535));
        assertThat(read.token()).isEqualTo(token);
        assertThat(read.host()).contains(host);
        assertThat(read.port()).hasValue(65_535);
        assertThat(OAuthBearer.read(OAuthBearer.initialResponse("t")).port()).isEmpty();
        for (var refused : new String[] {host + "h", " ", "\u007F"}) {
            assertThatIllegalArgumentException().isThrownBy(() -> OAuthBearer.initialResponse("t", refused, 1));
        }
        int largest = CompactJws.LARGEST + 2_048;
        var start = "n,,\u0001x=";
        var end = "\u0001auth=Bearer t\u0001\u0001";
        var room = "y".repeat(largest - start.length() - end.length());
        assertThat(OAuthBearer.read((start + room + end).getBytes(US_ASCII)).token())
                .isEqualTo("t");
        assertThatThrownBy(() -> OAuthBearer.read((start + room + "y" + end).getBytes(US_ASCII)))
                .hasMessageContaining("larger than 18 KiB");
        var failure = "{\"status\":\"a\"}";
        assertThat(OAuthBearer.status((failure + " ".repeat(largest - failure.length())).getBytes(UTF_8)))
                .isEqualTo("a");
        assertThatThrownBy(() ->
                        OAuthBearer.status((failure + " ".repeat(largest - failure.length() + 1)).getBytes(UTF_8)))
                .hasMessageContaining("larger than 18 KiB");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"n,", "n,a=x", "n,a==,\u0001", "n,a=\0,\u0001", "n,a==2,\u0001", "n,a=,\u0001", "n,b=x,\u0001"})
    void aHeaderThatIsNoneIsRefused(String start) {
        assertThatThrownBy(() -> OAuthBearer.read((start + "auth=Bearer t\u0001\u0001").getBytes(US_ASCII)))
                .hasMessageMatching(".*(does not begin with|names a user in a form).*");
    }

    /** Whoever knew it by its old name after a restart would not find it again. */
    @Test
    void theNameOfASecretIsTheStartOfAnHmacUnderIt() throws Exception {
        try (var secret = SecretBytes.copyOf(SECRET)) {
            var hmac = Compose.hs256(SECRET, "securechannel token issuer key id".getBytes(US_ASCII));
            var keyId = Base64Url.encode(Arrays.copyOf(hmac, 12));
            assertThat(IssuerKey.of(secret).keyId()).isEqualTo(keyId);
            assertThat(IssuerKey.of(secret)).hasToString("IssuerKey[" + keyId + "]");
            assertThat(IssuerKey.read((byte) 2, secret).keyId()).isEqualTo(keyId);
        }
        try (var shorter = SecretBytes.copyOf(bytes(31, 1))) {
            assertThatThrownBy(() -> IssuerKey.read((byte) 2, shorter)).isInstanceOf(Refusal.class);
        }
    }

    /** A lock that stays would stop whoever comes next in another thread, and not the one that forgot it. */
    @Test
    void anIssuerLetsGoOfItsLock() throws Exception {
        try (var secret = Compose.secret()) {
            var issuer = TokenIssuer.builder(ISSUER).signWith(secret).build();
            assertThat(issuer.toString()).startsWith("TokenIssuer[" + ISSUER + ", [IssuerKey[");
            issuer.rotate();
            elsewhere(issuer::rotate);
            issuer.forgetOld();
            elsewhere(issuer::forgetOld);
            try (var stored = issuer.toStoredData();
                    var again = TokenIssuer.fromStoredData(stored)) {
                assertThat(again.issuer()).isEqualTo(ISSUER);
                // By the system's clock.
                var verified = again.verifier("chat").verifyUnbound(again.issue(Compose.request()));
                assertThat(verified.subject()).isEqualTo("ada");
                try (var storedAgain = again.toStoredData()) {
                    assertThat(storedAgain).as("its keys are still open").isEqualTo(stored);
                }
            }
            issuer.close();
            elsewhere(issuer::close);
        }
    }

    @Test
    void aLiveSetLetsGoOfItsLock() throws Exception {
        try (var key = ProofKey.generate();
                var secret = Compose.secret()) {
            var text = new AtomicReference<>(JwkSet.write(Map.of("one", key.publicKey())));
            var live = TokenKeys.live(text::get);
            var both = TokenKeys.secret(secret).and(live);
            assertThat(both.current()).hasSize(2);
            assertThat(both.trouble()).isEmpty();
            text.set("{}");
            elsewhere(() -> assertThat(both.current()).hasSize(2));
            assertThat(both.trouble())
                    .map(KeyMaterialException::reason)
                    .contains(KeyMaterialException.Reason.MALFORMED);
            assertThat(live.and(TokenKeys.secret(secret)).trouble()).isPresent();
        }
    }

    private static void elsewhere(Runnable work) throws Exception {
        CompletableFuture.runAsync(work).get(20, TimeUnit.SECONDS);
    }

    @Test
    void aSetHas64KiBAnd32KeysAtMost() throws Exception {
        try (var key = ProofKey.generate()) {
            var jwk = key.publicKey().toJwk();
            var keys = (jwk + ",").repeat(31) + jwk;
            assertThat(JwkSet.read("{\"keys\":[" + keys + "]}")).hasSize(32);
            assertThatThrownBy(() -> JwkSet.read("{\"keys\":[" + keys + "," + jwk + "]}"))
                    .hasMessageContaining("more than 32 keys");
            var set = "{\"keys\":[" + jwk + "]}";
            assertThat(JwkSet.read(set + " ".repeat((64 << 10) - set.length()))).hasSize(1);
            assertThatThrownBy(() -> JwkSet.read(set + " ".repeat((64 << 10) - set.length() + 1)))
                    .hasMessageContaining("larger than 64 KiB");
        }
    }
}
