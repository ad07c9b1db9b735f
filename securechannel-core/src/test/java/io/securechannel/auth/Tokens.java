package io.securechannel.auth;

import io.securechannel.auth.token.ProofKey;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenRequest;
import io.securechannel.auth.token.TokenVerifier;
import java.time.Duration;

/** An identity provider for tests, and ada's key. */
final class Tokens implements AutoCloseable {

    private static final String ISSUER = "https://issuer.test";
    private static final String AUDIENCE = "chat";

    private final TokenIssuer issuer = TokenIssuer.builder(ISSUER).build();
    private final ProofKey key = ProofKey.generate();

    TokenVerifier verifier() {
        return TokenVerifier.builder(ISSUER, AUDIENCE).keys(issuer.keys()).build();
    }

    /** {@return ada's key, to which {@link #bound()} is bound} */
    ProofKey key() {
        return key;
    }

    /** {@return a token of ada's that is bound to her key} */
    String bound() {
        return issuer.issue(request().boundTo(key.publicKey()));
    }

    /** {@return a token of ada's that anybody can use} */
    String bearer() {
        return issuer.issue(request());
    }

    private static TokenRequest request() {
        return TokenRequest.of("ada", AUDIENCE, Duration.ofMinutes(5));
    }

    @Override
    public void close() {
        issuer.close();
        key.close();
    }
}
