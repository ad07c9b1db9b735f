package io.securechannel.examples.service;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collections;
import java.util.Set;

/** Where a server keeps its keys: a directory in which nobody else can put, replace or remove a file. */
public final class OwnerOnlyDirectory {

    private static final Set<PosixFilePermission> WRITTEN_BY_OTHERS =
            Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

    private OwnerOnlyDirectory() {}

    /**
     * Makes a directory for its owner alone, from its first moment; one that is there is judged, and left as it is.
     *
     * @param directory which; those above it are made as well
     * @throws IOException if it cannot be made, is none, or others can write in it: whoever can may have put files there, or put
     *     others in their place
     */
    public static void makeOrJudge(Path directory) throws IOException {
        try {
            Files.createDirectories(directory, permissions(directory, "rwx------"));
        } catch (FileAlreadyExistsException e) {
            throw new IOException(directory + " is no directory: name another", e);
        }
        var view = Files.getFileAttributeView(directory, PosixFileAttributeView.class);
        if (view != null && !Collections.disjoint(view.readAttributes().permissions(), WRITTEN_BY_OTHERS)) {
            throw new IOException("others than its owner can write in " + directory
                    + ": see whether what is in it is yours, then chmod go-w " + directory);
        }
    }

    /**
     * Makes an empty file for its owner alone, from its first moment; leaves one that is there.
     *
     * @param file which
     * @throws IOException if it cannot be made
     */
    public static void makeFile(Path file) throws IOException {
        if (Files.notExists(file)) {
            Files.createFile(file, ownerOnly(file));
        }
    }

    /** {@return what a file is made with, to be its owner's alone from its first moment} */
    static FileAttribute<?>[] ownerOnly(Path file) {
        return permissions(file, "rw-------");
    }

    private static FileAttribute<?>[] permissions(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
