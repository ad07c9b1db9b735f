package io.securechannel.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** Replaces a file in one step, so that readers and a crash see the old content or the new, never a part. */
public final class AtomicFile {

    private static final String READABLE = "rw-r--r--";

    private AtomicFile() {}

    /**
     * Writes a file that everybody may read, as far as the process's umask lets them.
     *
     * @param file what is replaced, or made
     * @param content all that it then holds
     * @throws IOException if it cannot be written; the old file is there as it was
     */
    public static void write(Path file, byte[] content) throws IOException {
        var directory = OwnerOnly.directoryOf(file);
        if (OwnerOnly.isPosix(directory)) {
            replace(file, directory, content, posix(READABLE));
        } else {
            replace(file, directory, content);
        }
    }

    /**
     * Writes a file that nobody but its owner may read, from its first moment on.
     *
     * @param file what is replaced, or made
     * @param content all that it then holds
     * @throws IOException if it cannot be written, or its file system cannot keep others out; the old file is there as it
     *     was
     */
    public static void writeForOwner(Path file, byte[] content) throws IOException {
        var directory = OwnerOnly.directoryOf(file);
        replace(file, directory, content, OwnerOnly.attributes(directory));
    }

    private static void replace(Path file, Path directory, byte[] content, FileAttribute<?>... attributes)
            throws IOException {
        var temporary = Files.createTempFile(directory, "." + file.getFileName() + ".", ".tmp", attributes);
        try {
            try (var channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
                var rest = ByteBuffer.wrap(content);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(temporary);
        }
        if (OwnerOnly.isPosix(directory)) {
            // The rename itself is on the disk only when the directory is. Windows opens no directory for this.
            try (var entry = FileChannel.open(directory, StandardOpenOption.READ)) {
                entry.force(true);
            }
        }
    }

    private static FileAttribute<?> posix(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
