/**
 * What a security team wants to hear of: {@link io.securechannel.event.SecurityEvent}, and where it goes.
 *
 * <p>Events hold names, addresses and reasons, never a secret and never the content of messages.
 */
@NullMarked
package io.securechannel.event;

import org.jspecify.annotations.NullMarked;
