package io.securechannel.internal.jdbc;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.error.KeyMaterialException.Reason;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an SQLException means. Its message is never repeated, nor is it kept as a cause: drivers put the values of rows into
 * it, and addresses of databases with passwords.
 */
final class SqlTrouble {

    /**
     * What is over when it is done again: serialisation failure and deadlock (40001, 40P01), a row, table or type that another
     * has made at the same time (23505, 42P07, 42710, 42S01), a lock that another holds (55P03, HYT00), H2's concurrent
     * update (90131), and its error without a name (HY000), which it was seen to give when tables are made by several at once.
     */
    private static final Set<String> PASSING =
            Set.of("40001", "40P01", "23505", "42P07", "42710", "42S01", "55P03", "HYT00", "90131", "HY000");

    /** PostgreSQL: undefined_table; H2, from ODBC: base table not found, in one way or another. */
    private static final Set<String> NO_TABLE = Set.of("42P01", "42S02", "42S03", "42S04");

    private SqlTrouble() {}

    static boolean isPassing(SQLException e) {
        return PASSING.contains(state(e));
    }

    static boolean isNoTable(SQLException e) {
        return NO_TABLE.contains(state(e));
    }

    static KeyMaterialException unavailable(String what, SQLException e) {
        return new KeyMaterialException(
                Reason.UNAVAILABLE,
                what + " does not do what it is asked for (SQL state " + printable(e.getSQLState()) + ", code "
                        + e.getErrorCode() + ", " + kinds(e) + "): " + advice(state(e)));
    }

    /** @param e of a pool; its text and its causes' hold what theirs do */
    static KeyMaterialException noConnection(String what, RuntimeException e) {
        return new KeyMaterialException(
                Reason.UNAVAILABLE,
                what + " gives no connection (" + kinds(e) + "): check that it runs and can be reached, and the"
                        + " DataSource's settings");
    }

    private static String advice(String state) {
        if (state.equals("57014") || state.equals("HYT00") || state.equals("55P03")) {
            return "it took longer than " + Database.SECONDS + " s; look at its load and at who holds locks";
        }
        return switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "28" -> "it does not let this program in; check the user and the password of the DataSource";
            case "42" -> "its tables are not there or not this program's to use; check schema and rights of its user";
            case "53" -> "it has no room or no connection left; look at its limits";
            default -> "check that it runs and can be reached, and the DataSource's settings";
        };
    }

    private static String state(SQLException e) {
        return e.getSQLState() == null ? "" : e.getSQLState();
    }

    private static String printable(@Nullable String state) {
        return state != null && state.matches("[0-9A-Z]{5}") ? state : "unknown";
    }

    /** The classes alone, from the outermost to the first cause. */
    private static String kinds(Throwable e) {
        var kinds = new StringBuilder(e.getClass().getSimpleName());
        int depth = 0;
        for (var cause = e.getCause(); cause != null && depth < 4; cause = cause.getCause(), depth++) {
            kinds.append(" by ").append(cause.getClass().getSimpleName());
        }
        return kinds.toString();
    }
}
