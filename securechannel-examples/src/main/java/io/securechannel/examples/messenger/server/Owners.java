package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Whose each device is. For one thread. */
final class Owners {

    private final Map<DeviceId, String> users = new HashMap<>();
    private final Map<String, Set<DeviceId>> devices = new HashMap<>();

    Owners(Map<DeviceId, String> known) {
        known.forEach((device, user) -> add(device, user));
    }

    @Nullable
    String userOf(DeviceId device) {
        return users.get(device);
    }

    boolean has(DeviceId device) {
        return users.containsKey(device);
    }

    /** {@return whether the device is new} */
    boolean add(DeviceId device, String user) {
        boolean isNew = users.putIfAbsent(device, user) == null;
        if (isNew) {
            devices.computeIfAbsent(user, name -> new HashSet<>()).add(device);
        }
        return isNew;
    }

    void remove(DeviceId device) {
        var user = users.remove(device);
        if (user != null) {
            devices.getOrDefault(user, new HashSet<>()).remove(device);
        }
    }

    /** These are the user's devices now, and no others. */
    void set(String user, Set<DeviceId> now) {
        for (var device : Set.copyOf(devices.getOrDefault(user, Set.of()))) {
            if (!now.contains(device)) {
                remove(device);
            }
        }
        for (var device : now) {
            if (!user.equals(users.get(device))) {
                remove(device);
                add(device, user);
            }
        }
    }
}
