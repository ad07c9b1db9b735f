package io.securechannel.examples.service;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Held as long as a program uses what no second one may use. The system releases it when the program ends, however it ends. The file
 * is there while the lock is held, and may be left by a program that was killed: that hinders nobody.
 */
public final class ProgramLock implements AutoCloseable {

    /** Behind all bytes that are written: where locks are mandatory, the file can still be read. */
    private static final long LOCKED = Long.MAX_VALUE - 1;

    /** To close a second channel of a file would release the lock of the first: so in this program nobody opens a second one. */
    private static final Set<Object> HELD = ConcurrentHashMap.newKeySet();

    private static final int MARK = UUID.randomUUID().toString().length();

    private final LockFile file;
    private final Object key;
    private final FileChannel locked;
    private final FileChannel seen;

    /** The file of a lock, wherever it is. */
    public interface LockFile {

        /**
         * {@return what is equal for the same file in all of this program}
         *
         * @throws IOException if that cannot be told
         */
        Object key() throws IOException;

        /**
         * {@return the file, to be written and read; made for its owner alone if it is not there}
         *
         * @throws IOException if it cannot be made, or is not one to write to
         */
        FileChannel open() throws IOException;

        /**
         * {@return the file of that name, to be read}
         *
         * @throws NoSuchFileException if there is none
         * @throws IOException if it cannot be read
         */
        FileChannel read() throws IOException;

        /**
         * Removes it, if it is there.
         *
         * @throws IOException if it cannot be removed
         */
        void delete() throws IOException;
    }

    private ProgramLock(LockFile file, Object key, FileChannel locked, FileChannel seen) {
        this.file = file;
        this.key = key;
        this.locked = locked;
        this.seen = seen;
    }

    /**
     * Takes the lock; does not wait for it.
     *
     * @param file made for its owner alone, and removed by {@link #close}; nothing else is kept in it
     * @return empty if another program, or another part of this one, holds it
     * @throws IOException if the file cannot be made or written
     */
    public static Optional<ProgramLock> take(Path file) throws IOException {
        return take(new AtPath(file.toAbsolutePath().normalize()));
    }

    /**
     * Takes the lock; does not wait for it.
     *
     * @param file made for its owner alone, and removed by {@link #close}; nothing else is kept in it
     * @return empty if another program, or another part of this one, holds it
     * @throws IOException if the file cannot be made or written
     */
    public static Optional<ProgramLock> take(LockFile file) throws IOException {
        var key = file.key();
        if (!HELD.add(key)) {
            return Optional.empty();
        }
        var lock = Optional.<ProgramLock>empty();
        try {
            lock = lock(file, key);
            return lock;
        } finally {
            if (lock.isEmpty()) {
                HELD.remove(key);
            }
        }
    }

    /** A holder that ends removes the file: what was opened before may then be locked, but is no longer the file of that name. */
    private static Optional<ProgramLock> lock(LockFile file, Object key) throws IOException {
        while (true) {
            var locked = file.open();
            boolean kept = false;
            try {
                if (!isLocked(locked)) {
                    return Optional.empty();
                }
                var seen = sameFile(locked, file);
                if (seen.isPresent()) {
                    kept = true;
                    return Optional.of(new ProgramLock(file, key, locked, seen.get()));
                }
            } finally {
                if (!kept) {
                    locked.close();
                }
            }
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            return channel.tryLock(LOCKED, 1, false) != null;
        } catch (OverlappingFileLockException e) {
            return false; // by this class under another class loader
        }
    }

    /** {@return a channel of the file that now has the name, if it is the locked one; it stays open as long as the lock is held} */
    private static Optional<FileChannel> sameFile(FileChannel locked, LockFile file) throws IOException {
        if (locked.size() == 0) { // what has something in it is never written to: it might be more than a lock
            var mark = ByteBuffer.wrap(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
            while (mark.hasRemaining()) {
                locked.write(mark, mark.position());
            }
        }
        var mark = mark(locked);
        FileChannel seen;
        try {
            seen = file.read();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        boolean same = false;
        try {
            same = mark(seen).equals(mark);
            return same ? Optional.of(seen) : Optional.empty();
        } finally {
            if (!same) {
                seen.close();
            }
        }
    }

    private static ByteBuffer mark(FileChannel channel) throws IOException {
        var mark = ByteBuffer.allocate(MARK);
        while (mark.hasRemaining() && channel.read(mark, mark.position()) >= 0) {
            // until it is full, or the file ends
        }
        return mark.flip();
    }

    /** Removes the file and releases the lock. Further calls do nothing. */
    @Override
    public void close() throws IOException {
        if (!locked.isOpen()) {
            return;
        }
        try (locked;
                seen) {
            file.delete();
        } finally {
            HELD.remove(key);
        }
    }

    /** By its path, which nobody else can write to. */
    private record AtPath(Path path) implements LockFile {

        @Override
        public Object key() {
            return path;
        }

        @Override
        public FileChannel open() throws IOException {
            return FileChannel.open(
                    path,
                    Set.of(
                            StandardOpenOption.CREATE,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            LinkOption.NOFOLLOW_LINKS),
                    OwnerOnlyDirectory.ownerOnly(path));
        }

        @Override
        public FileChannel read() throws IOException {
            return FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        }

        @Override
        public void delete() throws IOException {
            Files.deleteIfExists(path);
        }
    }
}
