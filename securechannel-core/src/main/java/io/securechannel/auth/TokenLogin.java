package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.auth.token.OAuthBearer;
import io.securechannel.auth.token.ProofContext;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A client's login by token. Immutable. */
public final class TokenLogin extends ClientLogin {

    /** Signs over a token and a channel. */
    @FunctionalInterface
    interface Prover {
        String prove(String token, ProofContext about);
    }

    private final Supplier<String> token;
    private final @Nullable Prover key;

    private TokenLogin(Supplier<String> token, @Nullable Prover key) {
        this.token = token;
        this.key = key;
    }

    static TokenLogin bound(Supplier<String> token, Prover key) {
        return new TokenLogin(token, key);
    }

    static TokenLogin bearer(Supplier<String> token) {
        return new TokenLogin(token, null);
    }

    @Override
    Attempt choose(Offer offer, LoginContext context) throws SecureChannelException {
        var wanted = key == null ? Mechanism.BEARER : Mechanism.BOUND_TOKEN;
        if (!offer.has(wanted)) {
            throw new SecureChannelException(
                    Reason.LOGIN_NOT_OFFERED,
                    "the server does not take " + wanted.saslName() + "; offered are "
                            + Bindings.printable(offer.mechanisms()));
        }
        if (key == null) {
            return new CodeLogin.OneMechanism(new Bearer(asked()));
        }
        var binding = Bindings.common(offer, context);
        if (binding.isEmpty()) {
            throw Bindings.unavailable(offer, context);
        }
        return new CodeLogin.OneMechanism(new Bound(asked(), key, offer, binding.get()));
    }

    private String asked() throws SecureChannelException {
        String given;
        try {
            given = token.get();
        } catch (RuntimeException e) {
            throw new SecureChannelException(
                    Reason.CREDENTIAL_UNUSABLE, "the supplier of the token failed: " + Suppliers.words(e), e);
        }
        if (given == null || given.isBlank()) {
            throw new SecureChannelException(Reason.CREDENTIAL_UNUSABLE, "the supplier of the token gave none");
        }
        return given.strip();
    }

    /** {@return which kind, and never the token} */
    @Override
    public String toString() {
        return key == null ? "TokenLogin[bearer]" : "TokenLogin[bound]";
    }

    private static final class Bearer implements ClientMechanism {

        private final String token;

        Bearer(String token) {
            this.token = token;
        }

        @Override
        public Mechanism mechanism() {
            return Mechanism.BEARER;
        }

        @Override
        public byte[] initialResponse() {
            return OAuthBearer.initialResponse(token);
        }

        @Override
        public byte[] respond(byte[] challenge) {
            return OAuthBearer.answerToFailure(); // section 3.2.3: the server then says that it has failed
        }

        @Override
        public void succeeded(byte[] data) {
            // a bearer token proves nothing of the server; the channel's handshake has
        }

        @Override
        public Optional<ChannelBinding.Type> binding() {
            return Optional.empty();
        }
    }

    private static final class Bound implements ClientMechanism {

        private final String token;
        private final Prover key;
        private final Offer offer;
        private final ChannelBinding binding;
        private boolean proved;

        Bound(String token, Prover key, Offer offer, ChannelBinding binding) {
            this.token = token;
            this.key = key;
            this.offer = offer;
            this.binding = binding;
        }

        @Override
        public Mechanism mechanism() {
            return Mechanism.BOUND_TOKEN;
        }

        @Override
        public byte[] initialResponse() {
            return token.getBytes(UTF_8);
        }

        @Override
        public byte[] respond(byte[] challenge) throws SecureChannelException {
            if (proved) {
                throw AuthCodec.malformed("a second challenge to a token");
            }
            if (challenge.length < 16 || challenge.length > 64) {
                throw AuthCodec.malformed("a nonce of " + challenge.length + " bytes");
            }
            proved = true;
            var type = binding.type().registeredName();
            var about = new ProofContext(challenge, type, binding.bytes(), offer.hash());
            return (type + "," + key.prove(token, about)).getBytes(US_ASCII);
        }

        @Override
        public void succeeded(byte[] data) throws SecureChannelException {
            if (!proved) {
                throw new SecureChannelException(
                        Reason.SERVER_UNPROVED, "the server takes the token without asking for its proof");
            }
        }

        @Override
        public Optional<ChannelBinding.Type> binding() {
            return Optional.of(binding.type());
        }
    }
}
