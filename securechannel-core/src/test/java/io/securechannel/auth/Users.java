package io.securechannel.auth;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.peer.ChannelBinding;
import io.securechannel.peer.PeerIdentity;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Users for tests, with cheap verifiers. */
public final class Users {

    /** As few as RFC 7677 allows: tests have no time. */
    public static final int ITERATIONS = 4_096;

    private Users() {}

    /** {@return a store in memory with the user ada, whose password is {@code secret of ada}} */
    public static CredentialStore withAda() {
        var users = CredentialStore.inMemory();
        add(users, "ada", "secret of ada");
        return users;
    }

    /** Adds a user with a role. */
    public static void add(CredentialStore users, String name, String password) {
        try (var secret = LoginPair.secret(password)) {
            var user = User.of(name, ScramCredential.derive(secret, ITERATIONS), Instant.ofEpochSecond(1_700_000_000));
            users.add(user.withAttributes(Map.of("role", "analyst")));
        } catch (KeyMaterialException e) {
            throw new IllegalStateException(e);
        }
    }

    /** {@return a verifier with cheap new verifiers} */
    public static LoginVerifier verifier(CredentialStore users) {
        return builder(users).build();
    }

    /** {@return what accepts passwords, with cheap new verifiers} */
    public static LoginVerifier.Builder builder(CredentialStore users) {
        return LoginVerifier.builder().passwords(users).insecureIterations(ITERATIONS);
    }

    /** {@return a channel with these bindings} */
    public static LoginContext context(List<ChannelBinding> bindings) {
        return new LoginContext(
                PeerIdentity.anonymous("peer.test:1"),
                InetAddress.getLoopbackAddress(),
                bindings,
                Optional.empty(),
                Duration.ofMinutes(1),
                event -> {});
    }
}
