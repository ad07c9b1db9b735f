/**
 * The one seam to TLS providers: what each can do, and how it is told. No other package names Conscrypt or Bouncy Castle's
 * JSSE, and neither is loaded before somebody chooses it.
 */
@NullMarked
package io.securechannel.internal.jsse;

import org.jspecify.annotations.NullMarked;
