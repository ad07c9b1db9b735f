package io.securechannel.internal.file;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Optional;

/**
 * A part of a file as it was, kept in a second file while it is overwritten in place: {@code the part | SHA-256 of the part}. So
 * one that was cut while it was written is known for it; then nothing has been overwritten yet.
 */
public final class UndoJournal {

    private static final int HASH = 32;

    /** In bytes. */
    private static final int LONGEST_NAME = 255;

    private UndoJournal() {}

    /**
     * {@return what a journal holds; empty if there is none, it is not complete, or longer than that}
     *
     * @param journal the second file; a link there is none
     * @param largest how long the part may be
     * @throws IOException if it is there and cannot be read
     */
    public static Optional<byte[]> read(Path journal, int largest) throws IOException {
        return bytes(journal, largest).flatMap(UndoJournal::checked);
    }

    /**
     * {@return whether no file can have this name, as on most systems}
     *
     * @param journal what is added to a file's name is in it
     */
    public static boolean isTooLong(Path journal) {
        return String.valueOf(journal.getFileName()).getBytes(UTF_8).length > LONGEST_NAME;
    }

    /**
     * Refuses the journal of somebody who could not have changed the file: whoever may make files in its directory could have made it. Of
     * a file that others than its owner may write, anybody's is taken, since who they are cannot be told.
     *
     * @param journal the second file, which is there
     * @param file whose part it would have
     * @throws FileSystemException if it belongs neither to the owner of the file nor to root, where the system has such
     * @throws IOException if one of them cannot be looked at
     */
    public static void requireOfWriter(Path journal, Path file) throws IOException {
        if (!OwnerOnly.isPosix(file)) {
            return;
        }
        var attributes = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        var owner = Files.getOwner(journal, LinkOption.NOFOLLOW_LINKS);
        if (owner.equals(attributes.owner()) || isOfRoot(journal)) {
            return;
        }
        if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                || attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            return;
        }
        throw new FileSystemException(
                journal.toString(),
                null,
                "it belongs to " + owner + ", who may not write " + file.getFileName()
                        + ", and is not taken for what was there before: find out who made it, then delete it");
    }

    private static boolean isOfRoot(Path journal) throws IOException {
        return journal.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.getAttribute(journal, "unix:uid", LinkOption.NOFOLLOW_LINKS) instanceof Integer user
                && user == 0;
    }

    /**
     * {@return whether there is a file in the journal's place that is not one that was cut while the same part was written}
     *
     * @param journal the second file
     * @param part what it would hold
     * @throws IOException if it cannot be read
     */
    public static boolean isForeign(Path journal, byte[] part) throws IOException {
        if (!SharedFile.isThere(journal)) {
            return false;
        }
        var found = bytes(journal, part.length);
        if (found.isEmpty() || found.get().length > part.length + HASH) {
            return true;
        }
        byte[] whole = sealed(part);
        for (int i = 0; i < found.get().length; i++) {
            // Zero where the disk was told the length, and not yet the content.
            if (found.get()[i] != whole[i] && found.get()[i] != 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes a journal; when this returns, it is on the disk. It gets its name when it is whole, and those may read it who have to. Who
     * calls this has locked out all who would do the same.
     *
     * @param journal the second file, which is not there
     * @param part of the file, as it is
     * @param model the file, whose readers have to be able to read the journal too
     * @throws IOException if it cannot be written, or is there; what was written of it is gone then, as far as that can be done
     */
    public static void write(Path journal, byte[] part, Path model) throws IOException {
        if (SharedFile.isThere(journal)) {
            throw new FileAlreadyExistsException(journal.toString());
        }
        try {
            AtomicFile.writeForReadersOf(model, journal, sealed(part));
        } catch (Throwable e) {
            AtomicFile.discard(journal, e);
            throw e;
        }
    }

    /**
     * Removes a journal; when this returns, a power cut does not bring it back.
     *
     * @param journal the second file, which is there or not
     * @throws IOException if it cannot be removed
     */
    public static void delete(Path journal) throws IOException {
        Files.deleteIfExists(journal);
        forceEntries(OwnerOnly.directoryOf(journal));
    }

    private static void forceEntries(Path directory) throws IOException {
        try (var entries = AtomicFile.openEntries(directory)) {
            if (entries != null) {
                entries.force(true);
            }
        }
    }

    /** One byte more than it may have, if it has more. Only of a file: to open a pipe would wait for ever. */
    private static Optional<byte[]> bytes(Path journal, int largest) throws IOException {
        if (isTooLong(journal)) {
            return Optional.empty();
        }
        try {
            var found = Files.readAttributes(journal, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (!found.isRegularFile()) {
                return Optional.empty();
            }
            try (var in = Files.newInputStream(journal, LinkOption.NOFOLLOW_LINKS)) {
                return Optional.of(in.readNBytes(largest + HASH + 1));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private static Optional<byte[]> checked(byte[] bytes) {
        if (bytes.length < HASH) {
            return Optional.empty();
        }
        byte[] part = Arrays.copyOf(bytes, bytes.length - HASH);
        return Arrays.equals(sealed(part), bytes) ? Optional.of(part) : Optional.empty();
    }

    private static byte[] sealed(byte[] part) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(part);
            return ByteBuffer.allocate(part.length + HASH).put(part).put(hash).array();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
