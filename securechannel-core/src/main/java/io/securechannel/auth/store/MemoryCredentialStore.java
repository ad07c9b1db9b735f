package io.securechannel.auth.store;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.SecretBytes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/** Users in this program's memory: for tests, and for programs that make their users themselves. */
final class MemoryCredentialStore implements CredentialStore {

    private final ReentrantLock lock = new ReentrantLock();
    private final UserTable table = UserTable.empty();
    private boolean closed;

    /** What is done while nobody else does anything. */
    @FunctionalInterface
    private interface Step<R> {
        R on(UserTable table) throws KeyMaterialException;
    }

    @Override
    public Optional<User> find(String name) throws KeyMaterialException {
        return run(table -> table.find(name));
    }

    @Override
    public void add(User user) throws KeyMaterialException {
        run(table -> {
            table.add(user);
            return true;
        });
    }

    @Override
    public void add(User user, byte[] invitation, Instant now) throws KeyMaterialException {
        run(table -> {
            table.add(user, invitation, now);
            return true;
        });
    }

    @Override
    public boolean update(User changed) throws KeyMaterialException {
        return run(table -> table.update(changed));
    }

    @Override
    public boolean remove(String name) throws KeyMaterialException {
        return run(table -> table.remove(name));
    }

    @Override
    public List<String> names() throws KeyMaterialException {
        return run(UserTable::names);
    }

    @Override
    public boolean takeTimeStep(String name, long step) throws KeyMaterialException {
        return run(table -> table.takeTimeStep(name, step));
    }

    @Override
    public void invite(byte[] invitation, Instant expires) throws KeyMaterialException {
        run(table -> {
            table.invite(invitation, expires);
            return true;
        });
    }

    @Override
    public Map<Integer, Long> iterationCounts() throws KeyMaterialException {
        return run(UserTable::iterationCounts);
    }

    @Override
    public SecretBytes secret() throws KeyMaterialException {
        return run(UserTable::secret);
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            table.close();
        } finally {
            lock.unlock();
        }
    }

    private <R> R run(Step<R> step) throws KeyMaterialException {
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("this store of users has been closed");
            }
            return step.on(table);
        } finally {
            lock.unlock();
        }
    }
}
