package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import io.securechannel.examples.messenger.protocol.Mail;
import io.securechannel.examples.messenger.protocol.Octets;
import java.util.List;
import java.util.Set;

/** What is to become of the store. */
sealed interface Change {

    /**
     * A mail for a device.
     *
     * @param user whose device sends it
     * @param mail from the device that sends it
     * @param hash of the mail
     */
    record Keep(String user, Mail mail, Octets hash) implements Change {}

    /**
     * A row goes on at a higher number: the store has lost what it had of it (C8).
     *
     * @param user whose device it is
     * @param from the device that asks
     * @param to the other
     * @param next the number that comes next; a lower one than the row's changes nothing
     */
    record Resume(String user, DeviceId from, DeviceId to, long next) implements Change {}

    /**
     * A device has what was delivered.
     *
     * @param device whose mailbox it is; numbers of other mailboxes do nothing
     * @param deliveries numbers
     */
    record Forget(DeviceId device, List<Long> deliveries) implements Change {

        public Forget {
            deliveries = List.copyOf(deliveries);
        }
    }

    /**
     * A user's entry in the directory, in place of the one before.
     *
     * @param entry with its revision
     * @param devices on its list, which are the user's
     * @param removed which were before: their mailboxes and rows end, and whoever has mail in those is told
     */
    record Publish(DirectoryEntry entry, Set<DeviceId> devices, Set<DeviceId> removed) implements Change {

        public Publish {
            devices = Set.copyOf(devices);
            removed = Set.copyOf(removed);
        }
    }

    /**
     * A device is there: an earlier session of it is over, wherever it is.
     *
     * @param user whose device it is
     * @param device which one
     * @param session which no other of this server has
     */
    record Arrive(String user, DeviceId device, long session) implements Change {}

    /**
     * A session is over; a later one of the same device is not.
     *
     * @param device which one
     * @param session that it had
     */
    record Depart(DeviceId device, long session) implements Change {}

    /** What has ended is deleted, and its senders are told. */
    record Expire() implements Change {}
}
