package io.securechannel.examples.messenger.client;

import io.securechannel.examples.messenger.client.OutboxItem.Addressee;
import io.securechannel.examples.messenger.protocol.DeviceId;
import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;

/** Tells that what was said to a user, or was sealed for a device of theirs, waits, and why: once, until something goes there again. */
final class Waiting {

    private final Desk desk;
    private final Set<Addressee> told = new HashSet<>();

    Waiting(Desk desk) {
        this.desk = desk;
    }

    /**
     * Tells it, unless that was told.
     *
     * @param whom to whom it was said
     * @param count how much waits
     * @param why with what becomes of it
     */
    void tell(Addressee whom, IntSupplier count, String why) {
        if (told.add(whom)) {
            desk.effects().event(new ChatEvent.Undelivered(whom.user(), count.getAsInt(), true, why));
        }
    }

    /** Something could be sealed. */
    void goesOn(String user) {
        told.remove(Addressee.all(user));
    }

    /** The server has taken something for a device. */
    void goesOn(String user, DeviceId device) {
        told.remove(Addressee.one(user, device));
    }
}
