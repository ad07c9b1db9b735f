package io.securechannel.auth.token;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.crypto.tink.jwt.JwtInvalidException;
import com.google.crypto.tink.jwt.JwtValidator;
import com.google.crypto.tink.jwt.RawJwt;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * The proof that whoever shows a token holds the key that it is bound to, after DPoP (RFC 9449), for one login on one channel. A
 * stolen token without the key, and a proof on any other channel, are worth nothing.
 *
 * <p>It is one JSON Web Signature in compact form (RFC 7515, section 7.1), at most 16 KiB, signed with ES256. The header:
 *
 * <pre>{@code {"alg":"ES256","typ":"securechannel-login+jwt"}}</pre>
 *
 * <p>The payload, all of it required:
 *
 * <ul>
 *   <li>{@code jwk}: the public key that verifies the signature, as a JSON Web Key with kty, crv, x and y and no private part. DPoP
 *       has it in the header, which Tink does not write; the signature covers both alike.
 *   <li>{@code nonce}: the server's nonce, base64url.
 *   <li>{@code cbt}: the name of the channel binding's type: {@code tls-exporter}, {@code tls-server-end-point} or {@code
 *       noise-handshake-hash}.
 *   <li>{@code cb}: the SHA-256 of the channel binding's bytes, base64url.
 *   <li>{@code ath}: the SHA-256 of the token's ASCII text, base64url (RFC 9449, section 4.2).
 *   <li>{@code offer}: the SHA-256 of the server's offer, base64url.
 *   <li>{@code iat}: when it was signed, in seconds since 1970.
 *   <li>{@code jti}: 16 random bytes, base64url.
 * </ul>
 *
 * <p>Base64url is without padding, in its one spelling. {@link TokenVerifier#verifyBound} verifies a proof together with its token.
 */
public final class TokenProof {

    /** The header's type, so that no proof passes for a token or the other way round (RFC 8725, section 3.11). */
    static final String TYPE = "securechannel-login+jwt";

    private static final int UNIQUE = 16;

    private TokenProof() {}

    /**
     * Signs a proof, by the system's clock.
     *
     * @param key the key that the token is bound to
     * @param token the token that is shown with the proof
     * @param context this login and this channel
     * @return the proof
     * @throws IllegalStateException if the key has been closed
     */
    public static String sign(ProofKey key, String token, ProofContext context) {
        return sign(key, token, context, InstantSource.system());
    }

    /**
     * Signs a proof.
     *
     * @param key the key that the token is bound to
     * @param token the token that is shown with the proof
     * @param context this login and this channel
     * @param clock the client's clock
     * @return the proof
     * @throws IllegalStateException if the key has been closed
     */
    public static String sign(ProofKey key, String token, ProofContext context, InstantSource clock) {
        var builder = RawJwt.newBuilder()
                .setTypeHeader(TYPE)
                .addStringClaim("nonce", Base64Url.encode(context.nonce()))
                .addStringClaim("cbt", context.bindingType())
                .addStringClaim("cb", Base64Url.encode(Sha256.of(context.bindingData())))
                .addStringClaim("ath", tokenHash(token))
                .addStringClaim("offer", Base64Url.encode(context.offerHash()))
                .setIssuedAt(clock.instant())
                .setJwtId(unique())
                .withoutExpiration();
        try {
            return key.sign(
                    builder.addJsonObjectClaim("jwk", key.publicKey().toJwk()).build());
        } catch (JwtInvalidException e) {
            throw new IllegalStateException("a key's own JSON is JSON", e);
        }
    }

    /** Verifies a proof for a token that has been verified. */
    static void verify(String proof, String token, String confirmation, ProofContext context, Clocks clocks)
            throws SecureChannelException {
        try {
            var claims = verifySignature(proof, confirmation, clocks);
            requireEqual(claims, "ath", tokenHash(token), "is for another token");
            requireEqual(
                    claims,
                    "nonce",
                    Base64Url.encode(context.nonce()),
                    "is for another login: its nonce is not this one's");
            var issued = claims.time("iat").orElseThrow(() -> new Refusal("lacks \"iat\" in the payload"));
            if (issued.isBefore(clocks.now().minus(clocks.skew()))) {
                throw new Refusal("was signed more than " + clocks.skew().toSeconds()
                        + " s ago: it is an old one, or the client's clock is slow");
            }
            claims.require("jti");
            requireChannel(claims, context);
        } catch (Refusal e) {
            throw e.login("the token's proof");
        }
    }

    /** After the signature, so that only the key's owner is told which of them it was. */
    private static void requireChannel(Members claims, ProofContext context) throws Refusal, SecureChannelException {
        boolean sameType = equal(claims.require("cbt"), context.bindingType());
        boolean sameData = equal(claims.require("cb"), Base64Url.encode(Sha256.of(context.bindingData())));
        if (!sameType || !sameData) {
            throw new SecureChannelException(
                    Reason.BINDING_MISMATCH,
                    "the token's proof is for another channel than this one: somebody relays the login, or the client"
                            + " takes another channel binding than " + context.bindingType());
        }
        if (!equal(claims.require("offer"), Base64Url.encode(context.offerHash()))) {
            throw new SecureChannelException(
                    Reason.LOGIN_OFFER_CHANGED,
                    "the token's proof is for another offer of logins than this server has made: the offer was changed on"
                            + " its way");
        }
    }

    private static Members verifySignature(String proof, String confirmation, Clocks clocks) throws Refusal {
        var parsed = CompactJws.parse(proof);
        if (!parsed.type().equals(Optional.of(TYPE)) || !parsed.algorithm().equals(CompactJws.ES256)) {
            throw new Refusal("is not of the type " + TYPE + ", signed with ES256");
        }
        var jwk = parsed.claims().object("jwk").orElseThrow(() -> new Refusal("lacks \"jwk\" in the payload"));
        var key = ProofPublicKey.of(jwk);
        if (!equal(key.thumbprint(), confirmation)) {
            throw new Refusal("is signed with another key than the one that the token is bound to");
        }
        try {
            key.verification()
                    .verify(
                            proof,
                            clocks.validator()
                                    .expectTypeHeader(TYPE)
                                    .ignoreIssuer()
                                    .ignoreAudiences()
                                    .expectIssuedInThePast()
                                    .allowMissingExpiration()
                                    .build());
        } catch (JwtInvalidException e) {
            // Signed by the right key: the time is what is left.
            throw new Refusal("has a time (iat, nbf or exp) that is not now: compare the clocks of client and server");
        } catch (GeneralSecurityException e) {
            throw new Refusal("has a signature that is not of its key");
        }
        return parsed.claims();
    }

    private static void requireEqual(Members claims, String name, String expected, String otherwise) throws Refusal {
        if (!equal(claims.require(name), expected)) {
            throw new Refusal(otherwise);
        }
    }

    private static boolean equal(String stated, String expected) {
        return MessageDigest.isEqual(stated.getBytes(StandardCharsets.UTF_8), expected.getBytes(US_ASCII));
    }

    static String tokenHash(String token) {
        return Base64Url.encode(Sha256.of(token.getBytes(US_ASCII)));
    }

    /** 128 random bits. */
    static String unique() {
        try (var random = SecretBytes.random(UNIQUE)) {
            return random.use(Base64Url::encode);
        }
    }

    /**
     * What time it is, and how much the other side's clock may differ.
     *
     * @param source the clock
     * @param skew how much
     */
    record Clocks(InstantSource source, Duration skew) {

        Instant now() {
            return source.instant();
        }

        JwtValidator.Builder validator() {
            return JwtValidator.newBuilder()
                    .setClock(Clock.fixed(source.instant(), ZoneOffset.UTC))
                    .setClockSkew(skew);
        }
    }
}
