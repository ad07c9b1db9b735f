package io.securechannel.examples.messenger.server;

import io.securechannel.error.SecureChannelException;
import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.FieldReader;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the rows of {@link MailTables}. */
final class MailRows {

    private MailRows() {}

    static byte[] bytes(DeviceId device) {
        return device.octets().bytes();
    }

    static DeviceId device(ResultSet row, int column) throws SQLException {
        return new DeviceId(Octets.of(row.getBytes(column)));
    }

    static DirectoryEntry entry(ResultSet row, int column) throws SQLException, SecureChannelException {
        return DirectoryEntry.read(new FieldReader("an entry in the store", row.getBytes(column)));
    }

    static Map<DeviceId, String> devices(SqlConnection connection) throws SQLException {
        try (var rows = connection.query(MailTables.DEVICES)) {
            var devices = new HashMap<DeviceId, String>();
            while (rows.next()) {
                devices.put(device(rows, 1), rows.getString(2));
            }
            return devices;
        }
    }

    static List<DirectoryEntry> entries(SqlConnection connection) throws SQLException, SecureChannelException {
        try (var rows = connection.query(MailTables.ENTRIES)) {
            var entries = new ArrayList<DirectoryEntry>();
            while (rows.next()) {
                entries.add(entry(rows, 1));
            }
            return entries;
        }
    }

    /** As {@link MailStore#waiting}. Sizes first: of what is not to be had now nothing is read. */
    static MailStore.Waiting waiting(SqlConnection connection, DeviceId device, Outbox.Range range, int most)
            throws SQLException, IOException {
        long last = range.after();
        long size = 0;
        int count = 0;
        try (var rows = connection.query(MailTables.SIZES, bytes(device), range.after(), range.upTo(), most)) {
            while (size < Outbox.MOST_FETCHED && rows.next()) {
                last = rows.getLong(1);
                size += Delivery.OVERHEAD + rows.getInt(2);
                count++;
            }
        }
        boolean isAll = size < Outbox.MOST_FETCHED && count < most;
        try (var rows = connection.query(MailTables.WAITING, bytes(device), range.after(), last)) {
            var waiting = new ArrayList<Delivery>();
            while (rows.next()) {
                waiting.add(new Delivery(rows.getLong(1), device, message(rows)));
            }
            return new MailStore.Waiting(waiting, isAll);
        } catch (SecureChannelException e) {
            throw new IOException("the store of mails is damaged: " + e.getMessage(), e);
        }
    }

    private static ServerMessage message(ResultSet row) throws SQLException, SecureChannelException {
        var mail = row.getBytes(5);
        return mail == null
                ? new ServerMessage.Expired(row.getLong(1), row.getString(3), device(row, 2), row.getLong(4))
                : new ServerMessage.Deliver(
                        row.getLong(1), row.getString(3), Mail.read(new FieldReader("a mail in the store", mail)));
    }
}
