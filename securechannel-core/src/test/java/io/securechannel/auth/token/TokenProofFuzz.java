package io.securechannel.auth.token;

import static org.assertj.core.api.Assertions.assertThat;

import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.secret.SecretBytes;
import io.securechannel.testkit.fuzz.FuzzInput;
import io.securechannel.testkit.fuzz.FuzzTarget;
import io.securechannel.testkit.fuzz.Refusals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * The proof that goes with a token: as text, and header and claims that the token's own key has signed, so that the claims are read. Accepted
 * only for this token, this login, this channel and this offer.
 */
class TokenProofFuzz extends FuzzTarget {

    private static final Set<Reason> REFUSALS = EnumSet.of(
            Reason.LOGIN_REFUSED, Reason.PROTOCOL_VIOLATION, Reason.BINDING_MISMATCH, Reason.LOGIN_OFFER_CHANGED);
    private static final String TOKEN = "x.y.z";
    private static final TokenProof.Clocks CLOCKS = new TokenProof.Clocks(Compose.CLOCK, Duration.ZERO);

    /** The same in every run: it stands in the claims. */
    private static final ProofKey KEY = key();

    private static ProofKey key() {
        var pkcs8 =
                "308187020100301306072a8648ce3d020106082a8648ce3d030107046d306b0201010420e960d936dddbc25823391e5583e459"
                        + "152aa4e3f62b9750b69f221fdba92ea583a144034200043026b4eacf19e4d16469fb85dbd4d3a247368f3c41f17a9dabbc7d99dcf636"
                        + "ee27b1b68eeb5343e07a32b2ce9cb683c292e9817423e97e790ad03f6a89ec87a1";
        try (var bytes = SecretBytes.owning(HexFormat.of().parseHex(pkcs8))) {
            return ProofKey.fromPkcs8(bytes);
        } catch (io.securechannel.error.KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    protected List<byte[]> seeds() throws Exception {
        var proof = TokenProof.sign(KEY, TOKEN, Compose.context(), Compose.CLOCK);
        var parts = List.of(
                Base64Url.decode(proof.substring(0, proof.indexOf('.')), "header"),
                Base64Url.decode(proof.substring(proof.indexOf('.') + 1, proof.lastIndexOf('.')), "claims"));
        return List.of(FuzzInput.of(0, utf8(proof)), FuzzInput.of(new byte[] {1}, parts));
    }

    @Override
    protected List<String> words() {
        return List.of(
                "\"alg\":",
                "\"typ\":",
                "\"jwk\":",
                "\"ath\":",
                "\"nonce\":",
                "\"iat\":",
                "\"exp\":",
                "\"nbf\":",
                "\"jti\":",
                "\"cbt\":",
                "\"cb\":",
                "\"offer\":",
                "\"crit\":",
                "null",
                "1e999");
    }

    @Override
    protected List<String> followed() {
        return List.of("com.google.gson", "com.google.crypto.tink.jwt");
    }

    @Override
    protected Set<String> reaches() {
        return Set.of("as text", "signed");
    }

    @Override
    protected void run(byte[] input) throws Exception {
        var in = new FuzzInput(input);
        boolean signed = in.choice(2) == 1;
        var proof =
                signed ? Compose.signed(in.piece(), in.piece(), text -> Compose.es256(KEY, text)) : latin1(in.rest());
        var read = Refusals.read(REFUSALS, () -> {
            TokenProof.verify(proof, TOKEN, KEY.publicKey().thumbprint(), Compose.context(), CLOCKS);
            return proof;
        });
        if (read.isPresent()) {
            var claims = new String(
                    Base64Url.decode(proof.substring(proof.indexOf('.') + 1, proof.lastIndexOf('.')), "claims"),
                    StandardCharsets.UTF_8);
            assertThat(claims)
                    .contains(TokenProof.tokenHash(TOKEN))
                    .contains(Base64Url.encode(Compose.context().nonce()))
                    .contains(Base64Url.encode(Compose.context().offerHash()));
            reached(signed ? "signed" : "as text");
        }
    }
}
