package io.securechannel.examples.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Writes what only its owner may read. For what the library has no writer of its own. */
public final class OwnerOnlyFile {

    private OwnerOnlyFile() {}

    /**
     * Writes a file, which appears whole and closed to others.
     *
     * @param file where it goes
     * @param content what
     * @throws IOException if it cannot be written
     */
    public static void write(Path file, byte[] content) throws IOException {
        var directory = file.toAbsolutePath().getParent();
        // Java makes temporary files for their owner alone, where the file system can say that.
        var written = Files.createTempFile(directory, ".", ".tmp");
        try {
            Files.write(written, content);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(written);
        }
    }

    /**
     * Refuses to replace a file unasked.
     *
     * @param file where something is to go
     * @param force whether it was asked for
     * @throws IOException if there is a file
     */
    public static void refuseToReplace(Path file, boolean force) throws IOException {
        if (!force && Files.exists(file)) {
            throw new IOException(file + " is there already; --force replaces it");
        }
    }
}
