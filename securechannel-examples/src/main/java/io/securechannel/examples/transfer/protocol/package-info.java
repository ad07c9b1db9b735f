/**
 * What the two ends of a file transfer say to each other (docs/spec/file-transfer.md): messages, their limits, and which names are
 * taken. Nothing here touches a file or a socket.
 */
@NullMarked
package io.securechannel.examples.transfer.protocol;

import org.jspecify.annotations.NullMarked;
