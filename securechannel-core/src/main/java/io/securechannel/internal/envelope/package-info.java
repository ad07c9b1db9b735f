/** The envelope's format and its cryptography; no public API. */
@NullMarked
package io.securechannel.internal.envelope;

import org.jspecify.annotations.NullMarked;
