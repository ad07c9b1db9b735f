package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import java.sql.SQLException;

/** How much waits, so that a mailbox that is full is known without reading it. For one thread. */
interface MailCounts {

    /**
     * {@return whether one more may wait}
     *
     * @param addressee a device
     * @param sender a user: whose devices together have one share
     * @param size of the envelope
     * @throws SQLException if the database fails
     */
    boolean hasRoom(DeviceId addressee, String sender, int size) throws SQLException;

    void add(DeviceId addressee, String sender, int size) throws SQLException;

    void remove(DeviceId addressee, String sender, int size) throws SQLException;

    /** Notices have room of their own, so that they keep no mail out. */
    boolean hasRoomForNotice(DeviceId addressee) throws SQLException;

    void addNotice(DeviceId addressee) throws SQLException;

    void removeNotice(DeviceId addressee) throws SQLException;

    void removeAll(DeviceId addressee) throws SQLException;
}
