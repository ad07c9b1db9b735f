package io.securechannel.internal.jfr;

import io.securechannel.event.SecurityEvent;
import io.securechannel.event.SecurityListener;

/** Tells what concerns live identities, trust and lists to whoever hears of it. */
public final class Reloads {

    private Reloads() {}

    /**
     * Tells the Flight Recorder, and the listener.
     *
     * @param listener of whoever reads again
     * @param event what came of it
     */
    public static void tell(SecurityListener listener, SecurityEvent event) {
        Recorder.get().reloaded(event);
        listener.onEvent(event);
    }
}
