package io.securechannel.internal.jdbc;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;

/**
 * Tables of one part of the library, and their version, which is kept in {@code securechannel_schema}. The steps from each
 * version to the next are files beside the class that uses the tables: {@code PART-1.sql} makes version 1.
 *
 * <p>Servers may open a database at once. PostgreSQL makes tables within the transaction that holds the part's row; in H2
 * every table that is made ends the transaction, and with it the lock. So every statement of a step must be one that may be
 * done twice: {@code IF NOT EXISTS}.
 */
public final class Schema {

    private static final int MOST_TRIES = 5;
    private static final String VERSION = "SELECT version FROM securechannel_schema WHERE part = ?";

    private final Class<?> owner;
    private final String part;
    private final int version;

    /**
     * Tables.
     *
     * @param owner beside which the steps are
     * @param part what they are called, and the part is
     * @param version the last step
     */
    public Schema(Class<?> owner, String part, int version) {
        this.owner = owner;
        this.part = part;
        this.version = version;
    }

    /**
     * Brings the tables up to date. Where they are, nothing is asked of the database but reading, so that a program may have a
     * user without the right to make tables.
     *
     * @param database where they are
     * @throws KeyMaterialException TOO_NEW if a later version of this library made them, DAMAGED if the version says what cannot
     *     be, UNAVAILABLE if the database fails
     */
    public void bringUpToDate(Database database) throws KeyMaterialException {
        for (int tried = 1; found(database) != version; tried++) {
            try {
                database.transact(transaction -> {
                    migrate(database, transaction);
                    return version;
                });
            } catch (KeyMaterialException e) {
                // Where two make one table at once, H2 fails with errors of its own inside (50000).
                if (e.reason() != Reason.UNAVAILABLE || tried == MOST_TRIES) {
                    throw e;
                }
            }
        }
    }

    /** 0 where there is none. */
    private int found(Database database) throws KeyMaterialException {
        try {
            return database.once(
                    true,
                    transaction -> checked(
                            database,
                            transaction
                                    .first(VERSION, row -> row.getInt(1), part)
                                    .orElse(0)));
        } catch (SQLException e) {
            if (SqlTrouble.isNoTable(e)) {
                return 0;
            }
            throw SqlTrouble.unavailable(database.what(), e);
        }
    }

    private void migrate(Database database, Transaction transaction) throws SQLException, KeyMaterialException {
        transaction.update("CREATE TABLE IF NOT EXISTS securechannel_schema"
                + " (part VARCHAR(32) NOT NULL PRIMARY KEY, version INTEGER NOT NULL)");
        var row = transaction.first(VERSION + " FOR UPDATE", each -> each.getInt(1), part);
        if (row.isEmpty()) {
            transaction.update("INSERT INTO securechannel_schema (part, version) VALUES (?, 0)", part);
        }
        for (int step = checked(database, row.orElse(0)) + 1; step <= version; step++) {
            for (var statement : statements(step)) {
                transaction.update(statement);
            }
            transaction.update(
                    "UPDATE securechannel_schema SET version = ? WHERE part = ? AND version < ?", step, part, step);
        }
    }

    private int checked(Database database, int found) throws KeyMaterialException {
        if (found > version) {
            throw new KeyMaterialException(
                    Reason.TOO_NEW,
                    database.what() + " has version " + found + " of the tables of \"" + part
                            + "\", and this version of the library knows " + version + ": update the library");
        }
        if (found < 0) {
            throw new KeyMaterialException(
                    Reason.DAMAGED,
                    database.what() + " has version " + found + " of the tables of \"" + part
                            + "\" in securechannel_schema: restore it from a backup");
        }
        return found;
    }

    /** Statements end with a semicolon at the end of a line; lines that begin with two hyphens are comments. */
    private List<String> statements(int step) {
        var name = part + "-" + step + ".sql";
        try (var in = owner.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the library's jar lacks " + name);
            }
            var text = new String(in.readAllBytes(), StandardCharsets.UTF_8).replaceAll("(?m)^--.*$", "");
            return Arrays.stream(text.split(";\\s*\\n", -1))
                    .filter(statement -> !statement.isBlank())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
