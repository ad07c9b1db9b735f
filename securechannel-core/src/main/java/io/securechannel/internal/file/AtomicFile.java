package io.securechannel.internal.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Replaces a file in one step, so that readers and a crash see the old content or the new, never a part.
 *
 * <p>A write that returns is safe from a power cut. A write that throws leaves the old content or, if only the
 * confirmation failed, the new: whole either way, and nothing beside it. Whoever must know which reads the file again. A
 * symbolic link is replaced, not what it leads to.
 */
public final class AtomicFile {

    private static final String READABLE = "rw-r--r--";

    /** Of the file's name in that of its temporary one: in UTF-8 three times as many bytes at most, of the 255 that systems take. */
    private static final int LONGEST_BEGINNING = 60;

    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * Writes what a file is to hold.
     *
     * @param <X> what can go wrong besides the disk
     */
    @FunctionalInterface
    public interface Content<X extends Exception> {

        /**
         * Writes all of it. When this returns, the file takes its name; when it throws, nothing is left of it.
         *
         * @param file is empty; it is written from its beginning, and not closed
         * @throws IOException if it cannot be written
         * @throws X if it is not to be
         */
        void writeTo(FileChannel file) throws IOException, X;
    }

    private AtomicFile() {}

    /**
     * Writes a file that everybody may read, as far as the process's umask lets them.
     *
     * @param file what is replaced, or made
     * @param content all that it then holds
     * @throws IOException if it cannot be written; the file then has its old content or, whole as well, the new
     */
    public static void write(Path file, byte[] content) throws IOException {
        write(file, all(content));
    }

    /**
     * Writes a file that everybody may read, as far as the process's umask lets them.
     *
     * @param <X> what can go wrong besides the disk
     * @param file what is replaced, or made
     * @param content writes all that it then holds
     * @throws IOException if it cannot be written; the file then has its old content or, whole as well, the new
     * @throws X as the content throws it; the file then has its old content
     */
    public static <X extends Exception> void write(Path file, Content<X> content) throws IOException, X {
        var directory = OwnerOnly.directoryOf(file);
        if (OwnerOnly.isPosix(directory)) {
            replace(file, directory, content, AtomicFile::anybody, posix(READABLE));
        } else {
            replace(file, directory, content, AtomicFile::anybody);
        }
    }

    /**
     * Writes a file that nobody but its owner may read, from its first moment on.
     *
     * @param file what is replaced, or made
     * @param content all that it then holds
     * @throws IOException if it cannot be written, or its file system cannot keep others out; the file then has its old
     *     content or, whole as well, the new
     */
    public static void writeForOwner(Path file, byte[] content) throws IOException {
        writeForOwner(file, all(content));
    }

    /**
     * Writes a file that nobody but its owner may read, from its first moment on.
     *
     * @param <X> what can go wrong besides the disk
     * @param file what is replaced, or made
     * @param content writes all that it then holds
     * @throws IOException as {@link #writeForOwner(Path, byte[])}
     * @throws X as the content throws it; the file then has its old content
     */
    public static <X extends Exception> void writeForOwner(Path file, Content<X> content) throws IOException, X {
        var directory = OwnerOnly.directoryOf(file);
        replace(file, directory, content, OwnerOnly::requireKept, OwnerOnly.attributes(directory));
    }

    /**
     * Writes a file that nobody but its owner may read, and leaves it to the owner that it has, if it is there: what an
     * administrator changes stays readable for the program that it belongs to.
     *
     * @param file what is replaced, or made
     * @param content all that it then holds
     * @throws IOException as {@link #writeForOwner(Path, byte[])}; and if the file belongs to another user and cannot be given to them
     */
    public static void writeForSameOwner(Path file, byte[] content) throws IOException {
        var directory = OwnerOnly.directoryOf(file);
        replace(file, directory, all(content), new OfSameOwner(file), OwnerOnly.attributes(directory));
    }

    /**
     * Gives a file that is there another content. Its owner, group and permissions stay; nobody else may read the new content before
     * it is in place.
     *
     * @param <X> what can go wrong besides the disk
     * @param file what is replaced
     * @param content writes all that it then holds
     * @throws IOException if it cannot be written, or this user may not give files to its owner and group; the file then has its old
     *     content or, whole as well, the new
     * @throws X as the content throws it; the file then has its old content
     */
    public static <X extends Exception> void rewrite(Path file, Content<X> content) throws IOException, X {
        var directory = OwnerOnly.directoryOf(file);
        Look look = new LikeTheOldOne(file);
        if (OwnerOnly.isPosix(directory)) {
            replace(file, directory, content, look, OwnerOnly.attributes(directory));
        } else {
            replace(file, directory, content, look);
        }
    }

