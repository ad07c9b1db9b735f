package io.securechannel.examples.messenger.server;

import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.store.User;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.examples.messenger.protocol.UserNames;
import io.securechannel.secret.SecretBytes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/**
 * Users of whom no more sign up than a server takes, and none under a name that the messenger does not know. Whoever could not enter
 * need not sign up; and nobody is let in while the server's store is lost (C12): in its place there may be a database whose backup is
 * only half back, where the names of users are free.
 */
final class LimitedUsers implements CredentialStore {

    private final CredentialStore users;
    private final int most;
    private final BooleanSupplier isThere;
    private final AtomicInteger count;

    /**
     * Counts who is there.
     *
     * @param users still belongs to the caller
     * @param most how many there may be
     * @param isThere whether the server's store is
     */
    LimitedUsers(CredentialStore users, int most, BooleanSupplier isThere) throws KeyMaterialException {
        this.users = users;
        this.most = most;
        this.isThere = isThere;
        this.count = new AtomicInteger(users.names().size());
    }

    @Override
    public void add(User user) throws KeyMaterialException {
        admit(user);
        users().add(user);
        count.incrementAndGet();
    }

    @Override
    public void add(User user, byte[] invitation, Instant now) throws KeyMaterialException {
        admit(user);
        users().add(user, invitation, now);
        count.incrementAndGet();
    }

    /** Some that come at the same moment may be let in as well: the limit is for thousands, not for one more. */
    private void admit(User user) throws KeyMaterialException {
        if (!UserNames.isName(user.name())) {
            throw new KeyMaterialException(Reason.NOT_GRANTED, "a name here is " + UserNames.RULE);
        }
        if (count.get() >= most) {
            throw new KeyMaterialException(Reason.NOT_GRANTED, "the server has all the users that it takes");
        }
    }

    @Override
    public boolean remove(String name) throws KeyMaterialException {
        boolean removed = users().remove(name);
        if (removed) {
            count.decrementAndGet();
        }
        return removed;
    }

    @Override
    public Optional<User> find(String name) throws KeyMaterialException {
        return users().find(name);
    }

    @Override
    public boolean update(User changed) throws KeyMaterialException {
        return users().update(changed);
    }

    @Override
    public boolean takeTimeStep(String name, long step) throws KeyMaterialException {
        return users().takeTimeStep(name, step);
    }

    @Override
    public SecretBytes secret() throws KeyMaterialException {
        return users.secret();
    }

    @Override
    public List<String> names() throws KeyMaterialException {
        return users.names();
    }

    @Override
    public Map<Integer, Long> iterationCounts() throws KeyMaterialException {
        return users.iterationCounts();
    }

    @Override
    public void invite(byte[] invitation, Instant expires) throws KeyMaterialException {
        users().invite(invitation, expires);
    }

    private CredentialStore users() throws KeyMaterialException {
        if (!isThere.getAsBoolean()) {
            throw new KeyMaterialException(Reason.UNAVAILABLE, "the server has lost its database");
        }
        return users;
    }

    @Override
    public void close() {
        // The caller closes what is behind it.
    }
}
