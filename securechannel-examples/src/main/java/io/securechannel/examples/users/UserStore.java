package io.securechannel.examples.users;

import com.zaxxer.hikari.HikariDataSource;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.auth.throttle.ThrottleLimits;
import io.securechannel.error.KeyMaterialException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** Users, and where they are kept: a file, or a database that also counts the failed logins of all its servers. */
public final class UserStore implements AutoCloseable {

    private static final String JDBC = "jdbc:";

    private final String name;
    private final CredentialStore users;
    private final @Nullable LoginThrottle shared;
    private final @Nullable HikariDataSource pool;

    private UserStore(
            String name, CredentialStore users, @Nullable LoginThrottle shared, @Nullable HikariDataSource pool) {
        this.name = name;
        this.users = users;
        this.shared = shared;
        this.pool = pool;
    }

    /**
     * Opens a store.
     *
     * @param place a file, or the address of a database, which begins with {@code jdbc:}
     * @param database who logs in there
     * @param mayMake whether a file that is not there is made, also that of an H2; the tables of a database always are
     * @return to be closed by the caller
     * @throws KeyMaterialException if it is none, or does not answer
     * @throws IOException if it cannot be reached
     */
    public static UserStore open(String place, DatabaseOptions database, boolean mayMake)
            throws KeyMaterialException, IOException {
        if (!place.startsWith(JDBC)) {
            if (database.given()) {
                throw new IllegalArgumentException(
                        "--db-user and --db-password-file are for a database, jdbc:…; " + place + " is a file");
            }
            var file = Path.of(place);
            if (!mayMake && Files.notExists(file)) {
                throw new IOException(file + " is not there: \"users add\" makes it");
            }
            return new UserStore(place, CredentialStore.file(file), null, null);
        }
        return over(DatabaseOptions.shown(place), database.connect(place, mayMake));
    }

    /**
     * Opens a store in a database that a program also uses otherwise.
     *
     * @param name what to call it in messages
     * @param database gives new connections
     * @return to be closed by the caller
     * @throws KeyMaterialException if it does not answer
     * @throws IOException if it cannot be reached
     */
    public static UserStore over(String name, DataSource database) throws KeyMaterialException, IOException {
        return over(name, DatabaseOptions.pool(database, name));
    }

    private static UserStore over(String name, HikariDataSource pool) throws KeyMaterialException {
        try {
            var users = CredentialStore.jdbc(pool);
            var failures = LoginThrottle.jdbc(pool, ThrottleLimits.DEFAULTS, InstantSource.system());
            return new UserStore(name, users, failures, pool);
        } catch (KeyMaterialException | RuntimeException e) {
            pool.close();
            throw e;
        }
    }

    /** {@return what to call it in messages} */
    public String name() {
        return name;
    }

    /** {@return the users} */
    public CredentialStore users() {
        return users;
    }

    /** {@return what counts failed logins for all servers of a database; empty for a file, whose servers count by themselves} */
    public Optional<LoginThrottle> failures() {
        return Optional.ofNullable(shared);
    }

    @Override
    public void close() {
        users.close();
        if (pool != null) {
            pool.close();
        }
    }
}
