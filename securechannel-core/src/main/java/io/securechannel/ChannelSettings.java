package io.securechannel;

import io.securechannel.event.SecurityListener;
import io.securechannel.framing.Framing;
import io.securechannel.internal.socket.Deadlines;
import java.util.List;

/**
 * What both kinds of configuration hold.
 *
 * @param framing messages or raw
 * @param applicationProtocols what ALPN must agree on; empty for none
 * @param deadlines how long things may take
 * @param listener hears of security events
 */
record ChannelSettings(
        Framing framing, List<String> applicationProtocols, Deadlines deadlines, SecurityListener listener) {}
