package io.securechannel.auth.token;

import static io.securechannel.auth.token.Compose.AUDIENCE;
import static io.securechannel.auth.token.Compose.CLOCK;
import static io.securechannel.auth.token.Compose.NOW;
import static io.securechannel.auth.token.Compose.bytes;
import static io.securechannel.auth.token.Compose.context;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.peer.ChannelBinding;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A token that is bound to a key is worth what the proof of that key is worth: for this login, on this channel. */
@Tag("verify")
class BoundTokenTest {

    private static final String HEADER = "{\"alg\":\"ES256\",\"typ\":\"securechannel-login+jwt\"}";

    private final ProofKey key = ProofKey.generate();
    private final TokenIssuer issuer =
            TokenIssuer.builder(Compose.ISSUER).clock(CLOCK).build();
    private final TokenVerifier verifier = issuer.verifier(AUDIENCE);
    private final String token = issuer.issue(Compose.request().boundTo(key.publicKey()));

    @AfterEach
    void close() {
        key.close();
        issuer.close();
    }

    @Test
    void aProofOfThisLoginIsTaken() throws Exception {
        var proof = TokenProof.sign(key, token, context(), CLOCK);
        var verified = verifier.verifyBound(token, proof, context());
        assertThat(verified.subject()).isEqualTo("ada");
        assertThat(verified.confirmation()).contains(key.publicKey().thumbprint());
        assertThat(verified.toString()).endsWith(", bound to a key");
        var jws = CompactJws.parse(proof);
        assertThat(jws.claims().values().keySet())
                .containsExactlyInAnyOrder("jwk", "nonce", "cbt", "cb", "ath", "offer", "iat", "jti");
        assertThat(jws.type()).contains(TokenProof.TYPE);
        assertThat(TokenProof.sign(key, token, context(), CLOCK)).isNotEqualTo(proof);
    }

    @Test
    void aTokenWithAKeyInsteadOfItsThumbprintIsTakenToo() throws Exception {
        var issuerKey = ProofKey.generate();
        var byHand = Compose.verifier(TokenKeys.of(issuerKey.publicKey())).build();
        for (var cnf : new String[] {
            "{\"jwk\":" + key.publicKey().toJwk() + "}",
            "{\"jwk\":" + key.publicKey().toJwk() + ",\"jkt\":\""
                    + key.publicKey().thumbprint() + "\"}",
            "{\"jkt\":\"" + key.publicKey().thumbprint() + "\",\"other\":7}"
        }) {
            var other = Compose.es256(issuerKey, "{\"alg\":\"ES256\"}", Compose.claims("cnf", cnf));
            var proof = TokenProof.sign(key, other, context(), CLOCK);
            assertThat(byHand.verifyBound(other, proof, context()).confirmation())
                    .contains(key.publicKey().thumbprint());
        }
        var two = "{\"jwk\":" + ProofKey.generate().publicKey().toJwk() + ",\"jkt\":\""
                + key.publicKey().thumbprint() + "\"}";
        var other = Compose.es256(issuerKey, "{\"alg\":\"ES256\"}", Compose.claims("cnf", two));
        refused(byHand, other, TokenProof.sign(key, other, context(), CLOCK), Reason.LOGIN_REFUSED, "to two keys");
    }

