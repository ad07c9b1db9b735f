package io.securechannel.examples.secret;

import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenRequest;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.KeyStoreManager;
import io.securechannel.keys.StoredData;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The server's own tokens: their issuer's keys are in the key store, and so they outlive a restart. */
final class Tokens implements AutoCloseable {

    private static final String ENTRY = "tokens";
    private static final String NAME = "secret-server";

    private final @Nullable TokenIssuer issuer;

    private Tokens(@Nullable TokenIssuer issuer) {
        this.issuer = issuer;
    }

    /** {@return nobody's} */
    static Tokens none() {
        return new Tokens(null);
    }

    static Tokens openOrCreate(KeyStoreManager keys) throws KeyMaterialException {
        if (keys.find(ENTRY).isEmpty()) {
            try (var fresh = TokenIssuer.builder(NAME).build();
                    var stored = fresh.toStoredData()) {
                keys.put(ENTRY, stored, "signs the tokens for the secret");
            }
        }
        try (var stored = keys.get(ENTRY, StoredData.class)) {
            return new Tokens(TokenIssuer.fromStoredData(stored));
        }
    }

    Optional<TokenVerifier> verifier() {
        return Optional.ofNullable(issuer).map(each -> each.verifier(NAME));
    }

    String issue(String user, Duration lifetime) {
        if (issuer == null) {
            throw new IllegalStateException("there is no issuer");
        }
        return issuer.issue(TokenRequest.of(user, NAME, lifetime));
    }

    @Override
    public void close() {
        if (issuer != null) {
            issuer.close();
        }
    }
}
