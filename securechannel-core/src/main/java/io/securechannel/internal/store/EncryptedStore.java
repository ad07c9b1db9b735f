package io.securechannel.internal.store;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.file.KeyFile;
import io.securechannel.internal.file.OwnerOnly;
import io.securechannel.internal.file.SharedFile;
import io.securechannel.internal.file.WriteLock;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A store that is open. Every reading looks whether the file has changed, and every change is made to what the file holds
 * then, under a lock: several threads, and several programs, lose nothing to each other.
 */
public final class EncryptedStore implements AutoCloseable {

    private final Path path;
    private final ReentrantLock lock = new ReentrantLock();
    private Protection protection;
    private StoreContent content;
    private byte[] digest;
    private volatile boolean closed;

    private EncryptedStore(Path path, Protection protection, StoreContent content, byte[] digest) {
        this.path = path;
        this.protection = protection;
        this.content = content;
        this.digest = digest;
    }

    /**
     * Code that looks at the content while nobody changes it.
     *
     * @param <R> what it finds
     */
    @FunctionalInterface
    public interface Reading<R> {
        /**
         * Looks.
         *
         * @param content what the file holds
         * @return what was found
         * @throws KeyMaterialException if what was looked for is not there, or not as it should be
         */
        R read(StoreContent content) throws KeyMaterialException;
    }

    /** Code that says what a content is to become. */
    @FunctionalInterface
    public interface Change {
        /**
         * Changes.
         *
         * @param content what the file holds
         * @return what it is to hold; the same object to change nothing
         * @throws KeyMaterialException if it cannot be changed so
         */
        StoreContent apply(StoreContent content) throws KeyMaterialException;
    }

    /** How a file is unlocked. */
    @FunctionalInterface
    public interface Unlocking {
        /**
         * Finds what protects a file.
         *
         * @param sealed the file
         * @return its protection
         * @throws KeyMaterialException if it cannot be unlocked so
         */
        Protection unlock(SealedStore sealed) throws KeyMaterialException;
    }

    /**
     * Makes a new file with nothing in it.
     *
     * @param path where no file is yet
     * @param protection what protects it; belongs to the store from now on
     * @return the store
     * @throws KeyMaterialException with {@link Reason#ALREADY_THERE}, or {@link Reason#UNWRITABLE}
     */
    public static EncryptedStore create(Path path, Protection protection) throws KeyMaterialException {
        try {
            var file = OwnerOnly.directoryOf(path).toRealPath().resolve(path.getFileName());
            var writing = WriteLock.take(file);
            try {
                if (SharedFile.isThere(file)) {
                    throw new KeyMaterialException(
                            Reason.ALREADY_THERE, path + " is there already: open it, or choose another file");
                }
                var content = StoreContent.empty().written();
                var sealed = SealedStore.seal(content, protection, path.toString());
                SharedFile.requireConfirmed(file, SharedFile.place(file, sealed));
                return new EncryptedStore(file, protection, content, Sha256.of(sealed));
            } finally {
                writing.close();
            }
        } catch (IOException e) {
            protection.close();
            throw SharedFile.unwritable(path, e);
        } catch (KeyMaterialException | RuntimeException | Error e) {
            protection.close();
            throw e;
        }
    }

    /**
     * Opens a file.
     *
     * @param path the file; a symbolic link is followed
     * @param unlocking finds its protection
     * @return the store
     * @throws KeyMaterialException that says what is wrong with the file, or with what should unlock it
     */
    public static EncryptedStore open(Path path, Unlocking unlocking) throws KeyMaterialException {
        var file = SharedFile.locate(path);
        var bytes = read(file);
        var sealed = SealedStore.parse(bytes, file.toString());
        var protection = unlocking.unlock(sealed);
        try {
            return new EncryptedStore(path.toAbsolutePath(), protection, sealed.open(protection), Sha256.of(bytes));
        } catch (KeyMaterialException | RuntimeException | Error e) {
            protection.close();
            throw e;
        }
    }

