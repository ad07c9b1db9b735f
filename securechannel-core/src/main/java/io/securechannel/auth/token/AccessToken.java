package io.securechannel.auth.token;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a token says that has been verified. The token itself is not in here. Immutable. */
public final class AccessToken {

    private final String subject;
    private final String issuer;
    private final Set<String> audiences;
    private final Instant expires;
    private final Optional<Instant> issuedAt;
    private final Optional<String> id;
    private final Map<String, String> claims;
    private final Optional<String> confirmation;

    AccessToken(TokenClaims claims) throws Refusal {
        subject = claims.subject();
        issuer = claims.issuer();
        audiences = Set.copyOf(claims.audiences());
        expires = claims.expires();
        issuedAt = claims.issuedAt();
        id = claims.id();
        this.claims = Map.copyOf(claims.others());
        confirmation = claims.confirmation();
    }

    /** {@return whom the token is about (sub), never empty} */
    public String subject() {
        return subject;
    }

    /** {@return who issued it (iss): the one that was expected} */
    public String issuer() {
        return issuer;
    }

    /** {@return whom it is for (aud): the one that was expected, and perhaps others} */
    public Set<String> audiences() {
        return audiences;
    }

    /** {@return when it ends (exp)} */
    public Instant expires() {
        return expires;
    }

    /** {@return when it was issued (iat), if it says so} */
    public Optional<Instant> issuedAt() {
        return issuedAt;
    }

    /** {@return its own name (jti), if it has one} */
    public Optional<String> id() {
        return id;
    }

    /**
     * {@return its other claims by name, as far as they are strings, numbers or booleans: numbers as they are written, booleans as
     * {@code true} and {@code false}} Registered claims (RFC 7519, section 4.1) and {@code cnf} are not among them.
     */
    public Map<String, String> claims() {
        return claims;
    }

    /**
     * {@return the thumbprint (RFC 7638) of the key that it is bound to (cnf, RFC 7800), base64url; empty for a token that anybody
     * may show who has it}
     */
    public Optional<String> confirmation() {
        return confirmation;
    }

    /** {@return whom, from whom, until when, and whether it is bound} */
    @Override
    public String toString() {
        return subject + " by " + issuer + " until " + expires + (confirmation.isPresent() ? ", bound to a key" : "");
    }
}
