package io.securechannel.internal.file;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the files of stores, which several programs share, and puts them in place, and says in words what failed. */
public final class SharedFile {

    private SharedFile() {}

    /**
     * {@return where a path leads now, which a symbolic link may change; the path itself where it leads nowhere}
     *
     * @param path a file, or a link to one
     */
    public static Path locate(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path; // reading it says what is wrong, in words
        }
    }

    /**
     * {@return whether there is a file} Unlike {@link Files#exists}, which says no of a file that could not be looked for: it
     * would then be replaced.
     *
     * @param file what is looked for
     * @throws IOException if that cannot be told
     */
    public static boolean isThere(Path file) throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    /**
     * Reads a file that nobody but its owner may.
     *
     * @param file the file
     * @param largest how many bytes it may have
     * @param ifRead what to do if others may have read it, as half a sentence
     * @return its bytes, which the caller has to wipe
     * @throws KeyMaterialException with {@link Reason#UNREADABLE}, {@link Reason#TOO_LARGE} or {@link Reason#EXPOSED}
     */
    public static byte[] read(Path file, int largest, String ifRead) throws KeyMaterialException {
        var bytes = KeyFile.read(file, largest);
        requireOwnerOnly(file, ifRead);
        return bytes;
    }

    /**
     * Refuses a file that others than its owner may read or write.
     *
     * @param file the file
     * @param ifRead what to do if others may have read it, as half a sentence
     * @throws KeyMaterialException with {@link Reason#EXPOSED}, or {@link Reason#UNREADABLE} if that cannot be told
     */
    public static void requireOwnerOnly(Path file, String ifRead) throws KeyMaterialException {
        try {
            OwnerOnly.require(file, ifRead);
        } catch (IOException e) {
            throw new KeyMaterialException(
                    Reason.UNREADABLE, "cannot look at the permissions of " + file + ": " + e, e);
        }
    }

    /**
     * Replaces a file in one step.
     *
     * @param file what is replaced, or made
     * @param content all that it then holds
     * @return what kept the disk from confirming the file, which is in place all the same; or null
     * @throws KeyMaterialException with {@link Reason#UNWRITABLE} if what was there before is there still
     */
    public static @Nullable IOException place(Path file, byte[] content) throws KeyMaterialException {
        try {
            AtomicFile.writeForSameOwner(file, content);
            return null;
        } catch (IOException e) {
            if (!isInPlace(file, content)) {
                throw unwritable(file, e);
            }
            return e;
        }
    }

    /**
     * Tells the caller what {@link #place} could not promise.
     *
     * @param file what was placed
     * @param unconfirmed what {@link #place} gave
     * @throws KeyMaterialException with {@link Reason#UNWRITABLE} if that is not null
     */
    public static void requireConfirmed(Path file, @Nullable IOException unconfirmed) throws KeyMaterialException {
        if (unconfirmed != null) {
            throw new KeyMaterialException(
                    Reason.UNWRITABLE,
                    file
                            + " was written and holds the change, but the disk did not confirm it: a power cut may undo it ("
                            + unconfirmed + "). Look at the disk, then at what the file holds",
                    unconfirmed);
        }
    }

    /**
     * {@return an error for a file that could not be written}
     *
     * @param file which
     * @param e why
     */
    public static KeyMaterialException unwritable(Path file, IOException e) {
        return new KeyMaterialException(
                Reason.UNWRITABLE,
                "cannot write " + file + ": " + e.getMessage() + " ("
                        + e.getClass().getSimpleName() + "); what was there before is there still",
                e);
    }

    private static boolean isInPlace(Path file, byte[] content) {
        try {
            return Arrays.equals(KeyFile.read(file, content.length), content);
        } catch (KeyMaterialException e) {
            return false;
        }
    }
}
