package io.securechannel.examples.messenger.server;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.ServerMessage;

/**
 * What waits for a device.
 *
 * @param number by which it is acknowledged; no two have the same, and a later one has a higher
 * @param addressee whose it is
 * @param message a {@link ServerMessage.Deliver} or a {@link ServerMessage.Expired}
 */
record Delivery(long number, DeviceId addressee, ServerMessage message) {

    static final int OVERHEAD = 256;

    /** {@return about how much it takes in memory} */
    int size() {
        return OVERHEAD
                + (message instanceof ServerMessage.Deliver deliver
                        ? deliver.mail().envelope().length()
                        : 0);
    }
}
