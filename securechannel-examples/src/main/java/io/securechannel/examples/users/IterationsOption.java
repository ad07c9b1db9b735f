package io.securechannel.examples.users;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.Password;
import picocli.CommandLine.Option;

/** How often a new password is hashed. */
final class IterationsOption {

    private static final int LEAST = 100_000;
    private static final int MOST = 10_000_000;

    @Option(
            names = "--iterations",
            paramLabel = "COUNT",
            description = "How often the password is hashed, 100000 to 10000000 (default: ${DEFAULT-VALUE}).")
    private int iterations = ScramCredential.DEFAULT_ITERATIONS;

    IterationsOption() {}

    void check() {
        if (iterations < LEAST || iterations > MOST) {
            throw new IllegalArgumentException("--iterations is between 100000 and 10000000");
        }
    }

    ScramCredential derive(Password password) throws KeyMaterialException {
        return ScramCredential.derive(password, iterations);
    }
}
