package io.securechannel.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.securechannel.auth.store.User;
import io.securechannel.auth.throttle.LoginThrottle.Result;
import io.securechannel.auth.totp.SeedVault;
import io.securechannel.auth.totp.Totp;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.internal.crypto.Sha256;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
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
        var before = first.record();
        if (before != null && !before.password().equals(user.get().password())) {
            return refused("the password has been changed since it was proved");
        }
        OptionalLong step;
        try (var opened = vault.open(first.user(), seed.get().bytes())) {
            step = Totp.standard().matchingStep(opened, new String(response, UTF_8), verifier.now());
        }
        // Taken first, so that a code that has served counts as a wrong one. A locked account loses the step, and
        // nothing by it.
        boolean fresh = step.isPresent() && verifier.store().takeTimeStep(first.user(), step.getAsLong());
        var attempt = verifier.throttle().attempt(secondStepOf(first.user()), placeOf(first.user()), () -> fresh);
        return switch (attempt.result()) {
            case ACCEPTED -> {
                var now = user.get();
                yield new Accepted(
                        new Proved(now.name(), now, Optional.empty(), now.attributes()), Octets.NONE, attempt.delay());
            }
            case REFUSED, REFUSED_AND_LOCKED -> {
                boolean locks = attempt.result() == Result.REFUSED_AND_LOCKED;
                var why = step.isPresent() ? "the code has been used before" : "the code is wrong";
                yield new Refused(first.user(), why, locks, attempt.delay());
            }
            case LOCKED ->
                new Refused(first.user(), "the second step is locked after too many failures", false, attempt.delay());
        };
    }

    private Refused refused(String why) {
        return new Refused(first.user(), why, false, Duration.ZERO);
    }

    /** A name that no user can have: SASLprep makes the no-break space a space (RFC 4013, section 2.1). */
    static String secondStepOf(String user) {
        return user + "\u00A0(second step)";
    }

    /** An address of the account's own, of those that are never routed (RFC 4193), so that accounts do not share their failures. */
    private static InetAddress placeOf(String user) {
        var bytes = Arrays.copyOf(Sha256.of(user.getBytes(UTF_8)), 16);
        bytes[0] = (byte) 0xFD;
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("16 bytes are an address", e);
        }
    }
}