    /**
     * Looks at what the file holds now.
     *
     * @param reading what is done with it, which must not keep its secrets
     * @param <R> what it finds
     * @return what it found
     * @throws KeyMaterialException if the file cannot be read any more, or what the code throws
     */
    public <R> R read(Reading<R> reading) throws KeyMaterialException {
        lock.lock();
        try {
            requireOpen();
            refresh(file());
            return reading.read(content);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Changes what the file holds now.
     *
     * @param change says how
     * @throws KeyMaterialException if the file cannot be read or written, or what the code throws; what held before does
     *     still
     */
    public void change(Change change) throws KeyMaterialException {
        change(change, WriteLock.PATIENCE);
    }

    /**
     * Changes what the file holds now, unless somebody else writes it for long.
     *
     * @param change says how
     * @param patience how long it waits for others who write the file
     * @throws KeyMaterialException with {@link Reason#IN_USE} when it has waited so long; else as {@link #change(Change)}
     */
    @SuppressWarnings("ReferenceEquality") // the very same content says that nothing is to be written
    public void change(Change change, Duration patience) throws KeyMaterialException {
        alone(patience, file -> {
            refresh(file);
            var changed = change.apply(content);
            if (changed != content) {
                try {
                    write(file, changed.written(), protection);
                } finally {
                    closeAllBut(content, changed);
                }
            }
        });
    }

    /**
     * Protects the file in another way from now on.
     *
     * @param fresh the other way; belongs to the store from now on
     * @throws KeyMaterialException if the file cannot be read or written; then the old way still holds
     */
    public void protect(Protection fresh) throws KeyMaterialException {
        try {
            alone(file -> {
                refresh(file);
                write(file, content.written(), fresh);
            });
        } finally {
            closeUnlessHeld(fresh);
        }
    }

    /**
     * Writes the file as it is to another place, after reading it once more.
     *
     * @param copy where no file is yet
     * @throws KeyMaterialException with {@link Reason#ALREADY_THERE}, or if the file cannot be read or the copy written
     */
    public void copyTo(Path copy) throws KeyMaterialException {
        alone(file -> {
            var bytes = read(file);
            close(SealedStore.parse(bytes, file.toString()).open(protection));
            try {
                if (SharedFile.isThere(copy)) {
                    throw new KeyMaterialException(
                            Reason.ALREADY_THERE, copy + " is there already: name a new file for the backup");
                }
            } catch (IOException e) {
                throw SharedFile.unwritable(copy, e);
            }
            SharedFile.requireConfirmed(copy, SharedFile.place(copy, bytes));
        });
    }

    /** What is done while nobody else, here or in another program, writes the file. */
    @FunctionalInterface
    private interface Work {
        void on(Path file) throws KeyMaterialException;
    }

    private void alone(Work work) throws KeyMaterialException {
        alone(WriteLock.PATIENCE, work);
    }

    private void alone(Duration patience, Work work) throws KeyMaterialException {
        requireChangeable();
        var file = file();
        // First, so that nobody who only reads waits for another program.
        var writing = WriteLock.take(file, patience);
        lock.lock();
        try {
            requireOpen();
            work.on(file);
        } finally {
            lock.unlock();
            writing.close();
        }
    }

    /**
     * {@return the file as it is, without any secret}
     *
     * @throws KeyMaterialException if it cannot be read
     */
    public SealedStore sealed() throws KeyMaterialException {
        var file = file();
        return SealedStore.parse(read(file), file.toString());
    }

    /** {@return the file, by its real path: a symbolic link is followed each time, for it may have been turned} */
    public Path file() {
        return SharedFile.locate(path);
    }

    /** Wipes everything. Further calls do nothing; other use is an {@link IllegalStateException}. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            protection.close();
            close(content);
        } finally {
            lock.unlock();
        }
    }

    private void closeUnlessHeld(Protection fresh) {
        lock.lock();
        try {
            if (protection != fresh) {
                fresh.close();
            }
        } finally {
            lock.unlock();
        }
    }

    private void refresh(Path file) throws KeyMaterialException {
        var bytes = read(file);
        var found = Sha256.of(bytes);
        if (!Arrays.equals(found, digest)) {
            var fresh = SealedStore.parse(bytes, file.toString()).open(protection);
            close(content);
            content = fresh;
            digest = found;
        }
    }

    private void write(Path file, StoreContent changed, Protection by) throws KeyMaterialException {
        var sealed = SealedStore.seal(changed, by, file.toString());
        var unconfirmed = SharedFile.place(file, sealed);
        adopt(changed, by, sealed);
        SharedFile.requireConfirmed(file, unconfirmed);
    }

    private void adopt(StoreContent changed, Protection by, byte[] sealed) {
        closeAllBut(changed, content);
        content = changed;
        digest = Sha256.of(sealed);
        if (by != protection) {
            protection.close();
            protection = by;
        }
    }

    /** Wipes what one content holds and another does not. */
    private static void closeAllBut(StoreContent kept, StoreContent other) {
        var secrets = Collections.newSetFromMap(new IdentityHashMap<SecretBytes, Boolean>());
        secrets.addAll(kept.secrets());
        other.secrets().stream().filter(each -> !secrets.contains(each)).forEach(SecretBytes::close);
    }

    /** Before the lock of the file is touched; whoever has it looks again whether the store is open. */
    private void requireChangeable() {
        requireOpen();
        if (lock.isHeldByCurrentThread()) {
            throw new IllegalStateException("a change of the key store cannot be made within another one");
        }
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the key store " + path + " has been closed");
        }
    }

    private static byte[] read(Path file) throws KeyMaterialException {
        var bytes = KeyFile.read(file, SealedStore.LARGEST);
        if (SealedStore.isOne(bytes)) { // advice on its permissions would mislead about any other file
            SharedFile.requireOwnerOnly(file, "change its password and rotate the keys in it");
        }
        return bytes;
    }

    private static void close(StoreContent content) {
        content.secrets().forEach(SecretBytes::close);
    }
}
