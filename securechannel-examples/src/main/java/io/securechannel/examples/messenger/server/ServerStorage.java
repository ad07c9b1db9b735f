package io.securechannel.examples.messenger.server;

import io.securechannel.error.KeyMaterialException;
import io.securechannel.examples.users.UserStore;
import java.io.IOException;
import java.sql.SQLException;

/** Where a server's users and mail are, and whether that is the place that belongs to its keys. */
interface ServerStorage extends AutoCloseable {

    /**
     * Before keys are made: refuses a database whose keys are gone.
     *
     * @throws IOException says what to put back
     */
    void checkKeys() throws IOException;

    /**
     * Before tables are made: refuses a database that is not the one of these keys.
     *
     * @param keys what the key store knows
     * @param beginsAnew whether a lost database is replaced
     * @throws IOException says what to put back
     */
    void check(ServerKeys keys, boolean beginsAnew) throws IOException;

    /** {@return the number that keys and database are to have} */
    long idFor(ServerKeys keys);

    /** Opens the users, and makes their tables where there are none. */
    UserStore users() throws KeyMaterialException, IOException;

    /**
     * Opens the mail, and makes its tables where there are none.
     *
     * @param id as {@link #idFor} has it
     * @param limits what may wait
     */
    MailStore mails(long id, ServerLimits.Mailboxes limits) throws IOException;

    @Override
    void close() throws SQLException;
}
