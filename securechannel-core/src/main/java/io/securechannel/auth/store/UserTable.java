package io.securechannel.auth.store;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.secret.SecretBytes;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Users, invitations and the secret in memory, for one thread at a time. It owns the credentials in it: what comes in and
 * what goes out is a copy.
 */
final class UserTable implements AutoCloseable {

    static final int SECRET_LENGTH = 32;

    /** No time step of any second factor is as early. */
    static final long NO_STEP = -1;

    private static final SecureRandom RANDOM = new SecureRandom();

    private static final User NOBODY = nobody();

    private final SecretBytes secret;
    private final TreeMap<String, StoredUser> users = new TreeMap<>();
    private final TreeMap<String, Instant> invitations = new TreeMap<>();

    /** Each login may ask for them; null after a change. */
    private @Nullable Map<Integer, Long> counts;

    /** @param secret belongs to the table from now on */
    UserTable(SecretBytes secret) {
        this.secret = secret;
    }

    /**
     * A user as it is stored.
     *
     * @param user with the revision that it has
     * @param lastStep the last time step that was taken
     */
    record StoredUser(User user, long lastStep) {}

    static UserTable empty() {
        return new UserTable(SecretBytes.random(SECRET_LENGTH));
    }

    Optional<User> find(String name) {
        var stored = users.get(name);
        if (stored == null) {
            copy(NOBODY, 0).password().ifPresent(ScramCredential::close); // nobody's name takes as long as a user's
            return Optional.empty();
        }
        return Optional.of(copy(stored.user(), stored.user().revision()));
    }

    void add(User user) throws KeyMaterialException {
        requireNew(user);
        if (users.containsKey(user.name())) {
            throw taken(user);
        }
        users.put(user.name(), new StoredUser(copy(user, firstRevision()), NO_STEP));
        counts = null;
    }

    void add(User user, byte[] invitation, Instant now) throws KeyMaterialException {
        requireNew(user);
        var expires = invitations.get(hex(invitation));
        if (expires == null || !now.isBefore(expires)) {
            throw notInvited();
        }
        add(user);
        invitations.remove(hex(invitation));
        invitations.values().removeIf(each -> !now.isBefore(each));
    }

    boolean update(User changed) {
        var stored = users.get(changed.name());
        if (stored == null || stored.user().revision() != changed.revision()) {
            return false;
        }
        users.put(changed.name(), new StoredUser(copy(changed, changed.revision() + 1), stored.lastStep()));
        counts = null;
        close(stored);
        return true;
    }

    boolean remove(String name) {
        var stored = users.remove(name);
        if (stored == null) {
            return false;
        }
        counts = null;
        close(stored);
        return true;
    }

    List<String> names() {
        return List.copyOf(users.keySet());
    }

    boolean takeTimeStep(String name, long step) {
        var stored = users.get(name);
        if (stored == null || step <= stored.lastStep()) {
            return false;
        }
        users.put(name, new StoredUser(stored.user(), step));
        return true;
    }

    void invite(byte[] invitation, Instant expires) {
        invitations.put(hex(invitation), expires);
    }

    Map<Integer, Long> iterationCounts() {
        var known = counts;
        if (known == null) {
            known = Map.copyOf(users.values().stream()
                    .flatMap(stored -> stored.user().password().stream())
                    .collect(Collectors.groupingBy(ScramCredential::iterations, Collectors.counting())));
            counts = known;
        }
        return known;
    }

    SecretBytes secret() {
        return secret.use(SecretBytes::copyOf);
    }

    <R> R useSecret(SecretBytes.Use<R, RuntimeException> use) {
        return secret.use(use);
    }

    /** {@return all users, in the order of their names} */
    Collection<StoredUser> users() {
        return Collections.unmodifiableCollection(users.values());
    }

    /** {@return when each invitation ends, in order} */
    SortedMap<String, Instant> invitations() {
        return Collections.unmodifiableSortedMap(invitations);
    }

    /** Puts a user in as it is, behind all that are there; its credential belongs to the table from now on. */
    void append(StoredUser stored) {
        var name = stored.user().name();
        if (!users.isEmpty() && users.lastKey().compareTo(name) >= 0) {
            throw new IllegalArgumentException("users are not in order");
        }
        users.put(name, stored);
        counts = null;
    }

    /** Puts an invitation in, behind all that are there. */
    void append(String invitation, Instant expires) {
        if (!invitations.isEmpty() && invitations.lastKey().compareTo(invitation) >= 0) {
            throw new IllegalArgumentException("invitations are not in order");
        }
        invitations.put(invitation, expires);
    }

    @Override
    public void close() {
        secret.close();
        users.values().forEach(UserTable::close);
    }

    /**
     * {@return the revision of a new user} At random, so that what was read of a user who was removed since changes nobody who
     * has that name now.
     */
    static long firstRevision() {
        return 1 + RANDOM.nextLong(1L << 62);
    }

    static void requireNew(User user) {
        if (user.revision() != 0) {
            throw new IllegalArgumentException(
                    "a user who is added has revision 0, not " + user.revision() + ": change a stored one by update");
        }
    }

    static SecretBytes requireSecret(SecretBytes secret) {
        if (secret.length() != SECRET_LENGTH) {
            throw new IllegalArgumentException("the secret of a store has 32 bytes, not " + secret.length());
        }
        return secret;
    }

    static String hex(byte[] invitation) {
        if (invitation.length != 32) {
            throw new IllegalArgumentException(
                    "an invitation is stored as the SHA-256 of its token, 32 bytes, not " + invitation.length);
        }
        return HexFormat.of().formatHex(invitation);
    }

    static KeyMaterialException taken(User user) {
        return new KeyMaterialException(
                Reason.ALREADY_THERE, "there is a user \"" + user.name() + "\" already: choose another name");
    }

    static KeyMaterialException notInvited() {
        return new KeyMaterialException(
                Reason.NOT_GRANTED,
                "there is no such invitation, or it has been used or has expired: ask for a new one");
    }

    private static User nobody() {
        try (var zeros = SecretBytes.copyOf(new byte[ScramCredential.KEY_LENGTH])) {
            var password = ScramCredential.of(new byte[16], 1, zeros, zeros);
            return User.of("nobody", password, Instant.EPOCH);
        }
    }

    private static User copy(User user, long revision) {
        return new User(
                user.name(),
                user.password().map(UserTable::copy),
                user.secondStep(),
                user.attributes(),
                user.enabled(),
                user.credentialsSince(),
                revision);
    }

    private static ScramCredential copy(ScramCredential credential) {
        return ScramCredential.of(
                credential.salt(), credential.iterations(), credential.storedKey(), credential.serverKey());
    }

    private static void close(StoredUser stored) {
        stored.user().password().ifPresent(ScramCredential::close);
    }
}
