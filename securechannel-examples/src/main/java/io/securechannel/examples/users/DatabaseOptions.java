package io.securechannel.examples.users;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import com.zaxxer.hikari.util.DriverDataSource;
import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.console.DatabasePasswordOptions;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options that say who logs in at a database. */
public final class DatabaseOptions {

    /** Also as other programs write it, {@code //user:password@host}: the driver would quote all of that in its refusal. */
    private static final Pattern HAS_PASSWORD =
            Pattern.compile("(?i)[?&;]\\s*\\w*password\\s*=|^jdbc:postgresql:[^?]*@");

    private static final String POSTGRES = "jdbc:postgresql:";
    private static final long PATIENCE_MILLIS = 5_000;
    private static final int SECONDS = 5;

    /** A database that does not answer is given up by then; no statement of a program here takes as long. */
    private static final int SILENCE_SECONDS = 25;

    private static final int H2_IN_USE = 90_020; // org.h2.api.ErrorCode.DATABASE_ALREADY_OPEN_1
    private static final int CONNECTIONS = 4;

    @Option(names = "--db-user", paramLabel = "NAME", description = "Who logs in at the database; not a user of it.")
    private @Nullable String user;

    @Mixin
    private DatabasePasswordOptions password = new DatabasePasswordOptions();

    /** For picocli. */
    public DatabaseOptions() {}

    /** {@return whether they say anything} */
    public boolean given() {
        return user != null || password.given();
    }

    /**
     * An address for messages.
     *
     * @param address of a database
     * @return the same without its settings
     */
    public static String shown(String address) {
        return address.replaceAll("[?;].*", "");
    }

    /** Refuses an address that no driver here takes, or that others should not see. */
    static void check(String address) {
        if (!address.startsWith("jdbc:h2:") && !address.startsWith(POSTGRES)) {
            throw new IllegalArgumentException(
                    "a database of users is an H2 or a PostgreSQL: jdbc:h2:./users or jdbc:postgresql://localhost/chat");
        }
        if (HAS_PASSWORD.matcher(address).find()) {
            throw new IllegalArgumentException(
                    "a password is never an argument, where everybody on this machine can read it and the shell keeps it:"
                            + " take it out of the address, and name --db-password-file FILE or --db-password-env NAME; the"
                            + " user is --db-user");
        }
    }

    /**
     * Connects.
     *
     * @param address of the database
     * @param mayMake whether an H2 that is not there is made
     * @return a pool, to be closed by the caller
     * @throws KeyMaterialException if file or variable hold no password
     * @throws IOException if the database cannot be reached, or does not let this program in
     */
    HikariDataSource connect(String address, boolean mayMake) throws KeyMaterialException, IOException {
        check(address);
        var config = config(address);
        var files = H2Files.of(address);
        if (files.isEmpty()) {
            return open(config, address);
        }
        config.setJdbcUrl(files.get().prepare(mayMake));
        try {
            var pool = open(config, address);
            files.get().restrict();
            return pool;
        } catch (IOException e) {
            files.get().abandon();
            throw e;
        }
    }

    /**
     * A PostgreSQL, for a program that keeps connections.
     *
     * @param address of the database
     * @return gives a new connection each time; the password is asked for once
     * @throws KeyMaterialException if file or variable hold no password
     * @throws IOException if they cannot be read
     */
    public DataSource postgres(String address) throws KeyMaterialException, IOException {
        check(address);
        if (!address.startsWith(POSTGRES)) {
            throw new IllegalArgumentException(
                    "a database that servers share is a PostgreSQL: jdbc:postgresql://localhost/chat");
        }
        var settings = new Properties();
        settings.setProperty("connectTimeout", String.valueOf(SECONDS));
        settings.setProperty("socketTimeout", String.valueOf(SILENCE_SECONDS));
        settings.setProperty("tcpKeepAlive", "true");
        var login = config(address);
        return new DriverDataSource(address, null, settings, login.getUsername(), login.getPassword());
    }

    /** {@return a pool, to be closed by the caller} */
    static HikariDataSource pool(DataSource source, String name) throws IOException {
        var config = pooled();
        config.setDataSource(source);
        return open(config, name);
    }

    private static HikariConfig pooled() {
        var config = new HikariConfig();
        config.setConnectionTimeout(PATIENCE_MILLIS);
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        config.setPoolName("users");
        return config;
    }

    private HikariConfig config(String address) throws KeyMaterialException, IOException {
        var config = pooled();
        config.setJdbcUrl(address);
        if (user != null) {
            config.setUsername(user);
        }
        if (password.given() || user != null) {
            try (var secret = password.source().existing(user + " at " + shown(address))) {
                char[] characters = secret.copy();
                config.setPassword(new String(characters)); // JDBC knows passwords as strings alone
                Arrays.fill(characters, '\0');
            }
        }
        return config;
    }

    private static HikariDataSource open(HikariConfig config, String address) throws IOException {
        try {
            return new HikariDataSource(config);
        } catch (PoolInitializationException e) {
            var cause = Objects.requireNonNullElse(e.getCause(), e);
            throw new IOException(
                    shown(address) + " does not let this program in: "
                            + firstLine(Objects.requireNonNullElse(cause.getMessage(), cause.toString()))
                            + advice(cause),
                    e);
        }
    }

    private static String advice(Throwable cause) {
        return cause instanceof SQLException database && database.getErrorCode() == H2_IN_USE
                ? ": another program, as a server that runs, has it open; add ;AUTO_SERVER=TRUE to the address, here and"
                        + " at the server"
                : "";
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
