package io.securechannel.examples.service;

import io.securechannel.examples.console.OwnerOnlyFile;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** A random password, in a file of its own, for a key store that nobody has named a password for. */
public final class PasswordFile {

    private static final int RANDOM_BYTES = 32;

    private PasswordFile() {}

    /**
     * Writes a random one. Nothing of it is left in memory.
     *
     * @param file its owner alone may read it
     * @throws IOException if it cannot be written
     */
    public static void make(Path file) throws IOException {
        try (var random = SecretBytes.random(RANDOM_BYTES)) {
            byte[] text =
                    random.use(bytes -> Base64.getUrlEncoder().withoutPadding().encode(bytes));
            byte[] line = Arrays.copyOf(text, text.length + 1);
            line[text.length] = '\n';
            try {
                OwnerOnlyFile.write(file, line);
            } finally {
                Arrays.fill(text, (byte) 0);
                Arrays.fill(line, (byte) 0);
            }
        }
    }

    /**
     * {@return a warning, where others than its owner may read it}
     *
     * @param file which is there
     */
    public static Optional<String> warning(Path file) {
        return OwnerOnlyFile.readableByOthers(file)
                ? Optional.of("warning: others than its owner may read " + file + ": chmod 600 " + file)
                : Optional.empty();
    }
}
