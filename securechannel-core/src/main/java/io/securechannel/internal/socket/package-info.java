/**
 * The only code that touches the streams of sockets: deadlines, locks, interruption, close. It drives a {@link
 * io.securechannel.internal.engine.ChannelEngine} and moves messages over it, and knows nothing of TLS or Noise.
 */
@NullMarked
package io.securechannel.internal.socket;

import org.jspecify.annotations.NullMarked;
