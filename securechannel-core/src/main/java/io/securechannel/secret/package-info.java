/**
 * Secrets as types: copied in, wiped on close, compared in constant time, redacted in {@code toString}.
 *
 * <p>Wiping is best effort in a JVM: the collector may have copied an array before it was cleared, and memory may have
 * been swapped. Nothing here reads or writes files or the network.
 */
@NullMarked
package io.securechannel.secret;

import org.jspecify.annotations.NullMarked;
