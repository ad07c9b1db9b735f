package io.securechannel.internal.jfr;

import io.securechannel.event.SecurityEvent.Role;

/**
 * The channel that an event is about.
 *
 * @param channel its number in this process, from 1 on
 * @param peer the address of the other end, {@code host:port}
 * @param role which end this is
 */
public record Link(long channel, String peer, Role role) {}
