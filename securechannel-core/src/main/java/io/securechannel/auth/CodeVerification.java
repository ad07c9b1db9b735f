package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.auth.store.User;
import io.securechannel.auth.totp.SeedVault;
import io.securechannel.auth.totp.Totp;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A code of RFC 6238 at the server, for a user who is known already. Each time step serves once. Failures are counted for
 * the account, wherever they come from: who guesses codes knows the password, and changes addresses.
 */
final class CodeVerification implements ServerMechanism {

    private final LoginVerifier verifier;
    private final SeedVault vault;
    private final Proved first;

    CodeVerification(LoginVerifier verifier, SeedVault vault, Proved first) {
        this.verifier = verifier;
        this.vault = vault;
        this.first = first;
    }

    @Override
    public Turn take(byte[] response) throws SecureChannelException, KeyMaterialException {
        var user = verifier.stored(first.user()); // as of now: the seed may have been replaced
        var seed = user.filter(User::enabled).flatMap(User::secondStep);
        if (seed.isEmpty()) {
            return refused("the user has no second step, or is disabled");
        }
        OptionalLong step;
        try (var opened = vault.open(first.user(), seed.get().bytes())) {
            step = Totp.standard().matchingStep(opened, new String(response, UTF_8), verifier.now());
        }
        var attempt = verifier.throttle().attempt(secondStepOf(first.user()), anywhere(), step::isPresent);
        return switch (attempt.result()) {
            case ACCEPTED -> {
                if (!verifier.store().takeTimeStep(first.user(), step.orElseThrow())) {
                    yield refused("the code has been used before");
                }
                var now = user.get();
                yield new Accepted(
                        new Proved(now.name(), now, Optional.empty(), now.attributes()), Octets.NONE, attempt.delay());
            }
            case REFUSED -> new Refused(first.user(), "the code is wrong", false, attempt.delay());
            case REFUSED_AND_LOCKED -> new Refused(first.user(), "the code is wrong", true, attempt.delay());
            case LOCKED ->
                new Refused(first.user(), "the second step is locked after too many failures", false, attempt.delay());
        };
    }

    private Refused refused(String why) {
        return new Refused(first.user(), why, false, Duration.ZERO);
    }

    /** A name that no user can have: SASLprep prohibits control characters (RFC 4013, section 2.3). */
    static String secondStepOf(String user) {
        return "\u0001code of " + user;
    }

    private static InetAddress anywhere() {
        try {
            return InetAddress.getByAddress(new byte[4]);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }
}
