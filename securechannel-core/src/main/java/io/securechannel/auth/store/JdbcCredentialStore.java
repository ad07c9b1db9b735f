package io.securechannel.auth.store;

import io.securechannel.auth.scram.ScramCredential;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import io.securechannel.internal.jdbc.Database;
import io.securechannel.internal.jdbc.Schema;
import io.securechannel.internal.jdbc.Transaction;
import io.securechannel.secret.SecretBytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Users in a database, which servers may share: PostgreSQL, or H2 embedded in the program. */
final class JdbcCredentialStore implements CredentialStore {

    private static final int SCHEMA = 1;

    private static final String COLUMNS =
            "name, verifier, second_step, attributes, enabled, credentials_since, revision";

    /** Counting reads all users; a login may need the counts, and they move slowly. */
    private static final long COUNTS_LAST_NANOS = TimeUnit.SECONDS.toNanos(60);

    private final Database database;
    private final SecretBytes secret;
    private final AtomicReference<@Nullable Counts> counts = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private JdbcCredentialStore(Database database, SecretBytes secret) {
        this.database = database;
        this.secret = secret;
    }

    private record Counts(Map<Integer, Long> users, long nanos) {}

    static JdbcCredentialStore open(DataSource source) throws KeyMaterialException {
        var database = new Database(source, "the database of users");
        new Schema(JdbcCredentialStore.class, "users", SCHEMA).bringUpToDate(database);
        return new JdbcCredentialStore(database, readOrMakeSecret(database));
    }

    @Override
    public Optional<User> find(String name) throws KeyMaterialException {
        requireOpen();
        if (!User.isName(name)) {
            return Optional.empty(); // some databases would not even take it as a value
        }
        var row = database.single(transaction ->
                transaction.first("SELECT " + COLUMNS + " FROM securechannel_users WHERE name = ?", Row::read, name));
        // A database may be told to compare without regard to case.
        if (row.isEmpty() || !row.get().name().equals(name)) {
            Row.NOBODY.user().password().ifPresent(ScramCredential::close); // nobody's name takes as long as a user's
            return Optional.empty();
        }
        return Optional.of(row.get().user());
    }

    @Override
    public void add(User user) throws KeyMaterialException {
        requireOpen();
        UserTable.requireNew(user);
        database.transact(transaction -> insert(transaction, user));
        counts.set(null);
    }

    @Override
    public void add(User user, byte[] invitation, Instant now) throws KeyMaterialException {
        requireOpen();
        UserTable.requireNew(user);
        var hex = UserTable.hex(invitation);
        database.transact(transaction -> {
            transaction.update("DELETE FROM securechannel_invitations WHERE expires <= ?", millis(now));
            if (transaction.update("DELETE FROM securechannel_invitations WHERE invitation = ?", hex) == 0) {
                throw UserTable.notInvited();
            }
            return insert(transaction, user);
        });
        counts.set(null);
    }

    @Override
    public boolean update(User changed) throws KeyMaterialException {
        requireOpen();
        int rows = database.single(transaction -> transaction.update(
                "UPDATE securechannel_users SET verifier = ?, iterations = ?, second_step = ?, attributes = ?, enabled = ?,"
                        + " credentials_since = ?, revision = revision + 1 WHERE name = ? AND revision = ?",
                verifier(changed),
                iterations(changed),
                secondStep(changed),
                AttributesJson.write(changed.attributes()),
                changed.enabled(),
                changed.credentialsSince().toEpochMilli(),
                changed.name(),
                changed.revision()));
        counts.set(null);
        return rows == 1;
    }

    @Override
    public boolean remove(String name) throws KeyMaterialException {
        requireOpen();
        if (!User.isName(name)) {
            return false;
        }
        int rows = database.single(
                transaction -> transaction.update("DELETE FROM securechannel_users WHERE name = ?", name));
        counts.set(null);
        return rows == 1;
    }

    @Override
    public List<String> names() throws KeyMaterialException {
        requireOpen();
        // Sorted here: each database has an order of its own.
        return database
                .single(transaction -> transaction.all("SELECT name FROM securechannel_users", row -> row.getString(1)))
                .stream()
                .sorted()
                .toList();
    }

    @Override
    public boolean takeTimeStep(String name, long step) throws KeyMaterialException {
        requireOpen();
        return User.isName(name)
                && database.single(transaction -> transaction.update(
                                "UPDATE securechannel_users SET last_step = ? WHERE name = ? AND last_step < ?",
                                step,
                                name,
                                step))
                        == 1;
    }

    @Override
    public void invite(byte[] invitation, Instant expires) throws KeyMaterialException {
        requireOpen();
        var hex = UserTable.hex(invitation);
        database.transact(transaction -> {
            transaction.update("DELETE FROM securechannel_invitations WHERE invitation = ?", hex);
            return transaction.update(
                    "INSERT INTO securechannel_invitations (invitation, expires) VALUES (?, ?)", hex, millis(expires));
        });
    }

