package io.securechannel.examples.messenger.server;

import java.sql.SQLException;

/** Numbers of deliveries: no two are the same, and what is committed later has higher ones. For one thread. */
interface DeliveryNumbers {

    /** {@return one that nobody has had} */
    long next() throws SQLException;

    /** {@return the last one} */
    long last();
}
