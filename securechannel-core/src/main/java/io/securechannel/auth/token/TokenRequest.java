package io.securechannel.auth.token;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A token that a {@link TokenIssuer} shall issue.
 *
 * @param subject whom it is about (sub): 1 to 1,024 characters
 * @param audience whom it is for (aud)
 * @param lifetime for how long, from one second to 3,650 days; short is safe, because a token cannot be taken back
 * @param claims other claims, as strings; none of those that are registered (RFC 7519, section 4.1), nor {@code cnf}
 * @param confirmation the key that it is bound to (RFC 7800); empty for a token that anybody may show who has it
 */
public record TokenRequest(
        String subject,
        String audience,
        Duration lifetime,
        Map<String, String> claims,
        Optional<ProofPublicKey> confirmation) {

    private static final Duration LONGEST = Duration.ofDays(3_650);

    /**
     * Checks and copies.
     *
     * @param subject whom it is about
     * @param audience whom it is for
     * @param lifetime for how long
     * @param claims other claims
     * @param confirmation the key that it is bound to
     * @throws IllegalArgumentException if one of them is not as described
     */
    public TokenRequest {
        if (subject.isEmpty() || subject.length() > 1_024 || audience.isEmpty()) {
            throw new IllegalArgumentException("a token has a subject of 1 to 1,024 characters, and an audience");
        }
        if (lifetime.compareTo(Duration.ofSeconds(1)) < 0 || lifetime.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a token lives for one second to 3,650 days, not " + lifetime);
        }
        claims = Map.copyOf(claims);
        claims.keySet().stream()
                .filter(TokenClaims.REGISTERED::contains)
                .findAny()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("the claim \"" + name + "\" is set by the issuer");
                });
    }

    /**
     * {@return a token that anybody may show who has it, without other claims}
     *
     * @param subject whom it is about
     * @param audience whom it is for
     * @param lifetime for how long
     */
    public static TokenRequest of(String subject, String audience, Duration lifetime) {
        return new TokenRequest(subject, audience, lifetime, Map.of(), Optional.empty());
    }

    /**
     * {@return the same, with one more claim}
     *
     * @param name of the claim
     * @param value its value
     */
    public TokenRequest withClaim(String name, String value) {
        var more = new HashMap<>(claims);
        more.put(name, value);
        return new TokenRequest(subject, audience, lifetime, more, confirmation);
    }

    /**
     * {@return the same, bound to a key}
     *
     * @param key the client's
     */
    public TokenRequest boundTo(ProofPublicKey key) {
        return new TokenRequest(subject, audience, lifetime, claims, Optional.of(key));
    }
}
