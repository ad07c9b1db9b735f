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
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel locked;
    private final FileChannel seen;

    private ProgramLock(Path file, FileChannel locked, FileChannel seen) {
        this.file = file;
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
        var path = file.toAbsolutePath().normalize();
        if (!HELD.add(path)) {
            return Optional.empty();
        }
        var lock = Optional.<ProgramLock>empty();
        try {
            lock = lock(path);
            return lock;
        } finally {
            if (lock.isEmpty()) {
                HELD.remove(path);
            }
        }
    }

    /** A holder that ends removes the file: what was opened before may then be locked, but is no longer the file of that name. */
    private static Optional<ProgramLock> lock(Path path) throws IOException {
        while (true) {
            var locked = FileChannel.open(
                    path,
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS),
                    OwnerOnlyDirectory.ownerOnly(path));
            boolean kept = false;
            try {
                if (!isLocked(locked)) {
                    return Optional.empty();
                }
                var seen = sameFile(locked, path);
                if (seen.isPresent()) {
                    kept = true;
                    return Optional.of(new ProgramLock(path, locked, seen.get()));
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
    private static Optional<FileChannel> sameFile(FileChannel locked, Path path) throws IOException {
        var mark = ByteBuffer.wrap(UUID.randomUUID().toString().getBytes(StandardCharsets.US_ASCII));
        while (mark.hasRemaining()) {
            locked.write(mark, mark.position());
        }
        FileChannel seen;
        try {
            seen = FileChannel.open(path, StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        boolean same = false;
        try {
            var read = ByteBuffer.allocate(mark.capacity());
            while (read.hasRemaining() && seen.read(read) >= 0) {
                // until it is full, or the file ends
            }
            same = read.flip().equals(mark.flip());
            return same ? Optional.of(seen) : Optional.empty();
        } finally {
            if (!same) {
                seen.close();
            }
        }
    }

    /** Removes the file and releases the lock. Further calls do nothing. */
    @Override
    public void close() throws IOException {
        if (!locked.isOpen()) {
            return;
        }
        try (locked;
                seen) {
            Files.deleteIfExists(file);
        } finally {
            HELD.remove(file);
        }
    }
}
