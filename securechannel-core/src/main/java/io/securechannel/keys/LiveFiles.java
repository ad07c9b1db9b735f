package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.file.FileDigest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Material in files, told apart by the hash of their content: times and sizes of files are no proof that nothing has
 * changed. The files are hashed before and after they are read, so that what is returned was there at one time.
 *
 * <p>A change must stand still for a moment before it counts. Most of what is cut is damaged and tells so by itself, but a
 * file that somebody is writing in place and that ends just now between two certificates looks like a whole one: a trust
 * that lacks an authority, or a chain that lacks an intermediate.
 */
final class LiveFiles<T> implements Live<T> {

    /** Whoever writes all the time is not waited for. */
    private static final int ATTEMPTS = 3;

    /** Long for a program that writes a few KiB, short for the one handshake that finds a change. */
    private static final long STILL_MILLIS = 50;

    private final List<Path> files;
    private final Reading<T> reading;
    private final Pause pause;
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] digest = new byte[0];

    /** What has stood still, so that a change that is no good is not waited for with every look. */
    private byte[] still = new byte[0];

    private @Nullable T last;

    LiveFiles(List<Path> files, Reading<T> reading) {
        this(files, reading, () -> Thread.sleep(STILL_MILLIS));
    }

    LiveFiles(List<Path> files, Reading<T> reading, Pause pause) {
        this.files = files;
        this.reading = reading;
        this.pause = pause;
    }

    /** How the files are read and understood. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws KeyMaterialException;
    }

    /** How a writer is given the time to finish. */
    @FunctionalInterface
    interface Pause {
        void await() throws InterruptedException;
    }

    @Override
    public T current() throws KeyMaterialException {
        lock.lock();
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                var before = FileDigest.of(files);
                if (last != null && Arrays.equals(before, digest)) {
                    return last;
                }
                if (last != null && !standsStill(before)) {
                    continue;
                }
                var fresh = reading.read();
                if (Arrays.equals(before, FileDigest.of(files))) {
                    last = fresh;
                    digest = before;
                    return fresh;
                }
            }
            throw new KeyMaterialException(
                    Reason.UNREADABLE, this + " changed again and again while being read: write less often, or rename");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Objects.requireNonNull(
                    last, "without it nothing is waited for"); // the next look will see the change
        } finally {
            lock.unlock();
        }
    }

    private boolean standsStill(byte[] before) throws KeyMaterialException, InterruptedException {
        if (!Arrays.equals(before, still)) {
            pause.await();
            if (!Arrays.equals(before, FileDigest.of(files))) {
                return false;
            }
            still = before;
        }
        return true;
    }

    /** {@return the files} */
    @Override
    public String toString() {
        return files.stream().distinct().map(Path::toString).collect(Collectors.joining(", "));
    }
}
