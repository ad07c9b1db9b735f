package io.securechannel;

import io.securechannel.auth.LoginContext;
import io.securechannel.auth.LoginFlow;
import io.securechannel.event.SecurityListener;
import io.securechannel.framing.Framing;
import io.securechannel.internal.socket.Deadlines;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What both kinds of configuration hold.
 *
 * @param framing messages or raw
 * @param applicationProtocols what ALPN must agree on; empty for none
 * @param deadlines how long things may take
 * @param listener hears of security events
 * @param login begins this end of a login; null where there is none
 */
record ChannelSettings(
        Framing framing,
        List<String> applicationProtocols,
        Deadlines deadlines,
        SecurityListener listener,
        @Nullable Function<LoginContext, LoginFlow> login) {

    /** {@return the same, with one more who hears of events} */
    ChannelSettings andTelling(SecurityListener another) {
        return new ChannelSettings(
                framing, applicationProtocols, deadlines, SecurityListener.all(another, listener), login);
    }

    /** Whether the channel carries messages, or else raw bytes. */
    boolean messages() {
        return framing instanceof Framing.Messages;
    }
}
