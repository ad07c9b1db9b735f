package io.securechannel.auth.token;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The claims of a token (RFC 7519, section 4) whose signature has been verified, and the rules for them, in words that a server's
 * log can use.
 */
final class TokenClaims {

    /** Claims that have a meaning of their own here. */
    static final Set<String> REGISTERED = Set.of("iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf");

    private static final int LONGEST_SUBJECT = 1_024;
    private static final int THUMBPRINT = 43;

    private final Members members;

    TokenClaims(Members members) {
        this.members = members;
    }

    void check(String issuer, String audience, TokenProof.Clocks clocks) throws Refusal {
        if (!issuer().equals(issuer)) {
            throw new Refusal("is of the issuer " + Refusal.quoted(issuer()) + ", and " + issuer + " is expected");
        }
        if (!audiences().contains(audience)) {
            throw new Refusal("is not for this audience, which is " + audience);
        }
        var now = clocks.now();
        var skew = clocks.skew();
        if (!expires().isAfter(now.minus(skew))) {
            throw new Refusal("has expired at " + expires());
        }
        var notBefore = members.time("nbf");
        if (notBefore.isPresent() && notBefore.get().isAfter(now.plus(skew))) {
            throw new Refusal("is not valid before " + notBefore.get() + ": compare the clocks of issuer and server");
        }
        if (issuedAt().isPresent() && issuedAt().get().isAfter(now.plus(skew))) {
            throw new Refusal(
                    "was issued in the future, at " + issuedAt().get() + ": compare the clocks of issuer and server");
        }
        subject();
        confirmation();
    }

    String issuer() throws Refusal {
        return members.require("iss");
    }

    String subject() throws Refusal {
        var subject = members.require("sub");
        if (subject.isEmpty() || subject.length() > LONGEST_SUBJECT) {
            throw new Refusal("has a subject (sub) that is empty, or longer than " + LONGEST_SUBJECT + " characters");
        }
        return subject;
    }

    List<String> audiences() throws Refusal {
        return members.strings("aud");
    }

    Instant expires() throws Refusal {
        return members.time("exp")
                .orElseThrow(() -> new Refusal("never expires (it lacks \"exp\"), which is not taken"));
    }

    Optional<Instant> issuedAt() throws Refusal {
        return members.time("iat");
    }

    Optional<String> id() throws Refusal {
        return members.string("jti");
    }

    /**
     * The thumbprint of the key that the token is bound to: RFC 7800, section 3.2 ("jwk") and RFC 9449, section 6.1 ("jkt"). What
     * else it may be bound to cannot be checked here, and to take it as not bound would be to take off the lock.
     */
    Optional<String> confirmation() throws Refusal {
        var cnf = members.object("cnf");
        if (cnf.isEmpty()) {
            return Optional.empty();
        }
        var stated = cnf.get().string("jkt");
        if (stated.isPresent() && Base64Url.decode(stated.get(), "a thumbprint (jkt)").length != 32) {
            throw new Refusal("has a thumbprint (jkt) of other than " + THUMBPRINT + " characters");
        }
        var jwk = cnf.get().object("jwk");
        if (jwk.isEmpty()) {
            return Optional.of(
                    stated.orElseThrow(
                            () -> new Refusal(
                                    "is bound (cnf) by other than the thumbprint of a key (jkt) or a key (jwk), which is not supported")));
        }
        var computed = ProofPublicKey.of(jwk.get()).thumbprint();
        if (stated.isPresent()
                && !MessageDigest.isEqual(
                        Base64Url.decode(stated.get(), "a thumbprint"), Base64Url.decode(computed, "a thumbprint"))) {
            throw new Refusal("is bound (cnf) to two keys");
        }
        return Optional.of(computed);
    }

    /** What is not registered, as far as it is text, number or truth. */
    Map<String, String> others() {
        var others = new LinkedHashMap<String, String>();
        members.values().forEach((name, value) -> {
            if (!REGISTERED.contains(name)) {
                if (value instanceof String || value instanceof Boolean) {
                    others.put(name, value.toString());
                } else if (value instanceof JsonText.Digits number) {
                    others.put(name, number.text());
                }
            }
        });
        return others;
    }
}
