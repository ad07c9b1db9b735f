package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.DirectoryEntry;
import java.util.List;
import java.util.Set;

/**
 * What other servers of the same store have done.
 *
 * @param entries that they have taken
 * @param sessions that have begun or ended there
 * @param mailFor devices for which they have kept mail
 */
record News(List<Renewed> entries, List<Elsewhere> sessions, Set<DeviceId> mailFor) {

    static final News NONE = new News(List.of(), List.of(), Set.of());

    News {
        entries = List.copyOf(entries);
        sessions = List.copyOf(sessions);
        mailFor = Set.copyOf(mailFor);
    }

    /**
     * An entry of the directory.
     *
     * @param entry as the store has it
     * @param devices on its list
     */
    record Renewed(DirectoryEntry entry, Set<DeviceId> devices) {

        Renewed {
            devices = Set.copyOf(devices);
        }
    }

    /**
     * A device at another server.
     *
     * @param user whose it is
     * @param device which one
     * @param isThere whether it has come, or gone
     */
    record Elsewhere(String user, DeviceId device, boolean isThere) {}
}
