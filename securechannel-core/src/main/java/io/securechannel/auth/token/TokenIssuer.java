package io.securechannel.auth.token;

import com.google.crypto.tink.jwt.JwtInvalidException;
import com.google.crypto.tink.jwt.RawJwt;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.keys.SharedSecret;
import io.securechannel.keys.StoredData;
import java.security.GeneralSecurityException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Issues JSON Web Tokens (RFC 7519) where there is no identity provider: a server for its own clients, who come back with a token
 * instead of a password, or for other servers. Safe for use by several threads.
 *
 * <p>A token has a header with {@code alg}, {@code kid} and {@code typ} {@code at+jwt}, and the claims iss, sub, aud, exp, iat and jti
 * of RFC 9068, section 2.2 (16 random bytes in jti; client_id only if the request's claims have it); with {@code cnf} and in it
 * {@code jkt} (RFC 9449, section 6.1) if it is bound to a key.
 *
 * <p>With {@link Builder#signWith(ProofKey) ES256} others verify with the public {@linkplain #publicKeys() keys}; with
 * {@link Builder#signWith(SharedSecret) HS256} only who has the secret. {@link #toStoredData()} keeps the keys in a key store, so
 * that tokens outlive a restart. {@link #rotate()} replaces the key: what the old one has signed is good until
 * {@link #forgetOld()}, or the next rotation.
 */
public final class TokenIssuer implements AutoCloseable {

    private final String issuer;
    private final InstantSource clock;
    private final ReentrantLock lock = new ReentrantLock();

    /** The first signs; both verify. Empty after {@link #close()}. */
    private volatile List<IssuerKey> keys;

    private TokenIssuer(String issuer, InstantSource clock, List<IssuerKey> keys) {
        this.issuer = issuer;
        this.clock = clock;
        this.keys = keys;
    }

    /**
     * Begins an issuer. Unless a key is given it makes one for ES256.
     *
     * @param issuer its name (iss), as a URL or the name of the service
     * @return a builder
     */
    public static Builder builder(String issuer) {
        return new Builder(issuer);
    }

    /**
     * Reads an issuer's name and keys, by the system's clock.
     *
     * @param stored what {@link #toStoredData()} gave; the caller still owns it
     * @return the issuer
     * @throws KeyMaterialException WRONG_KIND if it is something else, MALFORMED if it is damaged
     */
    public static TokenIssuer fromStoredData(StoredData stored) throws KeyMaterialException {
        return fromStoredData(stored, InstantSource.system());
    }

    /**
     * Reads an issuer's name and keys.
     *
     * @param stored what {@link #toStoredData()} gave; the caller still owns it
     * @param clock the time
     * @return the issuer
     * @throws KeyMaterialException WRONG_KIND if it is something else, MALFORMED if it is damaged
     */
    public static TokenIssuer fromStoredData(StoredData stored, InstantSource clock) throws KeyMaterialException {
        var content = IssuerCodec.read(stored);
        return new TokenIssuer(content.issuer(), clock, content.keys());
    }

    /**
     * {@return the issuer's name and keys, for a key store} Format "securechannel token issuer/1". The caller closes it.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public StoredData toStoredData() {
        return IssuerCodec.write(issuer, open());
    }

    /** {@return the issuer's name (iss)} */
    public String issuer() {
        return issuer;
    }

    /**
     * Issues a token.
     *
     * @param request whom for, and how long
     * @return the token in compact form
     * @throws IllegalArgumentException if a text holds half a surrogate pair, or the token would be larger than 16 KiB
     * @throws IllegalStateException after {@link #close()}
     */
    public String issue(TokenRequest request) {
        var key = open().get(0);
        var now = clock.instant();
        var builder = RawJwt.newBuilder()
                .setTypeHeader("at+jwt")
                .setIssuer(issuer)
                .setSubject(request.subject())
                .setAudience(request.audience())
                .setIssuedAt(now)
                .setExpiration(now.plus(request.lifetime()))
                .setJwtId(TokenProof.unique());
        request.claims().forEach(builder::addStringClaim);
        try {
            if (request.confirmation().isPresent()) {
                builder.addJsonObjectClaim(
                        "cnf", "{\"jkt\":\"" + request.confirmation().get().thumbprint() + "\"}");
            }
            var token = key.signing().sign(builder.build());
            if (token.length() > CompactJws.LARGEST) {
                throw new IllegalArgumentException("the token would be larger than " + (CompactJws.LARGEST >> 10)
                        + " KiB, which no verifier here takes: give it fewer claims");
            }
            return token;
        } catch (JwtInvalidException e) {
            throw new IllegalArgumentException("the claims make no token", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that has been checked does not sign", e);
        }
    }

    /** {@return the keys that verify what this issuer has issued: they follow {@link #rotate()}, and are none after {@link #close()}} */
    public TokenKeys keys() {
        return TokenKeys.of(() -> keys.stream().map(IssuerKey::verification).toList());
    }

    /**
     * {@return a verifier of what this issuer has issued, by the issuer's clock; it follows {@link #rotate()}}
     *
     * @param audience what this server is called in tokens (aud)
     */
    public TokenVerifier verifier(String audience) {
        return TokenVerifier.builder(issuer, audience).keys(keys()).clock(clock).build();
    }

    /**
     * {@return the public keys as a JSON Web Key set (RFC 7517, section 5), for others; without any key for HS256, which has none}
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public String publicKeys() {
        var named = new LinkedHashMap<String, ProofPublicKey>();
        open().forEach(each -> each.publicKey().ifPresent(key -> named.put(each.keyId(), key)));
        return JwkSet.write(named);
    }

    /**
     * Makes a new key of the same kind and signs with it from now on. The old one still verifies; one that was older still does not
     * any more. Store the keys anew, and where others verify, give them {@link #publicKeys()} before.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public void rotate() {
        lock.lock();
        try {
            var before = open();
            keys = List.of(before.get(0).another(), before.get(0));
            before.stream().skip(1).forEach(IssuerKey::close);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Forgets the old key, when all that it has signed has expired: tokens that it has signed are refused from now on.
     *
     * @throws IllegalStateException after {@link #close()}
     */
    public void forgetOld() {
        lock.lock();
        try {
            var before = open();
            keys = List.of(before.get(0));
            before.stream().skip(1).forEach(IssuerKey::close);
        } finally {
            lock.unlock();
        }
    }

    private List<IssuerKey> open() {
        var now = keys;
        if (now.isEmpty()) {
            throw new IllegalStateException("this issuer has been closed");
        }
        return now;
    }

    /** Wipes the keys. The copies that Tink signs with cannot be wiped, and are let go. Further calls do nothing. */
    @Override
    public void close() {
        lock.lock();
        try {
            keys.forEach(IssuerKey::close);
            keys = List.of();
        } finally {
            lock.unlock();
        }
    }

    /** {@return the name and the names of the keys} */
    @Override
    public String toString() {
        return "TokenIssuer[" + issuer + ", " + keys + "]";
    }

    /** Sets up a {@link TokenIssuer}. */
    public static final class Builder {

        private final String issuer;
        private InstantSource clock = InstantSource.system();
        private @Nullable IssuerKey key;

        private Builder(String issuer) {
            if (issuer.isEmpty() || issuer.length() > 1_024) {
                throw new IllegalArgumentException("an issuer has a name of 1 to 1,024 characters");
            }
            this.issuer = issuer;
        }

        /**
         * Signs with ES256: others verify with the public key.
         *
         * @param key the key, which is copied; the caller still owns it
         * @return this
         */
        @CanIgnoreReturnValue
        public Builder signWith(ProofKey key) {
            this.key = IssuerKey.of(key);
            return this;
        }

        /**
         * Signs with HS256: whoever verifies could sign as well.
         *
         * @param secret 32 bytes at least, random, which are copied; the caller still owns it
         * @return this
         * @throws IllegalArgumentException if it is shorter
         */
        @CanIgnoreReturnValue
        public Builder signWith(SharedSecret secret) {
            TokenKeys.requireLong(secret);
            try (var bytes = secret.bytes()) {
                this.key = IssuerKey.of(bytes);
            }
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
         * Builds the issuer.
         *
         * @return the issuer
         */
        public TokenIssuer build() {
            if (key == null) {
                try (var made = ProofKey.generate()) {
                    signWith(made);
                }
            }
            return new TokenIssuer(issuer, clock, List.of(Objects.requireNonNull(key)));
        }
    }
}
