package io.securechannel.auth.store;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.crypto.Sha256;
import io.securechannel.internal.file.FileStamp;
import io.securechannel.internal.file.OwnerOnly;
import io.securechannel.internal.file.SharedFile;
import io.securechannel.internal.file.WriteLock;
import io.securechannel.secret.SecretBytes;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Users in a file ({@link UserFile}), which programs of one machine may share. Every reading looks whether the file has
 * changed, and every change is made to what the file holds then, under a lock beside it.
 */
final class FileCredentialStore implements CredentialStore {

    private static final String IF_READ =
            "they can guess passwords offline and pose as the server: have the passwords changed";

    private final Path path;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable UserTable table;
    private byte[] digest = {};
    private Optional<FileStamp> stamp = Optional.empty();
    private boolean closed;

    private FileCredentialStore(Path path) {
        this.path = path;
    }

    /** What is done with what the file holds. */
    @FunctionalInterface
    private interface Step<R> {
        R on(UserTable table) throws KeyMaterialException;
    }

    static FileCredentialStore open(Path path) throws KeyMaterialException {
        makeIfMissing(path);
        var store = new FileCredentialStore(path.toAbsolutePath());
        store.read(UserTable::names);
        return store;
    }

    @Override
    public Optional<User> find(String name) throws KeyMaterialException {
        return read(users -> users.find(name));
    }

    @Override
    public void add(User user) throws KeyMaterialException {
        change(users -> {
            users.add(user);
            return true;
        });
    }

    @Override
    public void add(User user, byte[] invitation, Instant now) throws KeyMaterialException {
        change(users -> {
            users.add(user, invitation, now);
            return true;
        });
    }

    @Override
    public boolean update(User changed) throws KeyMaterialException {
        return change(users -> users.update(changed));
    }

    @Override
    public boolean remove(String name) throws KeyMaterialException {
        return change(users -> users.remove(name));
    }

    @Override
    public List<String> names() throws KeyMaterialException {
        return read(UserTable::names);
    }

    @Override
    public boolean takeTimeStep(String name, long step) throws KeyMaterialException {
        return change(users -> users.takeTimeStep(name, step));
    }

    @Override
    public void invite(byte[] invitation, Instant expires) throws KeyMaterialException {
        change(users -> {
            users.invite(invitation, expires);
            return true;
        });
    }

    @Override
    public Map<Integer, Long> iterationCounts() throws KeyMaterialException {
        return read(UserTable::iterationCounts);
    }

    @Override
    public SecretBytes secret() throws KeyMaterialException {
        return read(UserTable::secret);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            forget();
        } finally {
            lock.unlock();
        }
    }

    private static void makeIfMissing(Path path) throws KeyMaterialException {
        try {
            if (SharedFile.isThere(path)) {
                return;
            }
            var file = OwnerOnly.directoryOf(path).toRealPath().resolve(path.getFileName());
            var writing = WriteLock.take(file);
            try (var empty = UserTable.empty()) {
                if (!SharedFile.isThere(file)) {
                    SharedFile.requireConfirmed(file, SharedFile.place(file, UserFile.write(empty)));
                }
            } finally {
                writing.close();
            }
        } catch (IOException e) {
            throw SharedFile.unwritable(path, e);
        }
    }

    private <R> R read(Step<R> step) throws KeyMaterialException {
        lock.lock();
        try {
            requireOpen();
            return step.on(refreshed(SharedFile.locate(path)));
        } finally {
            lock.unlock();
        }
    }

    /** @param step says whether it has changed anything */
    private boolean change(Step<Boolean> step) throws KeyMaterialException {
        // First, so that nobody who only reads waits for another program.
        var file = SharedFile.locate(path);
        var writing = WriteLock.take(file);
        lock.lock();
        try {
            requireOpen();
            var users = refreshed(file);
            if (!step.on(users)) {
                return false;
            }
            boolean written = false;
            try {
                write(file, users);
                written = true;
            } finally {
                if (!written) {
                    forget(); // what is in memory may not be what is in the file
                }
            }
            return true;
        } finally {
            lock.unlock();
            writing.close();
        }
    }

    private void write(Path file, UserTable users) throws KeyMaterialException {
        byte[] content = UserFile.write(users);
        if (content.length > UserFile.LARGEST) {
            throw new KeyMaterialException(
                    Reason.TOO_LARGE,
                    file + " would be larger than 16 MiB: keep so many users in a database (CredentialStore.jdbc)");
        }
        var unconfirmed = SharedFile.place(file, content);
        digest = Sha256.of(content);
        stamp = Optional.empty();
        Arrays.fill(content, (byte) 0);
        SharedFile.requireConfirmed(file, unconfirmed);
    }

    private UserTable refreshed(Path file) throws KeyMaterialException {
        var now = FileStamp.of(file);
        var known = table;
        if (known != null && now.isPresent() && now.equals(stamp)) {
            return known;
        }
        byte[] content = SharedFile.read(file, UserFile.LARGEST, IF_READ);
        try {
            byte[] found = Sha256.of(content);
            if (known == null || !Arrays.equals(found, digest)) {
                var fresh = UserFile.parse(content, file.toString());
                forget();
                table = fresh;
                digest = found;
                known = fresh;
            }
            stamp = now;
            return known;
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    private void forget() {
        if (table != null) {
            table.close();
        }
        table = null;
        digest = new byte[0];
        stamp = Optional.empty();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("this store of users has been closed");
        }
    }
}
