package io.securechannel.internal.file;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The right to write a file that several programs share: against other threads by a lock of this program, against other
 * programs by a lock on the empty file {@code NAME.lock} beside it, which stays. The file itself cannot be locked, because
 * every change replaces it.
 *
 * <p>Not against a second copy of this class in another class loader: a lock of POSIX belongs to the process, so the copy that
 * gives up waiting, and closes its channel, gives back the lock that the other one holds.
 */
public final class WriteLock implements AutoCloseable {

    /** Programs hold it while they write some KiB. */
    public static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** A file lock belongs to the whole program, so its threads need locks too; few, so that none is ever forgotten. */
    private static final ReentrantLock[] THREADS =
            Stream.generate(ReentrantLock::new).limit(64).toArray(ReentrantLock[]::new);

    /** What is held now. */
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    /** A link is not followed: whoever may write the directory could lead an administrator to any file with it. */
    private static final Set<OpenOption> OPEN =
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    private final Path shared;
    private final ReentrantLock thread;
    private @Nullable FileChannel channel;

    private WriteLock(Path shared, ReentrantLock thread) {
        this.shared = shared;
        this.thread = thread;
    }

    /**
     * Takes the lock, for which it waits some seconds.
     *
     * @param shared the file, by its real path
     * @return the lock, held
     * @throws IllegalStateException if this thread has it already
     * @throws KeyMaterialException with {@link Reason#IN_USE} if another has it for long, or {@link Reason#UNWRITABLE}
     */
    public static WriteLock take(Path shared) throws KeyMaterialException {
        return take(shared, PATIENCE);
    }

    /**
     * Takes the lock, for which it waits as long as is said.
     *
     * @param shared the file, by its real path
     * @param patience how long; short where somebody else waits for this thread
     * @return the lock, held
     * @throws IllegalStateException if this thread has it already
     * @throws KeyMaterialException as {@link #take(Path)}
     */
    public static WriteLock take(Path shared, Duration patience) throws KeyMaterialException {
        var thread = THREADS[Math.floorMod(shared.toString().hashCode(), THREADS.length)];
        long deadline = System.nanoTime() + patience.toNanos();
        acquire(thread, shared, patience);
        if (!HELD.add(shared)) {
            thread.unlock();
            // A second channel must not even be opened: POSIX gives the first one's lock back when any of them is
            // closed.
            throw new IllegalStateException("a change of " + shared + " cannot be made within another one");
        }
        var lock = new WriteLock(shared, thread);
        try {
            lock.lockFile(shared, deadline);
            return lock;
        } catch (IOException e) {
            lock.close();
            throw new KeyMaterialException(Reason.UNWRITABLE, "cannot lock " + shared + " for writing: " + e, e);
        } catch (KeyMaterialException | RuntimeException | Error e) {
            lock.close();
            throw e;
        }
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        try {
            if (channel != null) {
                channel.close(); // which gives the lock back
            }
        } catch (IOException e) {
            // The system gives it back with the descriptor, whatever close says.
        } finally {
            HELD.remove(shared);
            thread.unlock();
        }
    }

    private static void acquire(ReentrantLock thread, Path shared, Duration patience) throws KeyMaterialException {
        try {
            if (!thread.tryLock(patience.toNanos(), TimeUnit.NANOSECONDS)) {
                throw inUse(shared, "another thread of this program writes it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw inUse(shared, "this thread was interrupted while it waited to write it");
        }
    }

    private void lockFile(Path shared, long deadline) throws IOException, KeyMaterialException {
        var file = shared.resolveSibling(shared.getFileName() + ".lock");
        if (SharedFile.isThere(file)) {
            OwnerOnly.requireFile(file); // in words; and to open a pipe would wait for ever
        }
        var opened = FileChannel.open(file, OPEN, OwnerOnly.attributes(OwnerOnly.directoryOf(file)));
        channel = opened;
        OwnerOnly.giveToOwnerOf(shared, file);
        while (true) {
            if (isLocked(opened)) {
                return;
            }
            if (System.nanoTime() - deadline > 0) {
                throw inUse(shared, "another program holds " + file);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw inUse(shared, "this thread was interrupted while it waited for " + file);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    /** Held by another program, or by this one under another name of the file: wait for both. */
    private static boolean isLocked(FileChannel opened) throws IOException {
        try {
            return opened.tryLock() != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static KeyMaterialException inUse(Path shared, String why) {
        return new KeyMaterialException(Reason.IN_USE, shared + " was not written: " + why + "; try again");
    }
}
