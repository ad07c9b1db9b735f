/**
 * Envelopes that only their addressees open, detached signatures, and their text forms: for data that outlives a
 * connection or crosses servers that must not read it ({@code docs/spec/envelope.md}). Nothing here opens a connection. Encryption
 * with shared keys is in {@code hybrid.symmetric}; the two do not know each other.
 */
@NullMarked
package io.securechannel.hybrid;

import org.jspecify.annotations.NullMarked;
