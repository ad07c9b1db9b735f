package io.securechannel.examples.bench;

import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.ClientLogin;
import io.securechannel.auth.LoginVerifier;
import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.Password;
import java.io.Closeable;
import java.io.IOException;
import java.time.Instant;

/**
 * One user in memory, whose password is hashed 4,096 times: what 600,000 cost falls on the client alone, and is measured by
 * itself.
 */
final class LoginUsers implements Closeable {

    static final int ITERATIONS = 4_096;

    private static final String USER = "ada";
    private static final String RIGHT = "correct horse battery staple";

    private final CredentialStore users = CredentialStore.inMemory();
    private final LoginVerifier verifier = LoginVerifier.builder()
            .passwords(users)
            .insecureIterations(ITERATIONS)
            .build();

    LoginUsers() throws IOException {
        try (var password = password(RIGHT)) {
            users.add(User.of(USER, ScramCredential.derive(password, ITERATIONS), Instant.now()));
        } catch (KeyMaterialException e) {
            throw new IOException("the user cannot be added", e);
        }
    }

    LoginVerifier verifier() {
        return verifier;
    }

    static ClientLogin right() {
        return ChallengeAuth.password(USER, () -> password(RIGHT)).insecureIterations(ITERATIONS);
    }

    /** {@return a login of somebody who does not exist} */
    static ClientLogin wrong(int number) {
        return ChallengeAuth.password("mallory-" + number, () -> password("guess " + number))
                .insecureIterations(ITERATIONS);
    }

    private static Password password(String text) {
        return Password.copyOf(text.toCharArray());
    }

    @Override
    public void close() {
        users.close();
    }
}
