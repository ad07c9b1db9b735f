package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.transfer.protocol.Attributes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/** Permissions, as far as a receiver sets them. */
final class Modes {

    static final FileAttribute<Set<PosixFilePermission>> OWNERS_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    static final FileAttribute<Set<PosixFilePermission>> OWNERS_DIRECTORY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

    /** From the highest bit to the lowest. */
    private static final PosixFilePermission[] BITS = PosixFilePermission.values();

    private Modes() {}

    /** {@return the permissions of these bits, without those that let others write} There are no bits for setuid and its like. */
    static Set<PosixFilePermission> of(int mode) {
        var set = EnumSet.noneOf(PosixFilePermission.class);
        int bit = 1 << (BITS.length - 1);
        for (var each : BITS) {
            if ((mode & Attributes.KEPT & bit) != 0) {
                set.add(each);
            }
            bit >>= 1;
        }
        return set;
    }

    /**
     * {@return whether a file has another name, or is no longer the one that was looked at} The JDK counts names by a path alone.
     *
     * @param key of the file that was looked at
     */
    static boolean hasOtherNames(Path path, Optional<Object> key) throws IOException {
        if (!path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return false;
        }
        var there = Files.readAttributes(path, "unix:nlink,fileKey", LinkOption.NOFOLLOW_LINKS);
        return (there.get("nlink") instanceof Integer names && names > 1)
                || !key.equals(Optional.ofNullable(there.get("fileKey")));
    }
}
