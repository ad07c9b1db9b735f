package io.securechannel.examples.transfer.receiver;

import io.securechannel.examples.transfer.protocol.Attributes;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.SecureDirectoryStream;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A directory in which the receiver writes. All names are of something in it: none has a separator, none is followed if it is a symbolic
 * link. Where the JDK has directories that stay open (SecureDirectoryStream, as on Linux), what somebody does to the names above
 * meanwhile does not matter either.
 */
interface Folder extends Closeable {

    /** File systems keep some blocks back. */
    long LITTLE = 1 << 20;

    /**
     * What is there.
     *
     * @param directory whether it is a directory
     * @param file whether it is a file, rather than a link or a device
     * @param size in bytes
     */
    record Found(boolean directory, boolean file, long size) {}

    /** {@return what has this name, itself} */
    Optional<Found> find(String name) throws IOException;

    /** {@return the directory of this name, which is there} */
    Folder enter(String name) throws IOException;

    /** {@return this directory, opened once more} */
    Folder again() throws IOException;

    /** {@return what is equal for the same directory, however it was come to} */
    Object key() throws IOException;

    /**
     * Makes a directory for its owner alone, where nothing has that name.
     *
     * @param marker a file that is in it from its first moment
     */
    void makeDirectory(String name, String marker) throws IOException;

    /**
     * {@return a part that is read and written; for its owner alone if it is new} The directory is held by then.
     *
     * @throws IOException if it is none to go on with, as {@link #reclaim} says
     */
    default SeekableByteChannel open(String name) throws IOException {
        try {
            return open(name, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            return own(open(name, StandardOpenOption.READ), name);
        }
    }

    /**
     * {@return a file that is read and written; for its owner alone if it is new}
     *
     * @param how CREATE_NEW, or READ for one that is there
     */
    SeekableByteChannel open(String name, OpenOption how) throws IOException;

    /**
     * {@return whether a part that is there can be gone on with} It can if it is a file of this user's own that has no other name, and it is
     * for its owner alone from now on: through another name, or by another user, something else would be written than what is read here.
     */
    boolean reclaim(String name) throws IOException;

    /** {@return how a file is opened to be written and read, and not through a link} */
    static Set<OpenOption> options(OpenOption how) {
        var all = new HashSet<OpenOption>(
                Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS));
        all.add(how);
        return all;
    }

    /** {@return a file that is read} */
    SeekableByteChannel read(String name) throws IOException;

    /** Waits until the content of a file is on the disk. */
    default void force(SeekableByteChannel file) throws IOException {
        if (file instanceof FileChannel onDisk) {
            onDisk.force(true);
        }
    }

    /** Renames a file at once, in the place of what may be there. */
    void rename(String from, String to) throws IOException;

    /** Deletes a file, if it is there. */
    void delete(String name) throws IOException;

    /** Sets permissions and time of a file. */
    void set(String name, Attributes attributes) throws IOException;

    /**
     * Sets those of this directory, and waits until they and its names are on the disk: afterwards it may be closed to this user.
     *
     * @return whether they could be set; not where it is another user's, say
     * @throws IOException if its names may not be on the disk
     */
    boolean set(Attributes attributes) throws IOException;

    /** Waits until names are on the disk, where the system has that. */
    void sync() throws IOException;

    /** {@return whether so little room is left that a write has failed for it} */
    boolean full() throws IOException;

    /**
     * {@return a part that was opened, and is one to go on with} It is looked at once more: something else may have been put in its place.
     *
     * @param opened is closed if it is none
     */
    private SeekableByteChannel own(SeekableByteChannel opened, String name) throws IOException {
        boolean own = false;
        try {
            own = reclaim(name);
        } finally {
            if (!own) {
                opened.close();
            }
        }
        if (!own) {
            throw new AccessDeniedException(name, null, "it is nobody's part");
        }
        return opened;
    }

    /**
     * {@return the directory into which somebody wants to receive}
     *
     * @param real its path, without links
     * @param owner whose files are the receiver's own; empty where files have none
     */
    static Folder root(Path real, Optional<UserPrincipal> owner) throws IOException {
        @SuppressWarnings("StreamResourceLeak") // it is open as long as the folder is
        var stream = Files.newDirectoryStream(real);
        if (stream instanceof SecureDirectoryStream<Path> secure) {
            return SecureFolder.root(real, secure, owner);
        }
        stream.close();
        return new PathFolder(real, owner);
    }
}
