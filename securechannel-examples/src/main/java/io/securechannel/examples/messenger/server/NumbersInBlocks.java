package io.securechannel.examples.messenger.server;

import java.sql.SQLException;

/** For a store of one server: so many numbers at a time are noted in it; after a sudden end the rest of them is left out. */
final class NumbersInBlocks implements DeliveryNumbers {

    private static final long NUMBERS = 10_000;

    private final SqlConnection sql;
    private long last;
    private long reserved;

    NumbersInBlocks(SqlConnection sql) throws SQLException {
        this.sql = sql;
        try (var state = sql.query(MailTables.STATE)) {
            state.next();
            this.reserved = state.getLong(1);
        }
        this.last = reserved;
    }

    @Override
    public long next() throws SQLException {
        if (last == reserved) {
            reserved += NUMBERS;
            sql.update(MailTables.SET_STATE, reserved);
        }
        return ++last;
    }

    @Override
    public long last() {
        return last;
    }
}
