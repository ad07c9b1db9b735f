package io.securechannel.auth;

import io.securechannel.auth.store.User;
import io.securechannel.auth.token.AccessToken;
import io.securechannel.auth.token.ProofPublicKey;
import io.securechannel.auth.token.TokenIssuer;
import io.securechannel.auth.token.TokenRequest;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.internal.crypto.Sha256;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/**
 * Tokens that a server gives to those who have logged in, for the next time, so that a client need not keep a password in
 * memory. Each is bound to a key of the client (RFC 7800), and useless without it; a change of the
 * password or of the second step, and the removal of the user, end it.
 */
public final class ReconnectTokens {

    private static final String AUDIENCE = "securechannel reconnect";
    private static final String SINCE = "credentials_since";
    private static final int STEP_HASH = 8;
    private static final Duration LONGEST = Duration.ofDays(90);

    private final TokenIssuer issuer;
    private final Duration lifetime;

    private ReconnectTokens(TokenIssuer issuer, Duration lifetime) {
        this.issuer = issuer;
        this.lifetime = lifetime;
    }

    /**
     * Tokens by an issuer that all servers of the same users share.
     *
     * @param issuer signs them; keep its keys in a key store, or all tokens end when the server does
     * @param lifetime positive, at most 90 days
     * @return the setting
     */
    public static ReconnectTokens by(TokenIssuer issuer, Duration lifetime) {
        if (lifetime.isZero() || lifetime.isNegative() || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a token for the next time lives up to 90 days, not " + lifetime);
        }
        return new ReconnectTokens(issuer, lifetime);
    }

    TokenVerifier verifier(InstantSource clock) {
        return TokenVerifier.builder(issuer.issuer(), AUDIENCE)
                .keys(issuer.keys())
                .clock(clock)
                .build();
    }

    String issue(User user, ProofPublicKey key) {
        return issuer.issue(
                new TokenRequest(user.name(), AUDIENCE, lifetime, Map.of(SINCE, since(user)), Optional.of(key)));
    }

    /** Whether the token is of the password that the user has now, and not of an earlier one or an earlier user of that name. */
    boolean madeFor(User user, AccessToken token) {
        return since(user).equals(token.claims().get(SINCE));
    }

    /** When the password was set, and which second step there is: the token stands for both, and ends with either. */
    private static String since(User user) {
        var step = user.secondStep().map(seed -> Sha256.of(seed.bytes()));
        return user.credentialsSince().toEpochMilli()
                + step.map(hash -> "-" + HexFormat.of().formatHex(hash, 0, STEP_HASH))
                        .orElse("");
    }
}
