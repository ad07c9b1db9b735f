package io.securechannel.internal.store;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.file.AtomicFile;
import io.securechannel.internal.file.KeyFile;
import io.securechannel.internal.file.OwnerOnly;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the files of stores and puts them in place, and says in words what failed. */
final class StoreFiles {

    private StoreFiles() {}

    /** {@return where a path leads now, which a symbolic link may change; the path itself where it leads nowhere} */
    static Path locate(Path path) {
        try {
            return path.toRealPath();
        } catch (IOException e) {
            return path; // reading it says what is wrong, in words
        }
    }

    /** Unlike {@link Files#exists}, which says no of a file that could not be looked for: it would then be replaced. */
    static boolean isThere(Path file) throws IOException {
        try {
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            return true;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    static byte[] read(Path file) throws KeyMaterialException {
        var bytes = KeyFile.read(file, SealedStore.LARGEST);
        try {
            if (SealedStore.isOne(bytes)) { // advice on its permissions would mislead about any other file
                OwnerOnly.require(file);
            }
        } catch (IOException e) {
            throw new KeyMaterialException(
                    Reason.UNREADABLE, "cannot look at the permissions of " + file + ": " + e, e);
        }
        return bytes;
    }

    /** {@return what kept the disk from confirming the file, which is in place all the same; or null} */
    static @Nullable IOException place(Path file, byte[] sealed) throws KeyMaterialException {
        try {
            AtomicFile.writeForSameOwner(file, sealed);
            return null;
        } catch (IOException e) {
            if (!isInPlace(file, sealed)) {
                throw unwritable(file, e);
            }
            return e;
        }
    }

    static void requireConfirmed(Path file, @Nullable IOException unconfirmed) throws KeyMaterialException {
        if (unconfirmed != null) {
            throw new KeyMaterialException(
                    Reason.UNWRITABLE,
                    file
                            + " was written and holds the change, but the disk did not confirm it: a power cut may undo it ("
                            + unconfirmed + "). Look at the disk, then at what the file holds",
                    unconfirmed);
        }
    }

    private static boolean isInPlace(Path file, byte[] sealed) {
        try {
            return Arrays.equals(KeyFile.read(file, SealedStore.LARGEST), sealed);
        } catch (KeyMaterialException e) {
            return false;
        }
    }

    static KeyMaterialException unwritable(Path file, IOException e) {
        return new KeyMaterialException(
                Reason.UNWRITABLE,
                "cannot write " + file + ": " + e.getMessage() + " ("
                        + e.getClass().getSimpleName() + "); what was there before is there still",
                e);
    }
}
