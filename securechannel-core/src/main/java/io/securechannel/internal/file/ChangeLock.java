package io.securechannel.internal.file;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The right to change a file in place, while it is read by whoever likes: a lock on a file of its own beside it, which is made for
 * the change and goes with it. The file itself does not do: a lock of POSIX is given back when the program closes <em>any</em>
 * channel of the locked file, so that each reader of this program would end the change's protection. The lock's file is opened here
 * alone, and by one thread at a time.
 *
 * <p>Since it goes, two programs could lock two files of the same name one after the other. So whoever has the lock gives the file a
 * random length, and looks whether the name leads to a file of that length. A file that a power cut or a killed program left there is
 * in nobody's way. As {@link WriteLock}, it does not hold against a second copy of this class in another class loader.
 */
public final class ChangeLock implements AutoCloseable {

    /** So often the name may lead to another file than the one that was locked. */
    private static final int TRIES = 20;

    private static final int LONGEST = 4_096;

    private static final SecureRandom RANDOM = new SecureRandom();

    /** What this program holds now, or is about to. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private static final Set<OpenOption> OPEN = Set.of(StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private static final Set<OpenOption> NEW =
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path lock;
    private final FileChannel channel;

    private ChangeLock(Path lock, FileChannel channel) {
        this.lock = lock;
        this.channel = channel;
    }

    /**
     * Takes the lock, and does not wait for it.
     *
     * @param file what is to be changed, by its real path; it is there
     * @param lock the file beside it
     * @return the lock, held
     * @throws KeyMaterialException with {@link Reason#IN_USE} if another thread or program has it
     * @throws IOException if the lock cannot be made, or something else has its name
     */
    public static ChangeLock take(Path file, Path lock) throws IOException, KeyMaterialException {
        if (!HELD.add(lock)) {
            // A second channel must not even be opened: closing it would give the first one's lock back.
            throw inUse(file, "another thread of this program");
        }
        try {
            for (int i = 0; i < TRIES; i++) {
                var channel = open(file, lock);
                if (channel != null && isTaken(file, lock, channel)) {
                    return new ChangeLock(lock, channel);
                }
            }
            throw inUse(file, "other programs, over and over,");
        } catch (Throwable e) {
            HELD.remove(lock);
            throw e;
        }
    }

    /** Gives the lock back. A file of it that cannot be removed is in nobody's way. */
    @Override
    public void close() {
        try (channel) {
            Files.deleteIfExists(lock); // as long as it is locked: afterwards it would be somebody else's
        } catch (IOException e) {
            // The system gives the lock back with the descriptor, whatever close says.
        } finally {
            HELD.remove(lock);
        }
    }

    /** {@return a channel; null if it has to be opened once more} */
    private static @Nullable FileChannel open(Path file, Path lock) throws IOException, KeyMaterialException {
        try {
            return make(file, lock);
        } catch (FileAlreadyExistsException e) {
            try {
                OwnerOnly.requireFile(lock); // in words; and to open a pipe would wait for ever
                return FileChannel.open(lock, OPEN);
            } catch (NoSuchFileException gone) {
                return null;
            } catch (AccessDeniedException theirs) {
                throw inUse(file, "a program of another user (if there is none, delete " + lock + ", which it left)");
            }
        }
    }

    /** {@return a channel; null if it has to be made once more} */
    private static @Nullable FileChannel make(Path file, Path lock) throws IOException {
        var directory = OwnerOnly.directoryOf(lock);
        if (!OwnerOnly.isPosix(directory)) {
            return FileChannel.open(lock, NEW);
        }
        var channel = FileChannel.open(lock, NEW, OwnerOnly.attributes(directory));
        try {
            SameAccess.letWritersWrite(file, lock);
            return channel;
        } catch (NoSuchFileException e) {
            channel.close();
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                return null; // another program has opened it before this one could lock it, and has used it and removed
                // it
            }
            throw e;
        } catch (Throwable e) {
            try (channel) {
                AtomicFile.discard(lock, e);
            }
            throw e;
        }
    }

    /** Closes the channel if not. */
    private static boolean isTaken(Path file, Path lock, FileChannel channel) throws IOException, KeyMaterialException {
        boolean taken = false;
        try {
            if (channel.tryLock() == null) {
                throw inUse(file, "another program");
            }
            taken = isStillNamed(lock, channel);
        } catch (OverlappingFileLockException e) {
            throw inUse(file, "another thread of this program");
        } finally {
            if (!taken) {
                channel.close();
            }
        }
        return taken;
    }

    private static boolean isStillNamed(Path lock, FileChannel channel) throws IOException {
        int length = 1 + RANDOM.nextInt(LONGEST);
        channel.truncate(0);
        channel.write(ByteBuffer.allocate(1), length - 1);
        try {
            return Files.size(lock) == length;
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private static KeyMaterialException inUse(Path file, String who) {
        return new KeyMaterialException(
                Reason.IN_USE,
                file + " is being changed by " + who + ", and was not changed here: try again when that is done");
    }
}