    /**
     * Writes a file for those who may read another one, as far as this user may let them: from the moment on that it has its name.
     *
     * @param model the other one
     * @param file what is replaced, or made
     * @param content all that it then holds
     * @throws IOException if it cannot be written; the file then has its old content or, whole as well, the new
     */
    static void writeForReadersOf(Path model, Path file, byte[] content) throws IOException {
        var directory = OwnerOnly.directoryOf(file);
        Look look = new ForReadersOf(model);
        if (OwnerOnly.isPosix(directory)) {
            replace(file, directory, all(content), look, OwnerOnly.attributes(directory));
        } else {
            replace(file, directory, all(content), look);
        }
    }

    /** Looks at the new file before it takes the place of the old one. */
    @FunctionalInterface
    private interface Look {
        /** While nothing is in it. */
        void empty(Path temporary) throws IOException;

        /** When all is in it. */
        default void whole(Path temporary) throws IOException {
            // Most have no more to do.
        }
    }

    /** Given away at the end: until then no other user may write it. */
    private record OfSameOwner(Path file) implements Look {
        @Override
        public void empty(Path temporary) throws IOException {
            OwnerOnly.requireKept(temporary);
        }

        @Override
        public void whole(Path temporary) throws IOException {
            OwnerOnly.giveToOwnerOf(file, temporary);
        }
    }

    /** At the end too, for the same reason. */
    private record LikeTheOldOne(Path file) implements Look {
        @Override
        public void empty(Path temporary) {
            // Whatever the file system makes of it: the old one lies on the same.
        }

        @Override
        public void whole(Path temporary) throws IOException {
            SameAccess.copy(file, temporary);
        }
    }

    /** Likewise. */
    private record ForReadersOf(Path model) implements Look {
        @Override
        public void empty(Path temporary) {
            // As above.
        }

        @Override
        public void whole(Path temporary) throws IOException {
            SameAccess.copyIfAllowed(model, temporary);
        }
    }

    private static Content<RuntimeException> all(byte[] content) {
        return file -> {
            var rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                file.write(rest);
            }
        };
    }

    private static void anybody(Path empty) {
        // What everybody may read needs no look.
    }

    private static <X extends Exception> void replace(
            Path file, Path directory, Content<X> content, Look look, FileAttribute<?>... attributes)
            throws IOException, X {
        // Opened first, so that a directory that cannot be read is found out before anything has changed.
        try (var entries = openEntries(directory)) {
            var temporary = directory.resolve(temporaryName(file));
            var channel = FileChannel.open(temporary, NEW, attributes);
            try {
                write(channel, temporary, content, look);
                Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
            } catch (Throwable e) {
                discard(temporary, e);
                throw e;
            }
            if (entries != null) {
                force(entries, file);
            }
        }
    }

    /** Short enough wherever the file's own name is. */
    private static String temporaryName(Path file) {
        var name = String.valueOf(file.getFileName());
        int end = Math.min(name.length(), LONGEST_BEGINNING);
        if (end < name.length() && Character.isHighSurrogate(name.charAt(end - 1))) {
            end--; // half a character cannot be in a name
        }
        return "." + name.substring(0, end) + "." + Long.toUnsignedString(RANDOM.nextLong(), 36) + ".tmp";
    }

    /** The rename itself is on the disk only when the directory is. Windows opens no directory for this: null there. */
    static @Nullable FileChannel openEntries(Path directory) throws IOException {
        return OwnerOnly.isPosix(directory) ? FileChannel.open(directory, StandardOpenOption.READ) : null;
    }

    /**
     * By the channel alone that made the file: whoever may write the directory could put a link in its place, and what is
     * opened by its name a second time would be another file.
     */
    private static <X extends Exception> void write(FileChannel opened, Path temporary, Content<X> content, Look look)
            throws IOException, X {
        try (opened) {
            look.empty(temporary);
            content.writeTo(opened);
            look.whole(temporary);
            opened.force(true);
        }
    }

    /** What went wrong first is what the caller has to know. */
    static void discard(Path temporary, Throwable failure) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException e) {
            failure.addSuppressed(e);
        }
    }

    private static void force(FileChannel entries, Path file) throws IOException {
        try {
            entries.force(true);
        } catch (IOException e) {
            throw (IOException) new FileSystemException(
                            file.toString(),
                            null,
                            "it has its new content, which a power cut may undo: the disk did not confirm it ("
                                    + e.getMessage() + "); look at the disk, then write it again")
                    .initCause(e);
        }
    }

    private static FileAttribute<?> posix(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
