/**
 * Who may be at the other end and who was: {@link io.securechannel.peer.Trust} before the handshake,
 * {@link io.securechannel.peer.PeerIdentity} and {@link io.securechannel.peer.ChannelBinding} after it.
 *
 * <p>Descriptions only: the checks that use them live in the transports ({@code tls}, {@code noise}).
 */
@NullMarked
package io.securechannel.peer;

import org.jspecify.annotations.NullMarked;
