/** The envelope's format and its cryptography (docs/spec/envelope.md): bytes in, bytes out; no public API, no keys by name. */
@NullMarked
package io.securechannel.internal.envelope;

import org.jspecify.annotations.NullMarked;
