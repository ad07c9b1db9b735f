package io.securechannel.examples.secret.road;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.hybrid.symmetric.SymmetricCipher;
import io.securechannel.secret.Password;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a key comes from that both ends share. It never comes as an argument: everybody on the machine can read those. */
final class SharedKey {

    static final String VARIABLE = "SECRET_KEY";

    /** What the tokens are for; one that was made for something else does not open. */
    private static final String CONTEXT = "secret-road: the secret";

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description = "The key is in a file (default: it is in the environment variable " + VARIABLE + ").")
    private @Nullable Path file;

    SharedKey() {}

    SymmetricCipher cipher() throws KeyMaterialException {
        try (var text = file == null ? Password.fromEnvironment(VARIABLE) : Password.readFile(file)) {
            return SymmetricCipher.fromText(text);
        }
    }

    static byte[] context() {
        return CONTEXT.getBytes(StandardCharsets.UTF_8);
    }
}
