package io.securechannel.internal.file;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;

/** Gives a new file the owner, group and permissions of another one. No link is followed. */
final class SameAccess {

    private SameAccess() {}

    /**
     * Gives it all of them, or throws.
     *
     * @param model the other one
     * @param made by this user, and so far for this user alone
     * @throws IOException if this user may not give files to that owner or group
     */
    static void copy(Path model, Path made) throws IOException {
        OwnerOnly.giveToOwnerOf(model, made);
        if (!OwnerOnly.isPosix(made)) {
            copyList(model, made);
            return;
        }
        var attributes = attributes(model);
        setGroup(made, attributes);
        setPermissions(made, attributes.permissions());
    }

    /**
     * Gives it what this user may give: who cannot be given the group gives it no rights either.
     *
     * @param model the other one
     * @param made by this user, and so far for this user alone
     * @throws IOException if one of the files cannot be looked at
     */
    static void copyIfAllowed(Path model, Path made) throws IOException {
        if (!OwnerOnly.isPosix(made)) {
            return; // what its directory gives it
        }
        var attributes = attributes(model);
        var permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(attributes.permissions());
        try {
            OwnerOnly.giveToOwnerOf(model, made);
            setGroup(made, attributes);
        } catch (FileSystemException e) {
            permissions.remove(PosixFilePermission.GROUP_READ);
            permissions.remove(PosixFilePermission.GROUP_WRITE);
        }
        setPermissions(made, permissions);
    }

    /**
     * Lets those write it who may write the other one, and nobody else read it.
     *
     * @param model the other one
     * @param made by this user, and so far for this user alone
     * @throws IOException if one of the files cannot be looked at
     */
    static void letWritersWrite(Path model, Path made) throws IOException {
        var attributes = attributes(model);
        var permissions = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if (attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            permissions.add(PosixFilePermission.OTHERS_WRITE);
        }
        try {
            OwnerOnly.giveToOwnerOf(model, made);
            setGroup(made, attributes);
            if (attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)) {
                permissions.add(PosixFilePermission.GROUP_WRITE);
            }
        } catch (FileSystemException e) {
            // Then it stays this user's, and the group has no part in it.
        }
        setPermissions(made, permissions);
    }

    private static PosixFileAttributes attributes(Path model) throws IOException {
        return Files.readAttributes(model, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }

    private static void setGroup(Path made, PosixFileAttributes wanted) throws IOException {
        if (!attributes(made).group().equals(wanted.group())) {
            Files.getFileAttributeView(made, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                    .setGroup(wanted.group());
        }
    }

    /**
     * Not by {@link Files#setPosixFilePermissions}, which follows links: whoever may write the directory could have put one there. The view
     * of a path follows them too, in JDK 25, whatever it is told (measured); that of an open directory does not.
     */
    private static void setPermissions(Path made, Set<PosixFilePermission> permissions) throws IOException {
        try (var entries = Files.newDirectoryStream(OwnerOnly.directoryOf(made))) {
            if (entries instanceof SecureDirectoryStream<Path> secure) {
                secure.getFileAttributeView(made.getFileName(), PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                        .setPermissions(permissions);
                return;
            }
        }
        OwnerOnly.requireFile(made);
        Files.getFileAttributeView(made, PosixFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
                .setPermissions(permissions);
    }

    private static void copyList(Path model, Path made) throws IOException {
        var from = Files.getFileAttributeView(model, AclFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        var to = Files.getFileAttributeView(made, AclFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
        if (from != null && to != null) {
            to.setAcl(from.getAcl());
        }
    }
}
