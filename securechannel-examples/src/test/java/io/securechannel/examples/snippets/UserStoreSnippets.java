package io.securechannel.examples.snippets;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.securechannel.auth.ChallengeAuth;
import io.securechannel.auth.store.CredentialStore;
import io.securechannel.auth.throttle.LoginThrottle;
import io.securechannel.auth.throttle.ThrottleLimits;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.secret.Password;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;

/** The snippets about where users are kept. */
final class UserStoreSnippets {

    private UserStoreSnippets() {}

    static CredentialStore file(Path directory) throws KeyMaterialException {
        // snippet: users-file
        var users = CredentialStore.file(directory.resolve("users"));
        // end
        return users;
    }

    static CredentialStore h2(Path directory) throws KeyMaterialException {
        // snippet: users-h2
        var database = JdbcConnectionPool.create("jdbc:h2:file:" + directory.resolve("server"), "server", "");
        database.setLoginTimeout(5); // seconds that a login waits for a connection
        var users = CredentialStore.jdbc(database);
        // end
        return users;
    }

    static HikariDataSource pool(String url, Password password) {
        // snippet: users-postgresql
        var config = new HikariConfig();
        config.setJdbcUrl(
                url); // jdbc:postgresql://db.example/chat?sslmode=verify-full&connectTimeout=5&socketTimeout=10
        config.setUsername("chat");
        config.setPassword(new String(password.copy()));
        config.setConnectionTimeout(5_000); // milliseconds that a login waits for a connection
        config.setMaximumPoolSize(8);
        var database = new HikariDataSource(config);
        // end
        return database;
    }

    static LoginThrottle shared(DataSource database) throws KeyMaterialException {
        // snippet: users-shared
        var users = CredentialStore.jdbc(database);
        var throttle = LoginThrottle.jdbc(database, ThrottleLimits.DEFAULTS, InstantSource.system());
        // end
        users.close();
        return throttle;
    }

    static LoginThrottle limits() {
        // snippet: users-limits
        var limits = new ThrottleLimits(
                10,
                Duration.ofMinutes(5), // so many failures of one account and address in this time ...
                Duration.ofMinutes(30), // ... lock the two for so long
                200,
                100,
                Duration.ofSeconds(3)); // of an address, of an account: every answer waits so long
        var throttle = LoginThrottle.inMemory(limits, InstantSource.system());
        // end
        return throttle;
    }

    static String unlock(CredentialStore users, LoginThrottle throttle) throws KeyMaterialException {
        // snippet: users-unlock
        var locked = throttle.locked(users.names()); // account, address, until when
        int lifted = ChallengeAuth.unlock(throttle, "ada"); // and the second step's
        // end
        return locked + " " + lifted;
    }
}
