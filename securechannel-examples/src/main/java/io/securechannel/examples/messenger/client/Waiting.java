package io.securechannel.examples.messenger.client;

import java.util.HashSet;
import java.util.Set;
import java.util.function.IntSupplier;

/** Tells that what was said to a user waits, and why: once, until something goes to them again. */
final class Waiting {

    private final Desk desk;
    private final Set<String> told = new HashSet<>();

    Waiting(Desk desk) {
        this.desk = desk;
    }

    /**
     * Tells it, unless this user was told.
     *
     * @param user to whom it was said
     * @param count how much waits
     * @param why with what becomes of it
     */
    void tell(String user, IntSupplier count, String why) {
        if (told.add(user)) {
            desk.effects().event(new ChatEvent.Undelivered(user, count.getAsInt(), true, why));
        }
    }

    /** Something could be sealed. */
    void goesOn(String user) {
        told.remove(user);
    }
}
