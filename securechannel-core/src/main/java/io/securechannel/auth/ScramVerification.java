package io.securechannel.auth;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.scram.ScramServer;
import io.securechannel.auth.store.User;
import io.securechannel.auth.throttle.LoginThrottle.Attempt;
import io.securechannel.auth.throttle.LoginThrottle.Result;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import org.jspecify.annotations.Nullable;

/**
 * SCRAM at the server (RFC 5802). A user who does not exist, or has no password, or is locked, goes the same way as one with
 * a wrong password: the same look-ups, the same hashes, the same bytes.
 */
final class ScramVerification implements ServerMechanism {

    private final LoginVerifier verifier;
    private final LoginContext context;
    private final ScramServer server;
    private @Nullable User known;
    private @Nullable ScramCredential madeUp;
    private boolean challenged;
    private boolean accepted;

    ScramVerification(LoginVerifier verifier, LoginContext context, Offer offer, boolean plus) {
        this.verifier = verifier;
        this.context = context;
        this.server = ScramServer.builder(this::credential)
                .plus(plus)
                .plusOffered(offer.has(Mechanism.SCRAM_PLUS))
                .bindings(context.bindings())
                .offer(offer.mechanisms(), offer.bindingTypes())
                .build();
    }

    @Override
    public Turn take(byte[] response) throws SecureChannelException, KeyMaterialException {
        if (!challenged) {
            var first = server.serverFirst(response);
            requireOwnIdentity();
            challenged = true;
            return new Challenge(Octets.of(first));
        }
        server.clientFinal(response);
        var user = known;
        boolean mayLogIn = user != null && user.password().isPresent() && user.enabled();
        var attempt = verifier.throttle().attempt(server.user(), context.address(), () -> server.proves() & mayLogIn);
        return verdict(attempt, user);
    }

    private Turn verdict(Attempt attempt, @Nullable User user) {
        var name = user == null ? "" : user.name();
        return switch (attempt.result()) {
            case ACCEPTED -> {
                if (user == null) {
                    throw new IllegalStateException("nobody was let in");
                }
                accepted = true;
                yield new Accepted(
                        new Proved(user.name(), user, server.bindingType(), user.attributes()),
                        Octets.of(server.serverFinal()),
                        attempt.delay());
            }
            case REFUSED, REFUSED_AND_LOCKED -> {
                boolean locks = attempt.result() == Result.REFUSED_AND_LOCKED;
                yield new Refused(name, why(user), locks, attempt.delay());
            }
            case LOCKED -> new Refused(name, "locked after too many failures", false, attempt.delay());
        };
    }

    private static String why(@Nullable User user) {
        if (user == null) {
            return "there is no such user";
        }
        if (user.password().isEmpty()) {
            return "the user has no password";
        }
        return user.enabled() ? "the password is wrong" : "the user is disabled";
    }

    private void requireOwnIdentity() throws SecureChannelException {
        var other = server.authorizationIdentity().filter(identity -> !identity.equals(server.user()));
        if (other.isPresent()) {
            throw new SecureChannelException(
                    Reason.LOGIN_REFUSED, "the client wants to act for another user, which is not supported");
        }
    }

    /** Both are made, whichever is needed. */
    private ScramCredential credential(String user) throws KeyMaterialException {
        var made = verifier.unknownUsers().credential(user);
        madeUp = made;
        known = verifier.store().find(user).orElse(null);
        return known == null ? made : known.password().orElse(made);
    }

    @Override
    public void close() {
        server.close();
        if (known != null && !accepted) { // else it is what a new password is compared with
            known.password().ifPresent(ScramCredential::close);
        }
        if (madeUp != null) {
            madeUp.close();
        }
    }
}
