package io.securechannel.examples.messenger.server;

import java.lang.reflect.InvocationTargetException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What PostgreSQL's driver has beyond JDBC: notifications. The driver is reached by name, since it is here at run time only: whoever
 * compiles against it needs the annotations that its classes name.
 */
final class Notifications {

    private static final String CONNECTION = "org.postgresql.PGConnection";
    private static final String NOTIFICATION = "org.postgresql.PGNotification";

    private final Object connection;

    private Notifications(Object connection) {
        this.connection = connection;
    }

    static Notifications on(Connection connection) throws SQLException {
        try {
            return new Notifications(connection.unwrap(Class.forName(CONNECTION)));
        } catch (ClassNotFoundException e) {
            throw new SQLException("PostgreSQL's driver is not on the class path", e);
        }
    }

    /**
     * Waits for some.
     *
     * @param millis how long at most
     * @return what their senders have put into them; empty if there were none
     * @throws SQLException if the connection is gone
     */
    List<String> await(int millis) throws SQLException {
        var told = (Object[]) call(CONNECTION, connection, "getNotifications", millis);
        var parameters = new ArrayList<String>();
        for (int i = 0; told != null && i < told.length; i++) {
            parameters.add(String.valueOf(call(NOTIFICATION, told[i], "getParameter")));
        }
        return parameters;
    }

    private static Object call(String type, Object on, String name, Object... values) throws SQLException {
        try {
            var parameters = values.length == 0 ? new Class<?>[0] : new Class<?>[] {int.class};
            return Class.forName(type).getMethod(name, parameters).invoke(on, values);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof SQLException sql) {
                throw sql;
            }
            throw new SQLException("PostgreSQL's driver fails: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw new SQLException("PostgreSQL's driver is another than this program knows", e);
        }
    }
}
