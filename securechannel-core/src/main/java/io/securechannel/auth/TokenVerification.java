package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.auth.token.OAuthBearer;
import io.securechannel.auth.token.ProofContext;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.peer.ChannelBinding;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** Tokens at the server: with a proof of their key over the channel, or as they are. */
final class TokenVerification {

    private TokenVerification() {}

    /**
     * SECURECHANNEL-TOKEN: the token, then the server's nonce, then a proof over it. The response is the type of binding, a
     * comma, and the proof.
     */
    static final class Bound implements ServerMechanism {

        private static final int NONCE_LENGTH = 32;
        private static final SecureRandom RANDOM = new SecureRandom();

        private final LoginVerifier verifier;
        private final LoginContext context;
        private final Offer offer;
        private final byte[] nonce = new byte[NONCE_LENGTH];
        private @Nullable String token;

        Bound(LoginVerifier verifier, LoginContext context, Offer offer) {
            this.verifier = verifier;
            this.context = context;
            this.offer = offer;
            RANDOM.nextBytes(nonce);
        }

        @Override
        public Turn take(byte[] response) throws SecureChannelException, KeyMaterialException {
            var shown = token;
            if (shown == null) {
                token = new String(response, UTF_8);
                return new Challenge(Octets.of(nonce));
            }
            var answer = new String(response, UTF_8);
            int comma = answer.indexOf(',');
            if (comma < 0) {
                throw AuthCodec.malformed("a proof without the type of binding in front of it");
            }
            var binding = binding(answer.substring(0, comma));
            var about = new ProofContext(nonce, binding.type().registeredName(), binding.bytes(), offer.hash());
            return verifier.tokens().bound(shown, answer.substring(comma + 1), about, binding.type());
        }

        private ChannelBinding binding(String type) throws SecureChannelException {
            return context.bindings().stream()
                    .filter(each -> each.type().registeredName().equals(type))
                    .findFirst()
                    .orElseThrow(() -> AuthCodec.malformed("a type of binding that was not offered"));
        }
    }

    /** OAUTHBEARER (RFC 7628): whoever has the token is let in. */
    static final class Bearer implements ServerMechanism {

        private final LoginVerifier verifier;
        private @Nullable Refused refused;

        Bearer(LoginVerifier verifier) {
            this.verifier = verifier;
        }

        @Override
        public Turn take(byte[] response) throws SecureChannelException, KeyMaterialException {
            if (refused != null) {
                return refused; // whatever the client's answer to the error is (section 3.2.3)
            }
            var message = OAuthBearer.read(response);
            var turn = verifier.tokens().unbound(message.token(), message.authorizationIdentity());
            if (turn instanceof Refused failed) {
                refused = failed;
                return new Challenge(Octets.of(OAuthBearer.failure()));
            }
            return turn;
        }
    }
}
