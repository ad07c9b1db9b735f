/**
 * The one seam to primitives and to Bouncy Castle's parsers. Exported to the pki module alone; it knows nothing of
 * sockets, frames or channels.
 */
@NullMarked
package io.securechannel.internal.crypto;

import org.jspecify.annotations.NullMarked;
