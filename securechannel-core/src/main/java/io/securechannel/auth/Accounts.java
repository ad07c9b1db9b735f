package io.securechannel.auth;

import io.securechannel.auth.AuthMessage.SignUp;
import io.securechannel.auth.AuthMessage.Verifier;
import io.securechannel.auth.ServerMechanism.Proved;
import io.securechannel.auth.scram.SaslPrep;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.User;
import io.securechannel.auth.token.ProofPublicKey;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.SecureChannelException;
import io.securechannel.error.SecureChannelException.Reason;
import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityEvent.AccountChange;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/** What clients may change of users: a new one, a new verifier, a token for the next time. */
final class Accounts {

    /** As long as that of users who do not exist, or the length would tell. */
    private static final int SALT_LENGTH = 16;

    private final LoginVerifier verifier;
    private final Consumer<SecurityEvent> listener;

    Accounts(LoginVerifier verifier, Consumer<SecurityEvent> listener) {
        this.verifier = verifier;
        this.listener = listener;
    }

    /** Whether the password that was proved is hashed less often than new ones are. */
    static boolean verifierIsOld(LoginVerifier verifier, Proved who) {
        return who.record() != null
                && who.record()
                        .password()
                        .filter(password -> password.iterations() < verifier.iterations())
                        .isPresent();
    }

    /** {@return the name that a client wants, prepared} */
    String nameOf(SignUp wish) throws SecureChannelException {
        if (verifier.signUp() == SignUpPolicy.CLOSED) {
            throw new SecureChannelException(
                    Reason.SIGN_UP_REFUSED, "a client wants to sign up, and sign-up is closed");
        }
        return prepared(wish.user());
    }

    void signUp(String name, SignUp wish, String peer) throws SecureChannelException, KeyMaterialException {
        var user = User.of(name, credential(wish.verifier()), now());
        try {
            if (verifier.signUp() == SignUpPolicy.BY_INVITATION) {
                verifier.store().add(user, invitation(wish.invitation()), verifier.now());
            } else {
                verifier.store().add(user);
            }
        } catch (KeyMaterialException e) {
            throw refusedOr(e);
        }
        tell(peer, name, AccountChange.SIGNED_UP);
    }

    /** Stores a new verifier, unless the password has been changed since it was proved. */
    Proved update(Verifier fresh, Proved who, String peer) throws SecureChannelException, KeyMaterialException {
        var before = who.record();
        if (before == null) {
            throw new SecureChannelException(Reason.LOGIN_REFUSED, "the user has no password here");
        }
        var password = credential(fresh);
        var now = verifier.store().find(who.user());
        if (now.isEmpty() || !now.get().password().equals(before.password())) {
            throw new SecureChannelException(
                    Reason.LOGIN_REFUSED, "the password of " + who.user() + " has been changed meanwhile");
        }
        if (!verifier.store().update(now.get().withPassword(password, now()))) {
            throw new SecureChannelException(
                    Reason.LOGIN_REFUSED, "the user " + who.user() + " has been changed meanwhile");
        }
        tell(peer, who.user(), AccountChange.PASSWORD_CHANGED);
        var stored = verifier.store().find(who.user()).orElse(null);
        return new Proved(who.user(), stored, who.binding(), who.attributes());
    }

    /** A user who was removed, disabled or given another password since it was proved is nobody. */
    void requireStanding(Proved who) throws SecureChannelException, KeyMaterialException {
        var proved = who.record();
        if (proved == null) {
            return;
        }
        var now = verifier.store().find(who.user());
        if (now.isEmpty() || !now.get().enabled() || !now.get().password().equals(proved.password())) {
            throw new SecureChannelException(
                    Reason.LOGIN_REFUSED, "the user " + who.user() + " was changed or removed during the login");
        }
    }

    String reconnectToken(String publicKey, Proved who, String peer)
            throws SecureChannelException, KeyMaterialException {
        var tokens = verifier.reconnect();
        var user = who.record();
        if (tokens.isEmpty() || user == null) {
            throw new SecureChannelException(
                    Reason.LOGIN_NOT_OFFERED, "the client wants a token for the next time, and there are none here");
        }
        var token = tokens.get().issue(user, ProofPublicKey.parse(publicKey));
        tell(peer, who.user(), AccountChange.RECONNECT_TOKEN_ISSUED);
        return token;
    }

    private ScramCredential credential(Verifier wish) throws SecureChannelException {
        boolean usable = wish.iterations() == verifier.iterations() // or those who signed up could be told from others
                && wish.salt().length() == SALT_LENGTH
                && wish.storedKey().length() == ScramCredential.KEY_LENGTH
                && wish.serverKey().length() == ScramCredential.KEY_LENGTH;
        if (!usable) {
            throw new SecureChannelException(
                    Reason.LOGIN_COST_REFUSED,
                    "the client's new verifier has " + wish.iterations() + " iterations and a salt of "
                            + wish.salt().length() + " bytes; this server wants " + verifier.iterations() + " and 16");
        }
        try (var storedKey = SecretBytes.owning(wish.storedKey().bytes());
                var serverKey = SecretBytes.owning(wish.serverKey().bytes())) {
            return ScramCredential.of(wish.salt().bytes(), wish.iterations(), storedKey, serverKey);
        }
    }

    /** The name as it is stored, which is how log-ins will spell it (RFC 5802, section 5.1). */
    private static String prepared(String user) throws SecureChannelException {
        try {
            var name = SaslPrep.stored(user);
            if (name.isEmpty() || name.length() > User.LONGEST_NAME) {
                throw new SecureChannelException(
                        Reason.SIGN_UP_REFUSED, "a user's name has 1 to 255 characters, not " + name.length());
            }
            return name;
        } catch (KeyMaterialException e) {
            throw new SecureChannelException(
                    Reason.SIGN_UP_REFUSED, "the user's name cannot be prepared by SASLprep: " + e.getMessage(), e);
        }
    }

    static byte[] invitation(String token) {
        return Sha256.of(token.getBytes(StandardCharsets.UTF_8));
    }

    private static SecureChannelException refusedOr(KeyMaterialException error) throws KeyMaterialException {
        return switch (error.reason()) {
            case ALREADY_THERE ->
                new SecureChannelException(
                        Reason.SIGN_UP_REFUSED, "a client wants to sign up with a name that is taken", error);
            case NOT_GRANTED ->
                new SecureChannelException(
                        Reason.SIGN_UP_REFUSED,
                        "a client wants to sign up without an invitation, or with one that is none, used or expired",
                        error);
            default -> throw error;
        };
    }

    /** To the millisecond, which every store keeps. */
    private Instant now() {
        return verifier.now().truncatedTo(ChronoUnit.MILLIS);
    }

    private void tell(String peer, String user, AccountChange change) {
        listener.accept(new SecurityEvent.AccountChanged(Instant.now(), peer, user, change));
    }
}
