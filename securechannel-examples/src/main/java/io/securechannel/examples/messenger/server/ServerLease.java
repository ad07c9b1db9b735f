package io.securechannel.examples.messenger.server;

import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;

/**
 * Who is at this server, as the other servers see it. A server says again and again that it is there; who has not said so for the
 * time of a lease, by the database's clock, is gone, and its sessions with it: whoever notices first says so to all. For one thread.
 */
final class ServerLease {

    /** It is renewed so many times before it would end. */
    private static final int RENEWALS = 5;

    private final SqlConnection sql;
    private final Duration lease;
    private final long server = new SecureRandom().nextLong();
    private long kept;

    ServerLease(SqlConnection sql, Duration lease) {
        this.sql = sql;
        this.lease = lease;
    }

    boolean isOf(long other) {
        return server == other;
    }

    void begin() throws SQLException {
        sql.update(PostgresTables.ADD_SERVER, server, lease.toMillis());
        kept = System.nanoTime();
    }

    /**
     * Renews it, when that is due, and ends those of others that have run out.
     *
     * @param change the number of the changes that these are among
     * @return whether this server is there still
     */
    boolean keep(long change) throws SQLException {
        if (System.nanoTime() - kept < lease.toNanos() / RENEWALS) {
            return true;
        }
        try (var mine = sql.query(PostgresTables.KEEP_SERVER, lease.toMillis(), server)) {
            if (!mine.next()) {
                return false;
            }
        }
        kept = System.nanoTime();
        var gone = new ArrayList<Long>();
        try (var others = sql.query(PostgresTables.GONE_SERVERS)) {
            while (others.next()) {
                gone.add(others.getLong(1));
            }
        }
        for (long each : gone) {
            remove(each, change);
        }
        return true;
    }

    void arrive(Change.Arrive arrive, long change) throws SQLException {
        sql.update(
                PostgresTables.ARRIVE,
                MailRows.bytes(arrive.device()),
                arrive.user(),
                server,
                arrive.session(),
                change);
    }

    boolean depart(Change.Depart depart, long change) throws SQLException {
        return sql.update(PostgresTables.DEPART, change, MailRows.bytes(depart.device()), server, depart.session()) > 0;
    }

    /** Nobody is here any more. */
    void end(long change) throws SQLException {
        remove(server, change);
    }

    private void remove(long which, long change) throws SQLException {
        sql.update(PostgresTables.END_SESSIONS, change, which);
        sql.update(PostgresTables.REMOVE_SERVER, which);
    }
}
