package io.securechannel.auth;

import io.securechannel.auth.ServerMechanism.Accepted;
import io.securechannel.auth.ServerMechanism.Proved;
import io.securechannel.auth.ServerMechanism.Refused;
import io.securechannel.auth.ServerMechanism.Turn;
import io.securechannel.auth.store.User;
import io.securechannel.auth.token.AccessToken;
import io.securechannel.auth.token.ProofContext;
import io.securechannel.auth.token.TokenVerifier;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.peer.ChannelBinding;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Which tokens a server takes: those of an identity provider, and its own for the next time. */
final class TokenLogins {

    private final LoginVerifier verifier;
    private final @Nullable TokenVerifier provider;
    private final Function<AccessToken, Optional<String>> userOf;
    private final @Nullable ReconnectTokens own;
    private final @Nullable TokenVerifier ownVerifier;

    TokenLogins(
            LoginVerifier verifier,
            @Nullable TokenVerifier provider,
            Function<AccessToken, Optional<String>> userOf,
            @Nullable ReconnectTokens own) {
        this.verifier = verifier;
        this.provider = provider;
        this.userOf = userOf;
        this.own = own;
        this.ownVerifier = own == null ? null : own.verifier(verifier::now);
    }

    /** What a verifier of tokens does with one. */
    @FunctionalInterface
    private interface Check {
        AccessToken by(TokenVerifier verifier) throws SecureChannelException;
    }

    /** A token without proof; a server's own always have a key, and are refused without their proof. */
    Turn unbound(String token, Optional<String> actsFor) throws SecureChannelException, KeyMaterialException {
        if (provider == null) {
            return refused("", "no identity provider is set up");
        }
        var turn = ofProvider(provider, each -> each.verifyUnbound(token), Optional.empty());
        boolean own = !(turn instanceof Accepted accepted)
                || actsFor.filter(other -> !other.equals(accepted.proved().user()))
                        .isEmpty();
        return own ? turn : refused("", "the client wants to act for another user, which is not supported");
    }

    /** A token with the proof of its key. */
    Turn bound(String token, String proof, ProofContext about, ChannelBinding.Type binding)
            throws SecureChannelException, KeyMaterialException {
        Check check = each -> each.verifyBound(token, proof, about);
        if (own != null && ownVerifier != null) {
            try {
                return ofOwn(own, check.by(ownVerifier), binding);
            } catch (SecureChannelException e) {
                if (e.reason() != Reason.LOGIN_REFUSED || provider == null) {
                    return refusedBy(e);
                }
            }
        }
        return provider == null
                ? refused("", "no identity provider is set up")
                : ofProvider(provider, check, Optional.of(binding));
    }

    private Turn ofProvider(TokenVerifier provider, Check check, Optional<ChannelBinding.Type> binding)
            throws SecureChannelException, KeyMaterialException {
        AccessToken token;
        try {
            token = check.by(provider);
        } catch (SecureChannelException e) {
            return refusedBy(e);
        }
        var user = userOf.apply(token).filter(TokenLogins::isPrintable);
        if (user.isEmpty()) {
            return refused("", "the token belongs to no user here");
        }
        var stored = verifier.stored(user.get());
        if (stored.filter(each -> !each.enabled()).isPresent()) {
            return refused(user.get(), "the user is disabled");
        }
        return new Accepted(
                new Proved(user.get(), stored.orElse(null), binding, token.claims()), Octets.NONE, Duration.ZERO);
    }

    /** A provider's words must not forge lines. */
    private static boolean isPrintable(String name) {
        return !name.isBlank() && name.codePoints().noneMatch(Character::isISOControl);
    }

    private Turn ofOwn(ReconnectTokens own, AccessToken token, ChannelBinding.Type binding)
            throws KeyMaterialException {
        var user = verifier.stored(token.subject());
        if (user.isEmpty()) {
            return refused("", "the user of the token is gone");
        }
        User now = user.get();
        if (!now.enabled() || !own.madeFor(now, token)) {
            return refused(
                    now.name(),
                    now.enabled() ? "the token is older than the password or the second step" : "the user is disabled");
        }
        return new Accepted(
                new Proved(now.name(), now, Optional.of(binding), now.attributes()), Octets.NONE, Duration.ZERO);
    }

    private static Turn refusedBy(SecureChannelException error) throws SecureChannelException {
        if (error.reason() == Reason.LOGIN_REFUSED) {
            return refused("", String.valueOf(error.getMessage()));
        }
        throw error;
    }

    private static Refused refused(String user, String why) {
        return new Refused(user, why, false, Duration.ZERO);
    }
}