    @Override
    public Map<Integer, Long> iterationCounts() throws KeyMaterialException {
        requireOpen();
        var known = counts.get();
        if (known != null && System.nanoTime() - known.nanos() < COUNTS_LAST_NANOS) {
            return known.users();
        }
        long asked = System.nanoTime();
        var users = database
                .single(transaction -> transaction.all(
                        "SELECT iterations, COUNT(*) FROM securechannel_users WHERE iterations IS NOT NULL GROUP BY iterations",
                        row -> Map.entry(row.getInt(1), row.getLong(2))))
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        counts.compareAndSet(known, new Counts(users, asked));
        return users;
    }

    @Override
    public SecretBytes secret() {
        requireOpen();
        return secret.use(SecretBytes::copyOf);
    }

    /** Wipes the secret; the DataSource belongs to the program. */
    @Override
    public void close() {
        closed.set(true);
        secret.close();
    }

    private void requireOpen() {
        if (closed.get()) {
            throw new IllegalStateException("this store of users has been closed");
        }
    }

    /** Whoever comes first makes it; a second one meets the row of the first, and begins again. */
    private static SecretBytes readOrMakeSecret(Database database) throws KeyMaterialException {
        var text = database.transact(transaction -> {
            var found =
                    transaction.first("SELECT secret FROM securechannel_secret WHERE id = 1", row -> row.getString(1));
            if (found.isPresent()) {
                return found.get();
            }
            try (var fresh = SecretBytes.random(UserTable.SECRET_LENGTH)) {
                var made = fresh.use(bytes -> Base64.getEncoder().encodeToString(bytes));
                transaction.update("INSERT INTO securechannel_secret (id, secret) VALUES (1, ?)", made);
                return made;
            }
        });
        try {
            return UserTable.requireSecret(
                    SecretBytes.owning(Base64.getDecoder().decode(text)));
        } catch (IllegalArgumentException e) {
            throw new KeyMaterialException(
                    Reason.DAMAGED,
                    "the secret in securechannel_secret is not 32 bytes in Base64: restore it from a backup");
        }
    }

    private static int insert(Transaction transaction, User user) throws SQLException, KeyMaterialException {
        var there = transaction.first(
                "SELECT name FROM securechannel_users WHERE name = ?", row -> row.getString(1), user.name());
        if (there.isPresent()) {
            throw UserTable.taken(user);
        }
        return transaction.update(
                "INSERT INTO securechannel_users (" + COLUMNS + ", iterations, last_step)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                user.name(),
                verifier(user),
                secondStep(user),
                AttributesJson.write(user.attributes()),
                user.enabled(),
                user.credentialsSince().toEpochMilli(),
                UserTable.firstRevision(),
                iterations(user),
                UserTable.NO_STEP);
    }

    private static @Nullable String verifier(User user) {
        return user.password().map(CredentialText::write).orElse(null);
    }

    private static @Nullable Integer iterations(User user) {
        return user.password().map(ScramCredential::iterations).orElse(null);
    }

    private static @Nullable String secondStep(User user) {
        return user.secondStep()
                .map(seed -> Base64.getEncoder().encodeToString(seed.bytes()))
                .orElse(null);
    }

    private static long millis(Instant instant) {
        try {
            return instant.toEpochMilli();
        } catch (ArithmeticException e) {
            return instant.isBefore(Instant.EPOCH) ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    /** A row as it was read, while the connection is held. */
    private record Row(
            String name,
            @Nullable String verifier,
            @Nullable String secondStep,
            String attributes,
            boolean enabled,
            long credentialsSince,
            long revision) {

        static final Row NOBODY = new Row(
                "nobody",
                "SCRAM-SHA-256$600000:" + "A".repeat(22) + "==$" + "A".repeat(43) + "=:" + "A".repeat(43) + "=",
                null,
                AttributesJson.write(Map.of()),
                false,
                0,
                0);

        static Row read(ResultSet row) throws SQLException {
            return new Row(
                    row.getString(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getBoolean(5),
                    row.getLong(6),
                    row.getLong(7));
        }

        User user() throws KeyMaterialException {
            try {
                return new User(
                        name,
                        Optional.ofNullable(verifier).map(CredentialText::parse),
                        Optional.ofNullable(secondStep)
                                .map(seed -> new SealedSeed(Base64.getDecoder().decode(seed))),
                        AttributesJson.read(attributes),
                        enabled,
                        Instant.ofEpochMilli(credentialsSince),
                        revision);
            } catch (IllegalArgumentException e) {
                throw new KeyMaterialException(
                        Reason.DAMAGED,
                        "what the database of users holds of \"" + name
                                + "\" is not in the form of this library: restore it from a backup, or remove the user");
            }
        }
    }
}
