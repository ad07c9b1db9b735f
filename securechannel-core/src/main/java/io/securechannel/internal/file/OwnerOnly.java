package io.securechannel.internal.file;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileOwnerAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Files that nobody but their owner may read or write: mode 0600, or an access list with the owner alone. */
public final class OwnerOnly {

    private static final String MODE = "rw-------";

    private OwnerOnly() {}

    /**
     * {@return what a new file is made with}
     *
     * @param directory where it is made
     * @throws IOException if its file system has no permissions
     */
    public static FileAttribute<?> attributes(Path directory) throws IOException {
        if (isPosix(directory)) {
            return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(MODE));
        }
        if (Files.getFileStore(directory).supportsFileAttributeView("acl")) {
            return ownerAcl(directory);
        }
        throw new FileSystemException(
                directory.toString(),
                null,
                "this file system has no permissions, and others could read what is in the file: choose another directory");
    }

    /**
     * Refuses a file that others may read or write. Access lists of Windows are not judged.
     *
     * @param file that is there
     * @throws KeyMaterialException with {@link Reason#EXPOSED}
     * @throws IOException if it cannot be looked at
     */
    public static void require(Path file) throws KeyMaterialException, IOException {
        require(file, "change its password and rotate the keys in it");
    }

    /**
     * Refuses a file that others may read or write. Access lists of Windows are not judged.
     *
     * @param file that is there
     * @param ifRead what to do if others may have read it, as half a sentence
     * @throws KeyMaterialException with {@link Reason#EXPOSED}
     * @throws IOException if it cannot be looked at
     */
    public static void require(Path file, String ifRead) throws KeyMaterialException, IOException {
        if (!isPosix(file)) {
            return;
        }
        var permissions = Files.getPosixFilePermissions(file);
        if (!isOwners(permissions)) {
            var text = PosixFilePermissions.toString(permissions);
            throw new KeyMaterialException(
                    Reason.EXPOSED,
                    file + " may be read or written by others than its owner (" + text + "): \"chmod 600 " + file
                            + "\" mends it. If they may have read it, " + ifRead);
        }
    }

    /**
     * Looks whether a new file got what it was made with: some file systems, such as those of memory sticks and shares, say that
     * they have permissions and give all files the same.
     *
     * @param made with {@link #attributes}
     * @throws IOException if others than its owner may read or write it
     */
    static void requireKept(Path made) throws IOException {
        if (isPosix(made) && !isOwners(Files.getPosixFilePermissions(made, LinkOption.NOFOLLOW_LINKS))) {
            throw new FileSystemException(
                    made.toString(),
                    null,
                    "this file system does not keep permissions, and others could read what is in the file: choose another"
                            + " directory");
        }
    }

    /**
     * {@return the directory of a file}
     *
     * @param file that is there or not
     * @throws FileSystemException if there is no such directory
     */
    public static Path directoryOf(Path file) throws FileSystemException {
        var directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new FileSystemException(file.toString(), null, "there is no directory " + directory);
        }
        return directory;
    }

    private static boolean isOwners(Set<PosixFilePermission> permissions) {
        return PosixFilePermissions.toString(permissions).endsWith("------");
    }

    /**
     * Gives a file to the user whom another one belongs to. No link is followed: that user may write the directory, and a link
     * there could lead to any file.
     *
     * @param model the other one; if it is not there, nothing happens
     * @param file is given away, if it is a file with this name alone
     * @throws IOException if the users differ and this one may not give files away, or the file is a link
     */
    public static void giveToOwnerOf(Path model, Path file) throws IOException {
        if (Files.notExists(model, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        var owner = Files.getOwner(model, LinkOption.NOFOLLOW_LINKS);
        if (owner.equals(Files.getOwner(file, LinkOption.NOFOLLOW_LINKS))) {
            return;
        }
        requireFile(file);
        if (file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && Files.getAttribute(file, "unix:nlink", LinkOption.NOFOLLOW_LINKS) instanceof Integer names
                && names != 1) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    "it has other names too, and is not given to " + owner + ": find out who made it, then delete it");
        }
        var view = Files.getFileAttributeView(file, FileOwnerAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (view != null) {
            view.setOwner(owner);
        }
    }

    /**
     * Refuses a link, and whatever else is no file.
     *
     * @param file that is there
     * @throws IOException if it is none, or cannot be looked at
     */
    static void requireFile(Path file) throws IOException {
        var found = Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (!found.isRegularFile()) {
            throw new FileSystemException(
                    file.toString(),
                    null,
                    "it is " + (found.isSymbolicLink() ? "a symbolic link" : "no file")
                            + ", which this library never makes: find out who made it, then delete it");
        }
    }

    static boolean isPosix(Path path) throws IOException {
        return Files.getFileStore(path).supportsFileAttributeView("posix");
    }

    private static FileAttribute<List<AclEntry>> ownerAcl(Path directory) throws IOException {
        var owner = directory
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(System.getProperty("user.name"));
        var entries = List.of(AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(owner)
                .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                .build());
        return new FileAttribute<>() {
            @Override
            public String name() {
                return "acl:acl";
            }

            @Override
            public List<AclEntry> value() {
                return entries;
            }
        };
    }
}
