package io.securechannel.event;

import io.securechannel.internal.text.PeerText;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Loads {@code jdk.jfr}, which a runtime may lack, only once it is known to be there. */
final class FlightRecorderListener implements SecurityListener {

    static boolean available() {
        return ModuleLayer.boot().findModule("jdk.jfr").isPresent();
    }

    @Override
    public void onEvent(SecurityEvent event) {
        var recorded = new SecurityRecord();
        if (recorded.shouldCommit()) {
            recorded.kind = event.getClass().getSimpleName();
            recorded.peer = PeerText.printable(event.peer(), LoggingListener.LONGEST);
            recorded.line = LoggingListener.line(event);
            recorded.commit();
        }
    }

    @Name("io.securechannel.Security")
    @Label("Security Event")
    @Category("SecureChannel")
    @Description("A handshake, an end or a refusal of a secure channel")
    @StackTrace(false)
    static final class SecurityRecord extends Event {

        @Label("Kind")
        String kind = "";

        @Label("Peer")
        String peer = "";

        @Label("Line")
        String line = "";
    }
}
