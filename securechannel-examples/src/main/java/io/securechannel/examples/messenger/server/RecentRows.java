package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.Octets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The last mails of the rows that were used last, so that the database is not asked for them. For one thread. */
final class RecentRows {

    private final Map<Key, Last> last;

    RecentRows(int most) {
        this.last = new LinkedHashMap<>(16, 0.75f, true) {

            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Key, Last> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * A row.
     *
     * @param sender from
     * @param addressee to
     */
    record Key(DeviceId sender, DeviceId addressee) {}

    /**
     * The last mail of a row.
     *
     * @param sequence its number, 0 before the first
     * @param hash of it; empty where it is not known which mail it was
     */
    record Last(long sequence, Optional<Octets> hash) {}

    @Nullable
    Last get(Key key) {
        return last.get(key);
    }

    void put(Key key, Last mail) {
        last.put(key, mail);
    }

    void clear() {
        last.clear();
    }

    void removeAll(DeviceId device) {
        last.keySet()
                .removeIf(key -> key.sender().equals(device) || key.addressee().equals(device));
    }
}
