package io.securechannel.examples.messenger;

import io.securechannel.examples.messenger.protocol.DeviceId;
import io.securechannel.examples.messenger.protocol.ServerMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Holds the first delivery back until one from another device has passed: rows stay in order, and senders do not. */
final class LastFirst implements Tampering {

    private Optional<DeviceId> heldFrom = Optional.empty();
    private final List<ServerMessage> held = new ArrayList<>();
    private boolean passed;

    LastFirst() {}

    @Override
    public List<ServerMessage> toClient(RelayConnection to, ServerMessage message) {
        if (passed || !(message instanceof ServerMessage.Deliver delivery)) {
            return List.of(message);
        }
        var from = delivery.mail().from();
        if (heldFrom.isEmpty() || heldFrom.get().equals(from)) {
            heldFrom = Optional.of(from);
            held.add(message);
            return List.of();
        }
        passed = true;
        held.add(0, message);
        return held;
    }
}
