package io.securechannel.examples.messenger.protocol;

import io.securechannel.keys.SigningPublicKey;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A user's keys, all of whose signatures hold.
 *
 * @param identity the key that stands for the user
 * @param devices which the identity names
 * @param prekeys of those devices that have published one
 */
public record PublishedUser(SigningPublicKey identity, DeviceList devices, Map<DeviceId, Prekey> prekeys) {

    /**
     * Copies the map.
     *
     * @param identity the key that stands for the user
     * @param devices which the identity names
     * @param prekeys in their order
     */
    public PublishedUser {
        prekeys = Collections.unmodifiableMap(new LinkedHashMap<>(prekeys));
    }

    /** {@return the name} */
    public String user() {
        return devices.user();
    }

    /**
     * The prekey of a device.
     *
     * @param device one of the user's
     * @return empty if it has published none
     */
    public Optional<Prekey> prekey(DeviceId device) {
        return Optional.ofNullable(prekeys.get(device));
    }
}
