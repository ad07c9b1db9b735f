package io.securechannel.examples.messenger.server;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;

/** What to say of a database that fails: its cause, and nothing of what was to be written. */
final class StoreFailure {

    private static final String ENGINE = "org.h2.mvstore.";

    private StoreFailure() {}

    /** {@return an error that names the cause and the file} */
    static IOException of(SQLException cause, Path file) {
        return new IOException("the store of mails failed: " + words(cause) + "; its file is " + file, cause);
    }

    /**
     * {@return the innermost cause's words} Those of SQL's own errors may quote values: of these it is the numbers alone.
     *
     * @param failure what the driver says
     */
    static String words(SQLException failure) {
        String cause = "";
        for (Throwable each = failure; each != null; each = each.getCause()) {
            boolean isOfFiles =
                    each instanceof IOException || each.getClass().getName().startsWith(ENGINE);
            if (isOfFiles && each.getMessage() != null) {
                cause = each.getMessage().lines().findFirst().orElse("") + ", ";
            }
        }
        return cause + "H2 error " + failure.getErrorCode() + ", SQL state " + failure.getSQLState();
    }
}
