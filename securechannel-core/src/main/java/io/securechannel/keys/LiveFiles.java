package io.securechannel.keys;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.FileDigest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Material in files, told apart by the hash of their content: times and sizes of files are no proof that nothing has
 * changed. The files are hashed before and after they are read, so that what is returned was there at one time.
 */
final class LiveFiles<T> implements Live<T> {

    /** Whoever writes all the time is not waited for. */
    private static final int ATTEMPTS = 3;

    private final List<Path> files;
    private final Reading<T> reading;
    private final ReentrantLock lock = new ReentrantLock();
    private byte[] digest = new byte[0];
    private @Nullable T last;

    LiveFiles(List<Path> files, Reading<T> reading) {
        this.files = files;
        this.reading = reading;
    }

    /** How the files are read and understood. */
    @FunctionalInterface
    interface Reading<T> {
        T read() throws KeyMaterialException;
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
                var fresh = reading.read();
                if (Arrays.equals(before, FileDigest.of(files))) {
                    last = fresh;
                    digest = before;
                    return fresh;
                }
            }
            throw new KeyMaterialException(
                    Reason.UNREADABLE, this + " changed again and again while being read: write less often, or rename");
        } finally {
            lock.unlock();
        }
    }

    /** {@return the files} */
    @Override
    public String toString() {
        return files.stream().distinct().map(Path::toString).collect(Collectors.joining(", "));
    }
}