    @Test
    void neitherIsTakenForTheOther() {
        assertThatThrownBy(() -> verifier.verifyUnbound(token))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED))
                .hasMessageContaining("is bound to a key (cnf): it is taken with a proof of that key, and not alone");
        var unbound = issuer.issue(Compose.request());
        refused(verifier, unbound, TokenProof.sign(key, unbound, context(), CLOCK), Reason.LOGIN_REFUSED, "lacks cnf");
        var proof = TokenProof.sign(key, token, context(), CLOCK);
        refused(verifier, proof, proof, Reason.LOGIN_REFUSED, "of the type \"securechannel-login+jwt\"");
        refused(verifier, token, token, Reason.LOGIN_REFUSED, "not of the type securechannel-login+jwt");
        refused(verifier, token, "", Reason.LOGIN_REFUSED, "three parts");
    }

    @Test
    void aProofForAnotherLoginIsRefused() {
        var other = new ProofContext(bytes(32, 9), "tls-exporter", bytes(32, 2), bytes(32, 3));
        refused(other, Reason.LOGIN_REFUSED, "for another login: its nonce is not this one's");
    }

    @Test
    void aProofForAnotherChannelIsRefused() {
        var another = new ProofContext(bytes(32, 1), "tls-exporter", bytes(32, 9), bytes(32, 3));
        refused(another, Reason.BINDING_MISMATCH, "for another channel than this one");
        var otherType = new ProofContext(bytes(32, 1), "tls-server-end-point", bytes(32, 2), bytes(32, 3));
        refused(otherType, Reason.BINDING_MISMATCH, "for another channel than this one");
    }

    @Test
    void aProofForAnotherOfferIsRefused() {
        var another = new ProofContext(bytes(32, 1), "tls-exporter", bytes(32, 2), bytes(32, 9));
        refused(another, Reason.LOGIN_OFFER_CHANGED, "another offer of logins");
    }

    @Test
    void aProofForAnotherTokenIsRefused() {
        var another = issuer.issue(Compose.request().boundTo(key.publicKey()));
        var proof = TokenProof.sign(key, another, context(), CLOCK);
        refused(verifier, token, proof, Reason.LOGIN_REFUSED, "for another token");
    }

    @Test
    void aProofOfAnotherKeyIsRefused() {
        try (var thief = ProofKey.generate()) {
            var proof = TokenProof.sign(thief, token, context(), CLOCK);
            refused(
                    verifier,
                    token,
                    proof,
                    Reason.LOGIN_REFUSED,
                    "another key than the one that the token is bound to");
        }
    }

    /** The thief names the owner's key and signs with its own. */
    @Test
    void aProofThatNamesTheKeyAndIsNotSignedWithItIsRefused() throws Exception {
        try (var thief = ProofKey.generate()) {
            var proof = Compose.es256(thief, HEADER, payload(Map.of()));
            refused(verifier, token, proof, Reason.LOGIN_REFUSED, "a signature that is not of its key");
        }
    }

    @ParameterizedTest(name = "signed {0} s from now: {1}")
    @CsvSource({"0, true", "-60, true", "-61, false", "60, true", "61, false", "-86400, false", "86400, false"})
    void aProofIsFresh(long fromNow, boolean taken) throws Exception {
        var proof = TokenProof.sign(key, token, context(), InstantSource.fixed(NOW.plusSeconds(fromNow)));
        if (taken) {
            assertThat(verifier.verifyBound(token, proof, context()).subject()).isEqualTo("ada");
        } else {
            refused(verifier, token, proof, Reason.LOGIN_REFUSED, "clock");
        }
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"jwk", "nonce", "cbt", "cb", "ath", "offer", "iat", "jti"})
    void everyMemberIsRequired(String name) throws Exception {
        var whole = Compose.es256(key, HEADER, payload(Map.of()));
        assertThat(verifier.verifyBound(token, whole, context()).subject()).isEqualTo("ada");
        refused(verifier, token, Compose.es256(key, HEADER, payload(Map.of(name, ""))), Reason.LOGIN_REFUSED, "");
        refused(verifier, token, Compose.es256(key, HEADER, payload(Map.of(name, "7"))), Reason.LOGIN_REFUSED, "");
        refused(verifier, token, Compose.es256(key, HEADER, payload(Map.of(name, "null"))), Reason.LOGIN_REFUSED, "");
    }

    @Test
    void theHeaderIsAsItShouldBe() throws Exception {
        for (var header : new String[] {
            "{\"alg\":\"ES256\"}",
            "{\"alg\":\"ES256\",\"typ\":\"JWT\"}",
            "{\"alg\":\"ES256\",\"typ\":\"dpop+jwt\"}",
            "{\"alg\":\"ES256\",\"typ\":\"securechannel-login+jwt\",\"crit\":[\"x\"]}",
            "{\"alg\":\"none\",\"typ\":\"securechannel-login+jwt\"}",
            "{\"alg\":\"HS256\",\"typ\":\"securechannel-login+jwt\"}"
        }) {
            refused(verifier, token, Compose.es256(key, header, payload(Map.of())), Reason.LOGIN_REFUSED, "");
        }
        var macWithThePublicKey = Compose.hs256(
                key.publicKey().toJwk().getBytes(java.nio.charset.StandardCharsets.UTF_8),
                HEADER.replace("ES256", "HS256"),
                payload(Map.of()));
        refused(verifier, token, macWithThePublicKey, Reason.LOGIN_REFUSED, "signed with ES256");
    }

    @Test
    void aProofWithItsPrivateKeyIsRefused() throws Exception {
        var jwk = key.publicKey().toJwk();
        var given = jwk.substring(0, jwk.length() - 1) + ",\"d\":\"AQAB\"}";
        var proof = Compose.es256(key, HEADER, payload(Map.of("jwk", given)));
        refused(verifier, token, proof, Reason.LOGIN_REFUSED, "has given the key away");
    }

    @Test
    void everyChangedCharacterIsFound() throws Exception {
        var proof = TokenProof.sign(key, token, context(), CLOCK);
        isTaken(proof);
        for (int i = 0; i < proof.length(); i++) {
            var changed = new StringBuilder(proof);
            changed.setCharAt(i, (char) (proof.charAt(i) ^ 1));
            var cut = proof.substring(0, i);
            for (var each : List.of(changed.toString(), cut)) {
                assertThatThrownBy(() -> isTaken(each))
                        .isInstanceOfSatisfying(
                                SecureChannelException.class,
                                e -> assertThat(e.reason()).isEqualTo(Reason.LOGIN_REFUSED));
            }
        }
        refused(verifier, token, "x".repeat(CompactJws.LARGEST + 1), Reason.LOGIN_REFUSED, "larger than 16 KiB");
    }

    @Test
    void aContextHasItsSizes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProofContext(bytes(15, 0), "tls-exporter", bytes(32, 0), bytes(32, 0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProofContext(bytes(16, 0), "tls exporter", bytes(32, 0), bytes(32, 0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProofContext(bytes(16, 0), "", bytes(32, 0), bytes(32, 0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProofContext(bytes(16, 0), "tls-exporter", bytes(0, 0), bytes(32, 0)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ProofContext(bytes(16, 0), "tls-exporter", bytes(32, 0), bytes(31, 0)));
        var binding = new ChannelBinding(ChannelBinding.Type.TLS_EXPORTER, bytes(32, 2));
        assertThat(ProofContext.of(bytes(32, 1), binding, bytes(32, 3)))
                .isEqualTo(context())
                .hasSameHashCodeAs(context());
        assertThat(context()).isNotEqualTo(ProofContext.of(bytes(32, 1), binding, bytes(32, 4)));
        assertThat(context()).hasToString("ProofContext[tls-exporter:" + "02".repeat(32) + "]");
    }

    @Test
    void aContextKeepsItsBytes() {
        var nonce = bytes(32, 1);
        var kept = new ProofContext(nonce, "tls-exporter", bytes(32, 2), bytes(32, 3));
        nonce[0] = 7;
        kept.nonce()[1] = 7;
        kept.bindingData()[0] = 7;
        kept.offerHash()[0] = 7;
        assertThat(kept).isEqualTo(context());
    }

    @Test
    void aClosedKeySignsNothing() {
        key.close();
        key.close();
        assertThatIllegalStateException().isThrownBy(() -> TokenProof.sign(key, token, context()));
        assertThatIllegalStateException().isThrownBy(key::pkcs8);
    }

    /** Without verifying the token again. */
    private void isTaken(String proof) throws SecureChannelException {
        var clocks = new TokenProof.Clocks(CLOCK, Duration.ofSeconds(60));
        TokenProof.verify(proof, token, key.publicKey().thumbprint(), context(), clocks);
    }

    /** A proof by hand, of which a test changes members: values are JSON, an empty one takes the member away. */
    private String payload(Map<String, String> changes) {
        var members = new TreeMap<String, String>();
        members.put("jwk", key.publicKey().toJwk());
        members.put("nonce", quoted(bytes(32, 1)));
        members.put("cbt", "\"tls-exporter\"");
        members.put("cb", quoted(Sha256.of(bytes(32, 2))));
        members.put("ath", '"' + TokenProof.tokenHash(token) + '"');
        members.put("offer", quoted(bytes(32, 3)));
        members.put("iat", Long.toString(NOW.getEpochSecond()));
        members.put("jti", "\"1\"");
        members.putAll(changes);
        members.values().removeIf(String::isEmpty);
        return members.entrySet().stream()
                .map(each -> '"' + each.getKey() + "\":" + each.getValue())
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String quoted(byte[] bytes) {
        return '"' + Base64Url.encode(bytes) + '"';
    }

    private void refused(ProofContext signed, Reason reason, String told) {
        refused(verifier, token, TokenProof.sign(key, token, signed, CLOCK), reason, told);
    }

    private static void refused(TokenVerifier verifier, String token, String proof, Reason reason, String told) {
        assertThatThrownBy(() -> verifier.verifyBound(token, proof, context()))
                .isInstanceOfSatisfying(
                        SecureChannelException.class,
                        e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessageContaining(told);
    }
}
