/**
 * Turns any {@link java.net.Socket} into an authenticated, encrypted channel.
 *
 * <p>The whole story: {@link io.securechannel.SecureChannel#connect} on one side, {@link
 * io.securechannel.SecureChannel#accept} or {@link io.securechannel.SecureChannelServer#listen} on the other, each with
 * its configuration. Everything else is a layer below, in a package of its own.
 */
@NullMarked
package io.securechannel;

import org.jspecify.annotations.NullMarked;
