/**
 * The seam to Bouncy Castle's parsers and, over {@code internal.primitive}, to primitives for everything but Noise. Exported to the pki module alone; it knows nothing of
 * sockets, frames or channels.
 */
@NullMarked
package io.securechannel.internal.crypto;

import org.jspecify.annotations.NullMarked;
