package io.securechannel.auth.token;

import com.google.crypto.tink.jwt.JwtInvalidException;
import com.google.crypto.tink.jwt.JwtValidator;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.error.SecureChannelException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies JSON Web Tokens (RFC 7519, RFC 8725) of one issuer for one audience. Safe for use by several threads.
 *
 * <p>Taken is a token of at most 16 KiB in compact form, signed with ES256 or HS256 by one of the {@linkplain TokenKeys keys}; each
 * key verifies its own algorithm and no other. Ed25519 (EdDSA) and RSA are refused. The header's type is {@code at+jwt} (RFC 9068),
 * {@code JWT} or absent; a critical extension ({@code crit}) is refused, and so is a member that stands twice. Issuer, audience,
 * subject and expiry are required; what is valid or issued only in the future, beyond the skew, is refused.
 *
 * <p>A token with {@code cnf} (RFC 7800) belongs to the holder of a key, and is worth nothing without a {@linkplain TokenProof
 * proof} that this is the one who shows it. So there are two methods and no third: {@link #verifyUnbound} refuses such tokens,
 * {@link #verifyBound} all others.
 */
public final class TokenVerifier {

    private static final Duration MOST_SKEW = Duration.ofMinutes(10);
    private static final Set<Optional<String>> TYPES =
            Set.of(Optional.of("at+jwt"), Optional.of("jwt"), Optional.empty());

    private final String issuer;
    private final String audience;
    private final TokenKeys keys;
    private final TokenProof.Clocks clocks;

    private TokenVerifier(Builder builder) {
        issuer = builder.issuer;
        audience = builder.audience;
        keys = Objects.requireNonNull(builder.keys, "keys: whose tokens are taken?");
        clocks = new TokenProof.Clocks(builder.clock, builder.skew);
    }

    /**
     * Begins a verifier.
     *
     * @param issuer the one issuer (iss) whose tokens are taken, compared as it is
     * @param audience what this server is called in tokens (aud)
     * @return a builder
     */
    public static Builder builder(String issuer, String audience) {
        return new Builder(issuer, audience);
    }

    /**
     * Verifies a token that whoever has it may show (RFC 6750).
     *
     * @param token the token in compact form
     * @return what it says
     * @throws SecureChannelException LOGIN_REFUSED if it is not good, or bound to a key; the message, for the server's log, says
     *     which rule it broke, and holds nothing of the token but short names
     */
    public AccessToken verifyUnbound(String token) throws SecureChannelException {
        try {
            var verified = verify(token);
            if (verified.confirmation().isPresent()) {
                throw new Refusal("is bound to a key (cnf): it is taken with a proof of that key, and not alone");
            }
            return verified;
        } catch (Refusal e) {
            throw e.login("the token");
        }
    }

    /**
     * Verifies a token that is bound to a key, and the proof that comes with it.
     *
     * @param token the token in compact form
     * @param proof what {@link TokenProof#sign} gives
     * @param context this login and this channel
     * @return what the token says
     * @throws SecureChannelException LOGIN_REFUSED if the token is not good, or not bound, or the proof is not of its key, for
     *     another token or login, or old; BINDING_MISMATCH if the proof is for another channel; LOGIN_OFFER_CHANGED if it is for
     *     another offer
     */
    public AccessToken verifyBound(String token, String proof, ProofContext context) throws SecureChannelException {
        AccessToken verified;
        String confirmation;
        try {
            verified = verify(token);
            confirmation = verified.confirmation()
                    .orElseThrow(
                            () -> new Refusal("is not bound to a key (it lacks cnf), and here one is demanded: ask the"
                                    + " issuer for a bound one"));
        } catch (Refusal e) {
            throw e.login("the token");
        }
        TokenProof.verify(proof, token, confirmation, context, clocks);
        return verified;
    }

    private AccessToken verify(String token) throws Refusal {
        var parsed = CompactJws.parse(token);
        if (!TYPES.contains(parsed.type())) {
            throw new Refusal("is of the type " + Refusal.quoted(parsed.type().orElse(""))
                    + ", and at+jwt (RFC 9068) or JWT is expected");
        }
        verifySignature(token, parsed);
        var claims = new TokenClaims(parsed.claims());
        claims.check(issuer, audience, clocks);
        return new AccessToken(claims);
    }

    private void verifySignature(String token, CompactJws parsed) throws Refusal {
        var validator = clocks.validator()
                .ignoreTypeHeader()
                .expectIssuer(issuer)
                .expectAudience(audience)
                .build();
        for (var key : candidates(parsed)) {
            if (isSignedBy(key, token, parsed, validator)) {
                return;
            }
        }
        throw new Refusal(
                "has a signature that is not of the issuer's keys: it was changed, or somebody else signed it");
    }

    private boolean isSignedBy(VerificationKey key, String token, CompactJws parsed, JwtValidator validator)
            throws Refusal {
        try {
            key.check().verify(token, validator);
            return true;
        } catch (JwtInvalidException e) {
            // The signature is right. Our own rules are the same and say more; Tink's still hold.
            new TokenClaims(parsed.claims()).check(issuer, audience, clocks);
            throw new Refusal("has claims that are not taken");
        } catch (GeneralSecurityException e) {
            return false; // of another key, perhaps the next one
        }
    }

    private List<VerificationKey> candidates(CompactJws parsed) throws Refusal {
        var all = keys.current();
        var fit = all.stream().filter(each -> each.fits(parsed)).toList();
        if (!fit.isEmpty()) {
            return fit;
        }
        if (parsed.keyId().isPresent()
                && all.stream().noneMatch(each -> parsed.keyId().equals(each.keyId()))) {
            throw new Refusal(
                    "is signed with the key " + Refusal.quoted(parsed.keyId().get())
                            + " (kid), which is not among the issuer's keys here: load its present keys");
        }
        throw new Refusal("is signed by " + parsed.algorithm()
                + ", and none of the issuer's keys here is for that: a key verifies its own algorithm alone");
    }

    /** Sets up a {@link TokenVerifier}. */
    public static final class Builder {

        private final String issuer;
        private final String audience;
        private @Nullable TokenKeys keys;
        private InstantSource clock = InstantSource.system();
        private Duration skew = Duration.ofSeconds(60);

        private Builder(String issuer, String audience) {
            if (issuer.isEmpty() || audience.isEmpty()) {
                throw new IllegalArgumentException("issuer and audience must not be empty");
            }
            this.issuer = issuer;
            this.audience = audience;
        }

        /**
         * Sets the keys that verify; without any nothing is built.
         *
         * @param keys the issuer's keys
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder keys(TokenKeys keys) {
            this.keys = keys;
            return this;
        }

        /**
         * Sets the clock, the system's by default.
         *
         * @param clock the time
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder clock(InstantSource clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Sets how much the clocks of issuers and clients may differ from this one, 60 seconds by default.
         *
         * @param skew 0 to 10 minutes
         * @return this
         * @throws IllegalArgumentException if it is negative, or more
         */
        @CanIgnoreReturnValue
        public Builder skew(Duration skew) {
            if (skew.isNegative() || skew.compareTo(MOST_SKEW) > 0) {
                throw new IllegalArgumentException("clocks may differ by 0 to 10 minutes, not " + skew);
            }
            this.skew = skew;
            return this;
        }

        /**
         * Builds the verifier.
         *
         * @return the verifier
         * @throws NullPointerException if there are no keys
         */
        public TokenVerifier build() {
            return new TokenVerifier(this);
        }
    }
}
